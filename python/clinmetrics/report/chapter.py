# SPDX-License-Identifier: Apache-2.0
"""A section of the page that consists of sentences, charts and tables, and needs no layout of its own."""

from __future__ import annotations

from dataclasses import dataclass

from .page import Figure
from .tables import Table


@dataclass(frozen=True)
class Chapter:
    """A section: its anchor, its heading, and what stands below it in this order."""

    key: str
    title: str
    sentences: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
