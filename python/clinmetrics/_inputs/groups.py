# SPDX-License-Identifier: Apache-2.0
"""The argument `groups`: names, crosses, arrays, frames and bins as attributes, and the crosses over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from .. import _ingest
from .._names import unique_names

_GROUPS = (
    "`groups` must hold column names, or tuples of them for crosses; for arrays give a mapping of name to array, "
    'such as groups={"sex": sex, "age": (age, cm.bins(18, 40, 65)), "sex*age": None}'
)


class Columns(Protocol):
    """The source of columns that are given by name."""

    table: Any
    n_rows: int

    def has(self, name: str) -> bool: ...
    def column(self, name: str, argument: str, entry: int | None = None) -> Any: ...


@dataclass
class Asked:
    """The groups asked for: columns with their bins, by name, and the crosses, each as a list of names."""

    columns: dict[str, tuple[Any, _ingest.Bins | None]] = field(default_factory=dict)
    crosses: list[list[str]] = field(default_factory=list)

    def add(self, name: str, column: Any, cuts: _ingest.Bins | None = None) -> None:
        """Adds a column and the groups of its levels."""
        if name in self.columns:
            raise ValueError(f"`groups` gives two attributes the name {name!r}; name each once")
        self.columns[name] = column, cuts
        self.add_cross([name])

    def add_cross(self, names: list[str]) -> None:
        """Adds the cross of all of these."""
        if names not in self.crosses:
            self.crosses.append(names)

    @property
    def texts(self) -> list[str]:
        """As on the command line: "sex", "age:18,40,65", "sex*age"."""
        cuts = {name: ":" + repr(c)[5:-1].replace(" ", "") if c is not None else "" for name, (_, c) in self.columns.items()}
        return ["*".join(name if len(names) > 1 else name + cuts[name] for name in names) for names in self.crosses]


def read_groups(groups: Any, inputs: Columns) -> Asked:
    """Reads any form of `groups`."""
    asked = Asked()
    if groups is None:
        return asked
    if isinstance(groups, _ingest.Bins):
        raise TypeError("`groups` is bins without a column; name it, as in groups={'age': cm.bins(18, 40, 65)}")
    if isinstance(groups, Mapping):
        _add_mapping(asked, groups, inputs)
    elif isinstance(groups, str):
        _add_name(asked, groups, inputs, None)
    elif _ingest.is_dataframe(groups):
        _add_frame(asked, groups)
    elif isinstance(groups, tuple) and _are_names(groups, inputs):
        _add_entry(asked, groups, inputs, None)
    elif isinstance(groups, list) and (not groups or _are_names(groups, inputs)):
        for i, entry in enumerate(groups):
            _add_entry(asked, entry, inputs, i)
    elif inputs.table is not None and _ingest.is_pandas_index(groups) and all(isinstance(i, str) and inputs.has(i) for i in groups):
        for name in groups:
            _add_name(asked, name, inputs, None)
    elif isinstance(groups, (set, frozenset)) or not (isinstance(groups, Iterable) or hasattr(groups, "__array__")):
        raise TypeError(_GROUPS)
    else:
        _check_array(groups, inputs)
        asked.add(_ingest.column_name(groups) or "groups", groups)
    return asked


def _check_array(groups: Any, inputs: Columns) -> None:
    if isinstance(groups, (list, tuple)) and len(groups) != inputs.n_rows and all(isinstance(i, str) for i in groups):
        raise ValueError(
            f"`groups` has {len(groups)} entries and `y_true` has {inputs.n_rows} rows; without `data`, text is taken for the groups "
            f"themselves: pass the dataframe to name its columns"
        )
    if getattr(groups, "ndim", 1) == 2 and groups.shape[1] != 1:
        raise ValueError("`groups` has 2 dimensions; give a dataframe, or a mapping of name to array")


def _are_names(entries: Any, inputs: Columns) -> bool:
    """Whether a list or tuple names columns. Without `data`, text can only be the groups themselves."""
    if any(isinstance(i, tuple) or _ingest.is_dataframe(i) or _ingest.column_name(i) is not None for i in entries):
        return True
    return inputs.table is not None and any(isinstance(i, str) for i in entries)


def _add_entry(asked: Asked, entry: Any, inputs: Columns, position: int | None) -> None:
    own = _ingest.column_name(entry)
    if isinstance(entry, str):
        _add_name(asked, entry, inputs, position)
    elif isinstance(entry, tuple) and entry and all(isinstance(i, str) for i in entry):
        _add_cross(asked, list(entry), inputs, position)
    elif isinstance(entry, Mapping):
        _add_mapping(asked, entry, inputs)
    elif _ingest.is_dataframe(entry):
        _add_frame(asked, entry)
    elif own is not None:
        asked.add(own, entry)
    else:
        raise TypeError(_GROUPS)


def _add_frame(asked: Asked, frame: Any) -> None:
    """Every column of a dataframe."""
    names = _ingest.names_of(frame)
    for name, text in zip(names, unique_names(names, "groups")):
        asked.add(text, frame[name])


def _add_name(asked: Asked, text: str, inputs: Columns, position: int | None) -> None:
    """A column, or a cross such as "sex*age" if no column has this name."""
    if "*" in text and inputs.table is not None and not inputs.has(text):
        _add_cross(asked, text.split("*"), inputs, position)
    elif text not in asked.columns:
        asked.add(text, inputs.column(text, "groups", position))
    else:
        asked.add_cross([text])


def _add_cross(asked: Asked, names: list[str], inputs: Columns, position: int | None) -> None:
    if len(set(names)) < len(names):
        raise ValueError("`groups` has a cross that names the same attribute twice")
    for name in names:
        if name not in asked.columns:
            asked.columns[name] = inputs.column(name, "groups", position), None
    asked.add_cross(names)


def _add_mapping(asked: Asked, groups: Mapping[Any, Any], inputs: Columns) -> None:
    """Names with arrays, columns of `data` or bins first; then crosses, which have None."""
    crosses: list[list[str]] = []
    plain = [key for key in groups if not isinstance(key, tuple)]
    for key, name in zip(plain, unique_names(plain, "groups")):
        x = groups[key]
        if x is None and "*" not in name:
            raise TypeError(f"`groups` has None for {name!r}; None is for crosses of attributes, such as 'sex*age'")
        if x is None:
            crosses.append(name.split("*"))
        else:
            asked.add(name, *_column_and_cuts(name, x, inputs))
    crosses += [[str(part) for part in key] for key in groups if isinstance(key, tuple) and groups[key] is None]
    if any(isinstance(key, tuple) and groups[key] is not None for key in groups):
        raise TypeError(_GROUPS)
    for names in crosses:
        if not all(name in asked.columns or inputs.has(name) for name in names):
            raise KeyError(f"`groups` has the cross {'*'.join(names)!r}, whose parts are neither in the mapping nor columns of `data`")
        _add_cross(asked, names, inputs, None)


def _column_and_cuts(name: str, x: Any, inputs: Columns) -> tuple[Any, _ingest.Bins | None]:
    cuts = None
    if isinstance(x, tuple) and len(x) == 2 and isinstance(x[1], _ingest.Bins):
        x, cuts = x
    elif isinstance(x, _ingest.Bins):
        if inputs.table is None:
            raise ValueError(f"`groups` gives bins for {name!r} without its values; pass `data`, or (values, cm.bins(...))")
        x, cuts = name, x
    return (inputs.column(x, "groups") if isinstance(x, str) else x), cuts
