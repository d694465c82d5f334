"""Git checkouts, read and written through plumbing commands only, and patches as bytes."""
