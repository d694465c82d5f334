"""A broken world, as exceptions. Expected failure is a value and is not here.

SutureError
├── UsageError          the operator asked for something that cannot be done
│   └── ConfigError     a configuration file, flag or variable is wrong
├── TargetError         the target is not a git checkout we can work on
├── RulesError          a semgrep rule or rule folder is invalid
├── ToolError           a program we need is missing or broken
├── ModelError          the model endpoint refuses us altogether (key, address, name)
├── ForgeError          the forge refuses us altogether (token, address, permission, archived repository)
└── BundleError         a bundle, or the pack beside it, is not what it has to be
"""


class SutureError(Exception):
    """Stops the run. `hint` tells the operator the next step; only `cli` prints it."""

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(SutureError):
    """The command line asks for something that cannot be done."""


class ConfigError(UsageError):
    """A setting is unknown, malformed or not allowed where it was written."""


class TargetError(SutureError):
    """The target is not a git checkout that we can read."""


class RulesError(SutureError):
    """The scanner refuses a rule."""


class ToolError(SutureError):
    """A program that we need is missing, or broke in a way we did not expect."""


class ModelError(SutureError):
    """The model endpoint cannot be used at all: wrong key, address or model name."""


class ForgeError(SutureError):
    """The forge cannot be used: wrong token, unknown or archived repository, missing permission."""


class BundleError(SutureError):
    """A bundle, or the pack beside it, is damaged, forged or meant for something else."""
