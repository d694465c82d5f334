"""What a kind of harm is, in the source of a test. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

HONEST = "HONEST"
"""Stands in a payload for the input that the test of the repository sends."""
MARKER = "{marker}"
"""Stands in a payload for the path of a file that the test makes."""
MADE = "suturemade"
"""The file that carried-out inputs make."""


@dataclass(frozen=True, slots=True)
class Harm:
    """A kind of harm: an effect that only the weakness has, as a file that a command made, a text that only a
    file outside holds, a name that a database looked for. To refuse or to answer otherwise is none.

    `imports` and `helpers` stand at module level and bind `names`; the test takes `fixtures`. `before` runs
    first and may change `sent`, the attack; `check` asserts that nothing in `seen`, what the code returned or
    raised, and nothing around it shows the harm. `variants` are further honest inputs; what the code makes of
    them has to stay. `derive` makes payloads of an input that has to keep its form. `of_paths` is whether a
    part of a path that the test puts together itself can be an input. `place` is the function that makes what
    an honest input names be there under the name of a variant as well; it takes `tmp_path` and both.
    """

    check: str
    payloads: tuple[str, ...] = ()
    derive: Callable[[str], tuple[str, ...]] | None = None
    imports: tuple[str, ...] = ()
    helpers: str = ""
    fixtures: tuple[str, ...] = ()
    before: str = ""
    names: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    of_paths: bool = True
    place: str = ""

    def attacks(self, honest: str) -> tuple[str, ...]:
        """The payloads for one honest input, each once."""
        derived = self.derive(honest) if self.derive else ()
        return tuple(dict.fromkeys((*(each.replace(HONEST, honest) for each in self.payloads), *derived)))


TOLD = '''
def told(seen):
    """All that the code gave back, as text."""
    return "\\n".join(map(text_of, seen))


def text_of(one):
    try:
        return str(list(one) if hasattr(one, "__next__") else getattr(one, "text", one))
    except Exception as error:
        # What is made only when it is asked for may be refused only then.
        return str(error)
'''


def carried_out(*payloads: str, variants: tuple[str, ...] = ()) -> Harm:
    """Attacks that make a file in the folder they run in."""
    return Harm(
        check=f'assert not Path("{MADE}").exists(), "the input was carried out"',
        payloads=payloads,
        imports=("from pathlib import Path",),
        fixtures=("monkeypatch", "tmp_path"),
        before="monkeypatch.chdir(tmp_path)",
        names=("Path",),
        variants=variants,
    )
