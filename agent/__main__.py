"""`python -m agent` is `suture`."""

import sys

from agent.cli import main

sys.exit(main())
