"""What a model is shown of a commit: code by syntax, what lies around it, what the repository asks for."""
