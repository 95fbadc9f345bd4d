# SPDX-License-Identifier: Apache-2.0
"""Columns by name or as arrays, and their digests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from .. import _ingest
from .._names import checked_name, guess_text, unique_names
from .._text import printable
from .groups import Asked, read_groups

_LONG = 1_000_000  # bytes of a column of numbers; its digest takes about a millisecond


class Inputs:
    """Reads columns of `data` by name, and arrays as they are; keeps the digest of each as given."""

    def __init__(self, data: Any) -> None:
        self.table = None if data is None else _ingest.Table(data)
        self._alignment = _ingest.Alignment()
        if self.table is not None:
            self._alignment.check(self.table.frame, "data")
        self.n_rows = 0
        self.names: dict[str, str] = {}
        self._digests: list[dict[str, str]] = []
        self._waiting: list[tuple[dict[str, str], Any]] = []  # long columns, and their entries among the digests
        self._thread: threading.Thread | None = None

    def has(self, name: str) -> bool:
        """Whether `data` is given and has a column of that name."""
        return self.table is not None and name in self.table

    def column(self, name: str, argument: str, entry: int | None = None) -> Any:
        """The column `name` of the data. Messages do not repeat entries of a list, because the list may be the content of a column."""
        if self.table is None:
            raise ValueError(f"`{argument}` names a column, but `data` is missing; pass the dataframe first, or pass an array")
        if name not in self.table:
            what = f"the column {name!r}" if entry is None else f"a column in its entry {entry}"
            guess = guess_text(name, self.table.names) if entry is None else ""
            raise KeyError(f"`{argument}` names {what}, which `data` does not have{guess}")
        return self.table.column(name, argument)

    def _refuse_other_names(self, x: Any, argument: str) -> None:
        """Refuses a column whose name is a number or a tuple; only text names columns, in results, too."""
        if self.table is not None and self.table.has_other(x):
            raise _ingest.no_text(argument)

    def read(self, x: Any, argument: str, how: Callable[[Any, str], Any]) -> Any:
        """Reads one column with the function `how`."""
        if x is None:
            return None
        self._refuse_other_names(x, argument)
        name = x if isinstance(x, str) else _ingest.column_name(x) or argument
        self.names[argument] = checked_name(name, argument)
        return self._ready(self.column(x, argument) if isinstance(x, str) else x, argument, name, argument, how)

    def read_models(self, x: Any, argument: str, how: Callable[[Any, str], Any]) -> list[tuple[str, Any]]:
        """Names and columns of models."""
        if x is None:
            return []
        for one in x.values() if isinstance(x, Mapping) else (x,):
            self._refuse_other_names(one, argument)
        if isinstance(x, Mapping):
            names = unique_names(x, argument)
            named = [(name, self.column(v, argument) if isinstance(v, str) else v) for name, v in zip(names, x.values())]
        elif isinstance(x, str):
            named = [(x, self.column(x, argument))]
        elif isinstance(x, (list, tuple)) and x and all(isinstance(i, str) for i in x) and (self.table is not None or argument != "y_pred"):
            named = [(name, self.column(name, argument, i)) for i, name in enumerate(x)]
        else:
            named = [(_ingest.column_name(x) or argument, x)]
        return [(name, self._ready(column, argument, checked_name(name, argument), printable(name), how)) for name, column in named]

    def _ready(self, column: Any, argument: str, name: str, shown: str, how: Callable[[Any, str], Any]) -> Any:
        if _ingest.is_ready(column):  # an array that the engine reads as it is has no index and nothing to convert
            self._take(argument, name, column)
            return how(column, shown)
        self._alignment.check(column, shown)
        raw = _ingest.parts(column, shown)
        ready = how(raw, shown)
        self._take(argument, name, _ingest.as_array(raw, shown))
        return ready

    def _take(self, argument: str, name: str, raw: Any) -> None:
        """Keeps the digest of a column as given, and the number of rows of `y_true`, which is read first."""
        self.n_rows = self.n_rows or len(raw)
        entry = {"argument": argument, "name": name}
        self._digests.append(entry)
        if isinstance(raw, np.ndarray) and raw.dtype.kind in "biuf" and raw.nbytes >= _LONG:
            self._waiting.append((entry, raw))
        else:
            entry["sha256"] = _ingest.digest(name, raw)

    def begin_digests(self) -> None:
        """Begins the digests of long columns in a thread beside the evaluation: hashing does not hold Python's lock."""

        def beside() -> None:
            with suppress(MemoryError):
                self._digest_waiting()

        if self._waiting:
            with suppress(RuntimeError):  # there are no more threads
                thread = threading.Thread(target=beside, daemon=True)
                thread.start()
                self._thread = thread

    def _digest_waiting(self) -> None:
        for entry, column in self._waiting:
            if "sha256" not in entry:
                entry["sha256"] = _ingest.digest(entry["name"], column)

    @property
    def digests(self) -> list[dict[str, str]]:
        """Argument, name and SHA-256 of each column that was read."""
        if self._thread is not None:
            self._thread.join()
        self._digest_waiting()  # what no thread has done
        return self._digests

    def read_groups(self, groups: Any) -> tuple[list[Any], Asked]:
        """Attributes as codes and levels, and the groups asked for."""
        asked = read_groups(groups, self)
        attributes = []
        for name, (column, cuts) in asked.columns.items():
            shown = printable(checked_name(name, "groups"))
            self._alignment.check(column, shown)
            codes, levels, raw = _ingest.attribute(column, shown, cuts)
            self._take("groups", name, raw)
            attributes.append({"name": name, "codes": codes, "levels": levels})
        return attributes, asked
