# SPDX-License-Identifier: Apache-2.0
"""The arguments of `describe` as roles of columns."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._inputs.groups import read_groups
from .reading import Source
from .table import Roles


class _Names:
    """The columns of a table for `read_groups`, which looks them up by name."""

    def __init__(self, source: Source) -> None:
        self.table, self.n_rows, self._source = source, source.n_rows, source

    def has(self, name: str) -> bool:
        return name in self._source.columns

    def column(self, name: str, argument: str, entry: int | None = None) -> Any:  # noqa: ARG002
        return self._source.column(name, argument)


def asked_roles(source: Source, *, groups: Any, pos_label: Any = None, neg_label: Any = None, **columns: str | None) -> Roles:
    """The roles; every column must exist."""
    for argument, name in columns.items():
        if name is not None:
            if not isinstance(name, str):
                raise TypeError(f"`{argument}` must be the name of a column")
            source.column(name, argument)
    asked = read_groups(groups, _Names(source))
    bins = tuple((name, cuts) for name, (_, cuts) in asked.columns.items())
    return Roles(
        **columns,
        pos_label=label_text(pos_label),
        neg_label=label_text(neg_label),
        columns=bins,
        crosses=tuple(tuple(c) for c in asked.crosses),
    )


def label_text(label: Any) -> str | None:
    """A label as the cells of its column are written."""
    if label is None or isinstance(label, str):
        return label
    if isinstance(label, (bool, np.bool_)):
        return "true" if label else "false"
    return str(int(label)) if isinstance(label, (float, np.floating)) and label == int(label) else str(label)
