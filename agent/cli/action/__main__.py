"""`python -m agent.cli.action`: what action.yml runs."""

import sys

from agent.cli.action import main

sys.exit(main())
