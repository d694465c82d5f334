"""Following a pull request until its finding is gone: observe, decide (pure), act, and look again."""
