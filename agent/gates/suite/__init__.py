"""The target's own tests, run in the sandbox at base and with a patch, and compared test by test.

What is held against a patch: a test that passed at base and now fails, breaks, is skipped or is missing,
and a suite that ended with status 0 at base and no longer does. Tests that vary are told apart by re-runs
(`agent.gates.suite.flakiness`); those that vary at base are excused, and all of them are named.

What this cannot prove: the patched code runs inside the process that judges it. Code that means to deceive
may patch the test framework, find the report in the arguments of its own process, print TAP lines, or end
the process with a status of its choice. The random name of the report, the comparison of the exit status
and the words that `agent.gates.gaming` refuses make that harder and easier to see, not impossible; a suite
that is red at base is compared without its exit status. The sandbox bounds what such code can reach, and a
person reads the patch.
"""

from agent.gates.suite.repo import RepoSuite

__all__ = ["RepoSuite"]
