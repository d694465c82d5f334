"""`suture init`: what is written into a repository, and what is left to do by hand."""
