"""The gates: what every patch must pass, one module each, and the runner that orders them."""
