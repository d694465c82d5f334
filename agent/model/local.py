"""A small model in this process: llama.cpp's server on loopback, with weights that the operator brings."""

from __future__ import annotations

import atexit
import importlib
import importlib.util
import os
import re
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from pydantic import SecretStr

from agent.errors import ModelError
from agent.model.client import OpenAIModel
from agent.model.sampling import Sampling
from agent.ports import Message, NoReply, Reply
from agent.settings import LOCAL, LocalSettings, ModelSettings

_MAGIC = b"GGUF"
_FILE_HINT = "set local.file (SUTURE_LOCAL__FILE) to the GGUF file of a code model"
_EXTRA_HINT = "pip install 'suture[local]', or serve the model yourself and set OPENAI_BASE_URL"


class Engine(Protocol):
    """A running server; it ends when nothing refers to it any more."""

    @property
    def listening_address(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """What a server is started with."""

    file: Path
    alias: str
    key: str
    context: int
    threads: int


Start = Callable[[Plan], Engine]


class LocalModel:
    """The model of this process. Requests take turns; safe to share between threads.

    The weights are read at the first request, so a run whose answers were all kept never reads them.
    """

    def __init__(
        self, settings: ModelSettings, local: LocalSettings, folder: Path, start: Start | None = None
    ) -> None:
        """A relative `local.file` lies below `folder`. Raises ModelError when it cannot be what is needed."""
        if start is None and importlib.util.find_spec("xllamacpp") is None:
            raise ModelError("the model of this process needs xllamacpp, which is missing", hint=_EXTRA_HINT)
        self._settings = settings
        self._start = start or start_server
        self._file = _weights(local, folder)
        threads = local.threads or os.cpu_count() or 1
        self._plan = Plan(self._file, self.name, secrets.token_urlsafe(32), local.context, threads)
        self._turn = threading.Lock()
        self._engine: Engine | None = None
        self._client: OpenAIModel | None = None

    @property
    def name(self) -> str:
        """The name of the weights: what reports say."""
        return f"{LOCAL}/{re.sub(r'[^A-Za-z0-9._-]', '_', self._file.stem)[:80]}"

    @property
    def place(self) -> str:
        return LOCAL

    @property
    def usual(self) -> Sampling:
        return Sampling(self._settings.temperature)

    def identity(self, sampling: Sampling) -> Mapping[str, object]:
        """What besides the messages decides an answer: weights are known by name, size and time of change."""
        found = self._file.stat()
        return {
            "place": LOCAL,
            "weights": [str(self._file), found.st_size, found.st_mtime_ns],
            "context": self._plan.context,
            "limit": sampling.longest(self._settings.max_completion_tokens),
            "temperature": sampling.temperature,
            "seed": sampling.seed,
        }

    def ask(self, messages: Sequence[Message], sampling: Sampling) -> Reply | NoReply:
        """Ask, one request at a time. Raises ModelError when the weights cannot be loaded."""
        with self._turn:
            return self._running().ask(messages, sampling)

    def check(self) -> str:
        """Load the weights and ask for a word. Raises ModelError."""
        with self._turn:
            client = self._running()
            return client.check().replace(client.place, "this process", 1)

    def close(self) -> None:
        """End the server, once the request that is under way has ended."""
        with self._turn:
            if self._client is not None:
                self._client.close()
            self._client = self._engine = None
            atexit.unregister(self.close)

    def _running(self) -> OpenAIModel:
        if self._client is None:
            # A server that still runs when the interpreter is torn down takes it with it.
            atexit.register(self.close)
            self._engine = self._start(self._plan)
            place = {
                "name": self._plan.alias,
                "base_url": f"{self._engine.listening_address}/v1",
                "api_key": SecretStr(self._plan.key),
            }
            self._client = OpenAIModel(self._settings.model_copy(update=place))
        return self._client


def _weights(local: LocalSettings, folder: Path) -> Path:
    if not local.file:
        raise ModelError("the model of this process has no weights", hint=_FILE_HINT)
    file = folder / Path(local.file).expanduser()
    try:
        if not file.is_file():
            raise ModelError(f"local.file: {file} is no file", hint=_FILE_HINT)
        with file.open("rb") as stream:
            begin = stream.read(len(_MAGIC))
    except OSError as error:
        raise ModelError(f"local.file: {file} cannot be read: {error.strerror}", hint=_FILE_HINT) from error
    if begin != _MAGIC:
        raise ModelError(f"local.file: {file} is not in GGUF form", hint=_FILE_HINT)
    return file


def start_server(plan: Plan) -> Engine:
    """Load the weights and serve them on loopback to whoever has the key. Raises ModelError."""
    # Threads that spin while they wait take the cores from the tests that run meanwhile. Read at import.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        xllamacpp = importlib.import_module("xllamacpp")
        engine: Engine = xllamacpp.Server(configured(xllamacpp.CommonParams(), plan))
    except ImportError as error:
        raise ModelError(f"xllamacpp cannot be loaded: {error}", hint=_EXTRA_HINT) from error
    except (RuntimeError, ValueError) as error:
        raise ModelError(
            f"local.file: {plan.file} cannot be loaded: {error}",
            hint="take other weights, or set local.context lower",
        ) from error
    return engine


def configured(parameters: Any, plan: Plan) -> Any:
    """`parameters` of xllamacpp: one request at a time, on loopback, for whoever has the key."""
    parameters.model.path = str(plan.file)
    parameters.model_alias = {plan.alias}
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [plan.key]
    parameters.n_ctx = plan.context
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = plan.threads
    parameters.cpuparams_batch.n_threads = plan.threads
    # Else it would make the context smaller than asked for where memory is short.
    parameters.fit_params = False
    parameters.offline = True
    parameters.ui = False
    parameters.endpoint_slots = False
    parameters.verbosity = 0
    return parameters
