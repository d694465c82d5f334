"""The real command line against public emulators of GitHub, unmodified, and the real `gh` on what it wrote."""
