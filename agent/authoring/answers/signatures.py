"""Whether one function can stand in for another: what callers and frameworks see of it is the same. Pure."""

from __future__ import annotations

from agent.authoring.answers.blocks import Block, Parameter

_KEPT = frozenset({"value", "method", "declaration"})
_FORMS = {
    "method": "as a method, like `{name}(...) {{ ... }}`",
    "declaration": "as `function {name}(...) {{ ... }}`",
    "value": "as `const {name} = (...) => {{ ... }}` or `function {name}(...) {{ ... }}`",
}


def difference(old: Block, new: Block) -> str:
    """Why `new` may not replace `old`, in words for its author; empty when it may."""
    was, now = old.signature, new.signature
    if was.form != now.form and (was.form, now.form) != ("value", "declaration"):
        return f"write `{old.name}` {_FORMS[was.form].format(name=old.name)}, which it is in the file."
    return (
        _other_words(old, new)
        or _other_parameters(old.name, was.parameters, now.parameters)
        or _other_decorators(old, new)
    )


def _other_words(old: Block, new: Block) -> str:
    """Words like `async` that are left out stay as they are, except where the code depends on them."""
    was, now = old.signature.words, new.signature.words
    added = [word for word in now if word not in was]
    if added:
        return f"`{old.name}` is not `{' '.join(added)}` in the file; its callers would break."
    if old.signature.form == "def" and was != now:
        return f"`{old.name}` is an `async def` in the file; keep it one."
    if old.signature.form == "value" and "*" in was and "*" not in now:
        return f"`{old.name}` is a generator in the file; keep it one."
    return ""


def _other_parameters(name: str, was: tuple[Parameter, ...], now: tuple[Parameter, ...]) -> str:
    """Other defaults are no difference, nor are annotations where there were none."""
    same = len(was) == len(now) and all(
        old.name == new.name and old.optional == new.optional and old.annotation in ("", new.annotation)
        for old, new in zip(was, now, strict=True)
    )
    if same:
        return ""
    listed, given = (", ".join(str(each) for each in side) for side in (was, now))
    return (
        f"`{name}` has the parameters ({listed}) in the file and ({given}) in the answer; "
        "keep them as they are."
    )


def _other_decorators(old: Block, new: Block) -> str:
    """An answer without decorators keeps the old ones, one with decorators must have them all."""
    was, now = old.signature.decorators, new.signature.decorators
    lost = [each for each in was if each not in now] if now else []
    if lost:
        return (
            f"the answer leaves out the decorator `{lost[0]}` of `{old.name}`; write all of them, or none, "
            "and they stay."
        )
    added = [each for each in now if each not in was] if old.signature.form in _KEPT else []
    return f"`{added[0]}` is no decorator of `{old.name}` in the file; leave decorators out." if added else ""
