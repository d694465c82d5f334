"""What runs next to untrusted code: standard library only, and nothing from the rest of the package.

The host starts `start.main` with `python -I -S`; its orders come as JSON on standard input.
"""
