"""Whether what a patch imports and names can exist: Python and JavaScript, manifests, the repository."""
