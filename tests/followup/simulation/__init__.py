"""A simulated team and repository on the double of GitHub, driven through months by a virtual clock.

    python -m tests.followup.simulation [--pulls 200] [--days 120] [--seed 1]

`parts` is the code and its weaknesses, `world` the stage, `team` and `stories` what people do, `code` the
Workbench that plays the gates, `play` the days, `judge` and `claims` what must hold.
"""
