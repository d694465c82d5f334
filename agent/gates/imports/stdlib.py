"""What the standard library has: asked of the interpreter that runs us, and of nothing outside of it."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import sysconfig
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from agent.gates.imports.tree import bound_names
from agent.silence import silence

# Importing these does something: a window, a page in a browser, a patch by whoever replaces them.
_NEVER_LOADED = frozenset(
    ("antigravity", "distutils", "idlelib", "lib2to3", "test", "this", "tkinter", "turtle", "turtledemo")
)
_ELSEWHERE: dict[str, frozenset[str]] = {
    "asyncio": frozenset(("QueueShutDown", "EventLoop")),
    "copy": frozenset(("replace",)),
    "functools": frozenset(("Placeholder",)),
    "inspect": frozenset(("BufferFlags", "markcoroutinefunction")),
    "itertools": frozenset(("batched",)),
    "os": frozenset(("add_dll_directory", "process_cpu_count", "reload_environ", "startfile")),
    "os.path": frozenset(("isdevdrive", "isjunction", "isreserved", "splitroot")),
    "pathlib": frozenset(("UnsupportedOperation",)),
    "typing": frozenset(
        (
            "NoDefault",
            "ReadOnly",
            "TypeAliasType",
            "TypeIs",
            "get_protocol_members",
            "is_protocol",
            "override",
        )
    ),
    "socket": frozenset(("fromshare",)),
    "types": frozenset(("CapsuleType", "get_original_bases")),
    "warnings": frozenset(("deprecated",)),
}
"""Names that another platform or a Python newer than the oldest that we run on has."""


@lru_cache(maxsize=1024)
def has_module(dotted: str) -> bool | None:
    """Whether the standard library has a module; None when that cannot be told here."""
    top = dotted.split(".")[0]
    if not _is_ours(top) or "__main__" in dotted:
        return None
    try:
        with silence():
            return importlib.util.find_spec(dotted) is not None
    except ModuleNotFoundError:
        return False
    except (ImportError, AttributeError, OSError, ValueError):
        return None


@lru_cache(maxsize=1024)
def has_name(module: str, name: str) -> bool | None:
    """Whether a module of the standard library has a name or a submodule; None when that cannot be told."""
    if not has_module(module) or module.startswith("_") or module == "sys" or name.isupper():
        # Constants and private modules differ between platforms, and anything may be put into sys.
        return None
    if has_module(f"{module}.{name}") or name in _ELSEWHERE.get(module, ()):
        return True
    try:
        with silence():
            loaded = importlib.import_module(module)
    except (ImportError, AttributeError, OSError):
        return None
    # A name that only another platform gets is still bound in the source.
    return hasattr(loaded, name) or name in _written(loaded)


def _written(module: ModuleType) -> frozenset[str]:
    file = getattr(module, "__file__", None)
    source = Path(file).read_bytes() if isinstance(file, str) and file.endswith(".py") else b""
    return bound_names(source) or frozenset()


@lru_cache(maxsize=512)
def _is_ours(top: str) -> bool:
    """Whether the name leads to the interpreter's own library, and may be loaded: a folder may shadow it."""
    if top not in sys.stdlib_module_names or top in _NEVER_LOADED:
        return False
    try:
        spec = importlib.util.find_spec(top)
    except ValueError:
        return False
    if spec is None or spec.origin is None:
        return False
    homes = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    inside = any(Path(spec.origin).is_relative_to(home) for home in homes)
    return spec.origin in ("built-in", "frozen") or (inside and "site-packages" not in spec.origin)
