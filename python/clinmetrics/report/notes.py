# SPDX-License-Identifier: Apache-2.0
"""The notes of the page: the words that the result uses, each with its meaning."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Callable

from . import words
from .index import Index, method_of
from .page import Note
from .published import compared_groups, compared_models, has_published
from .read import Row
from .read_contrasts import Contrast
from .text import shorten


def of_metrics(index: Index) -> tuple[Note, ...]:
    """The metrics."""
    names = (name for name, _ in index.metrics)
    return _notes(names, lambda m: words.metric(m).label, lambda m: index.outcome.text(words.metric(m).meaning))


def of_methods(index: Index) -> tuple[Note, ...]:
    """The methods of the intervals."""
    return _notes(_methods(index), words.method_label, words.method_meaning)


def of_tests(index: Index) -> tuple[Note, ...]:
    """The tests of comparisons and gaps that have a p value."""
    tests = (c.test for c in _contrasts(index) if c.test != "none" and not math.isnan(c.test_p))
    return _notes(tests, lambda t: words.label("test", t), lambda t: index.outcome.text(words.meaning("test", t)))


def of_statuses(index: Index) -> tuple[Note, ...]:
    """The reasons why a value is missing."""
    statuses = (row.status for row in _rows(index) if row.status != "ok")
    return _notes(statuses, words.status_reason, lambda s: index.outcome.text(words.status_meaning(s)))


def of_flags(index: Index) -> tuple[Note, ...]:
    """The warnings."""
    flags = (flag for row in _rows(index) for flag in row.flags)
    return _notes(flags, lambda f: words.flag_entry(f)[0], lambda f: index.outcome.text(words.flag_entry(f)[1]))


def _contrasts(index: Index) -> Sequence[Contrast]:
    return (*index.document.comparisons, *index.document.gaps)


def _rows(index: Index) -> Sequence[Row | Contrast]:
    return (*index.document.rows, *_contrasts(index))


def _methods(index: Index) -> Iterable[str]:
    yield from (row.method for row in _rows(index) if method_of(row))
    yield from (row.published_method for row in index.document.rows if row.attribute is None and has_published(row))
    yield from (c.published_method for c in compared_models(index))
    yield from (g.published_method for g in compared_groups(index))


def _notes(found: Iterable[str], label: Callable[[str], str], meaning: Callable[[str], str]) -> tuple[Note, ...]:
    return tuple(Note(shorten(label(one)), meaning(one)) for one in dict.fromkeys(found))
