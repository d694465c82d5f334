"""Where accepted fixes go: branches of the checkout, or pull requests to the code owners."""
