"""How good the bundled rules are: against labelled code, on well-kept packages, and how fast."""
