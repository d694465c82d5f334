"""Credential-like values in any text: found, and hidden behind placeholders that can be put back. Pure."""

from agent.credentials.finder import find
from agent.credentials.spellings import SHORTEST, secret_variables, spellings
from agent.credentials.vault import PLACEHOLDER, Vault, conceal, concealed, without_credentials

__all__ = [
    "PLACEHOLDER",
    "SHORTEST",
    "Vault",
    "conceal",
    "concealed",
    "find",
    "secret_variables",
    "spellings",
    "without_credentials",
]
