"""`python -m themes.cli THEME.zip FOLDER`"""

import sys

from themes.install import install
from themes.manifest import ThemeError


def main(argv):
    upload, folder = argv
    try:
        name, version = install(upload, folder, progress=lambda path: print("  " + path))
    except ThemeError as error:
        print(f"cannot install: {error}", file=sys.stderr)
        return 1
    print(f"installed {name} {version}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
