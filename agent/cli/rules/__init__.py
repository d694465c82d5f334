"""suture rules: what the bundled rules are, and the beginning of a new one."""
