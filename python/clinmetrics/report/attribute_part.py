# SPDX-License-Identifier: Apache-2.0
"""All about the groups of one attribute, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from .page import Value
from .tables import Table


@dataclass(frozen=True)
class Subgroups:
    """All about one attribute."""

    title: str
    parts: tuple[str, ...]
    n_groups: int
    small: tuple[tuple[tuple[Value, ...], str], ...]
    has_missing: bool
    tables: tuple[Table, ...]
