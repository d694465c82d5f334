"""The GitHub adapter: what delivery asks of a forge, done with PyGithub."""

from agent.forge.github.connect import connect
from agent.forge.github.people import GithubPeople
from agent.forge.github.repository import GithubHost
from agent.forge.github.scanning import CodeScanning

__all__ = ["CodeScanning", "GithubHost", "GithubPeople", "connect"]
