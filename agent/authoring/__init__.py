"""Writing fixes: by the rule itself, or with a model whose answers are checked edit by edit."""
