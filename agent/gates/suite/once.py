"""Compute a value once per key, also when several threads ask for it at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Once(Generic[Value]):
    """Values by key. The first to ask computes, the others wait for it and share what came of it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._futures: dict[Hashable, Future[Value]] = {}

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The value for `key`. An exception of `compute` reaches all who wait; the next to ask tries anew."""
        with self._lock:
            future = self._futures.get(key)
            mine = future is None
            if future is None:
                future = self._futures[key] = Future()
        if not mine:
            return future.result()
        try:
            value = compute()
        except BaseException as error:
            with self._lock:
                del self._futures[key]
            future.set_exception(error)
            raise
        future.set_result(value)
        return value

    def forget(self, key: Hashable, value: Value) -> None:
        """Have the value for `key` computed anew if it is still this one."""
        with self._lock:
            future = self._futures.get(key)
            if future is not None and future.done() and future.result() is value:
                del self._futures[key]
