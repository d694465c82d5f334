"""The model endpoint: an adapter for the `Model` port."""
