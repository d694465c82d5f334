"""What the languages tell of a proof and of the code that it is about."""

from __future__ import annotations

from dataclasses import dataclass

ALL_LAYERS = "*"
DELETED = "the feature deleted"
"""Name of the mutant without the statements that were found."""
RESTORED = "the found code as it was, among the patch's checks"
"""Name of the mutant that tells whether the found code itself is what the patch repaired."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A wrong version of one file: `name` says in words what is wrong, `after` is its whole new content.

    `layer` names the one check of the patch that the mutant takes the effect from, or is `ALL_LAYERS` where
    it takes it from all of them; it is empty when something else is wrong.

    `spares` are layers that a proof need not tell apart once an attack succeeds on this version. It may as
    well be a right one, so that nothing is held against a proof that passes with it.
    """

    name: str
    after: bytes
    layer: str = ""
    spares: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProofText:
    """What a proof's text declares: names of its tests, its payloads, and the honest input if it has one.

    `payloads` is empty and `harmless` None when the attack is no text input. `latent` are inputs that need
    do no harm at base, and may do none with the patch: what a careless filter turns into an attack.
    """

    attacks: tuple[str, ...]
    controls: tuple[str, ...]
    payloads: tuple[str, ...] = ()
    harmless: str | None = None
    latent: tuple[str, ...] = ()
