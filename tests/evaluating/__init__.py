"""suture eval, from the cases' files to the figures."""
