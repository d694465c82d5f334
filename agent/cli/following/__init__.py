"""`suture follow` and `suture plan`, whole or split into jobs that hold different keys."""
