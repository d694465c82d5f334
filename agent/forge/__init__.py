"""Where accepted fixes go: for now a branch in the checkout itself."""
