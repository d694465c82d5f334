"""Settings of the chat; `PREVIEW_HOSTS` lists every host, with its port if it is not the usual one."""

PREVIEW_HOSTS = frozenset({"blog.example.org", "docs.example.org:8443"})
