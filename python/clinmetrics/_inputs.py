# SPDX-License-Identifier: Apache-2.0
"""Columns by name or as arrays, and their digests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import _ingest


class Inputs:
    """Reads columns of `data` by name, and arrays as they are; keeps the digest of each as it was given."""

    def __init__(self, data: Any) -> None:
        if data is not None and not _ingest.is_dataframe(data):
            raise TypeError(_DATA)
        self._data = data
        self._frame = None if data is None or isinstance(data, Mapping) else _narwhals(data)
        self.names: dict[str, str] = {}
        self.digests: dict[str, str] = {}

    def has(self, name: str) -> bool:
        if self._frame is not None:
            return name in self._frame.columns
        return self._data is not None and name in self._data

    def column(self, name: str, argument: str, entry: int | None = None) -> Any:
        """The column `name` as it is there. An entry of a list is not echoed: the list may be a column's content."""
        if self._data is None:
            raise ValueError(f"`{argument}` names a column, but `data` is missing; pass the dataframe first, or pass an array")
        if not self.has(name):
            what = f"the column {name!r}" if entry is None else f"a column in its entry {entry}"
            raise KeyError(f"`{argument}` names {what}, which `data` does not have")
        return self._data[name] if self._frame is None else self._frame[name].to_native()

    def read(self, x: Any, argument: str, how: Callable[[Any, str], Any]) -> Any:
        """One column, made ready by `how`."""
        if x is None:
            return None
        name = x if isinstance(x, str) else argument
        self.names[argument] = name
        return self._ready(self.column(x, argument) if isinstance(x, str) else x, name, argument, how)

    def read_models(self, x: Any, argument: str, how: Callable[[Any, str], Any]) -> list[tuple[str, Any]]:
        """Names and columns of models."""
        if x is None:
            return []
        if isinstance(x, Mapping):
            named = [(str(k), self.column(v, argument) if isinstance(v, str) else v) for k, v in x.items()]
        elif isinstance(x, str):
            named = [(x, self.column(x, argument))]
        elif isinstance(x, (list, tuple)) and x and all(isinstance(i, str) for i in x) and (self._data is not None or argument != "y_pred"):
            named = [(name, self.column(name, argument, i)) for i, name in enumerate(x)]
        else:
            own = getattr(x, "name", None)
            named = [(own if isinstance(own, str) and own else argument, x)]
        return [(name, self._ready(column, name, name, how)) for name, column in named]

    def _ready(self, column: Any, name: str, argument: str, how: Callable[[Any, str], Any]) -> Any:
        raw = _ingest.as_array(column, argument)
        ready = how(raw, argument)
        self.digests[name] = _ingest.digest(name, raw)
        return ready

    def read_groups(self, groups: Any) -> tuple[list[Any], list[list[str]]]:
        """Attributes as codes and levels, and the crosses over them."""
        if groups is None:
            return [], []
        crosses: list[list[str]] = []
        columns: dict[str, Any] = {}
        if isinstance(groups, Mapping):
            columns = {str(k): self.column(v, "groups") if isinstance(v, str) else v for k, v in groups.items()}
            crosses = [[name] for name in columns]
        else:
            for i, item in enumerate(_items_of(groups)):
                names = self._parts(item, None if isinstance(groups, (str, tuple)) else i)
                if names not in crosses:
                    crosses.append(names)
                for name in names:
                    if name not in columns:
                        columns[name] = self.column(name, "groups", None if isinstance(groups, str) else i)
        attributes = []
        for name, column in columns.items():
            codes, levels, raw = _ingest.attribute(column, name)
            self.digests.setdefault(name, _ingest.digest(name, raw))
            attributes.append((name, codes, levels))
        return attributes, crosses

    def _parts(self, item: Any, entry: int | None) -> list[str]:
        if isinstance(item, tuple):
            return [str(p) for p in item]
        if not isinstance(item, str):
            raise TypeError(_GROUPS)
        if not self.has(item) and "*" in item:
            return item.split("*")
        self.column(item, "groups", entry)
        return [item]


_DATA = "`data` must be a dataframe or a mapping of columns; give arrays as y_true= and y_score="
_GROUPS = "`groups` must hold column names, or tuples of them for crosses; for arrays give a mapping of name to array"


def _items_of(groups: Any) -> list[Any]:
    """A single name or cross as a list of one."""
    if isinstance(groups, (str, tuple)):
        return [groups]
    if not isinstance(groups, list):
        raise TypeError(_GROUPS)
    return groups


def _narwhals(data: Any) -> Any:
    import narwhals.stable.v1 as nw

    try:
        frame = nw.from_native(data.to_native() if type(data).__module__.startswith("narwhals") else data)
    except TypeError:
        raise TypeError(_DATA) from None
    if isinstance(frame, nw.LazyFrame):
        raise TypeError("`data` is lazy; collect it first")
    return frame
