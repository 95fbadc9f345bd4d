# SPDX-License-Identifier: Apache-2.0
"""The whole page from a result: each part comes from the file of its name, the notes from the words that the result uses."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Callable

from . import figures, overall, provenance, subgroups, summary, words
from .index import Index, method_of
from .page import Note, Page
from .read import Document, Row
from .text import shorten


def build(document: Document) -> Page:
    """Arrange a result for the reader."""
    index = Index(document)
    rows = document.rows
    by_group = tuple(subgroups.subgroups(index, attribute) for attribute in document.attributes)
    return Page(
        title=f"Audit of {summary.title(index)}",
        patients=index.outcome.units,
        events=index.outcome.column,
        models=index.models,
        level=index.level,
        created=str(document.provenance.get("created") or "").replace("T", " ").replace("Z", " UTC").replace("+00:00", " UTC"),
        version=str(document.provenance.get("version") or ""),
        lead=summary.lead(index),
        intro=summary.intro(index),
        cards=tuple(summary.card(index, model, name) for model, name in zip(index.models, document.models)),
        notices=document.notices,
        care=summary.care(index, by_group),
        sections=overall.sections(index),
        figure_groups=figures.figure_groups(index),
        subgroups=by_group,
        about_subgroups=summary.about_subgroups(index),
        about_sizes=summary.about_sizes(index),
        reading=summary.reading(index),
        metric_notes=_notes(
            (name for name, _ in index.metrics), lambda m: words.metric(m).label, lambda m: index.outcome.text(words.metric(m).meaning)
        ),
        published=(published := overall.published(index)),
        method_notes=_notes(_methods(rows, with_published=bool(published)), words.method_label, words.method_meaning),
        status_notes=_notes(
            (row.status for row in rows if row.status != "ok"), words.status_reason, lambda s: index.outcome.text(words.status_meaning(s))
        ),
        flag_notes=_notes(
            (flag for row in rows for flag in row.flags),
            lambda f: words.flag_entry(f)[0],
            lambda f: index.outcome.text(words.flag_entry(f)[1]),
        ),
        provenance=provenance.facts(index),
        hashes=provenance.hashes(index),
    )


def _methods(rows: Sequence[Row], with_published: bool) -> Iterable[str]:
    """The methods of the intervals on the page."""
    yield from (row.method for row in rows if method_of(row))
    if with_published:
        yield from (row.published_method for row in rows if row.attribute is None and not math.isnan(row.published_lower))


def _notes(found: Iterable[str], label: Callable[[str], str], meaning: Callable[[str], str]) -> tuple[Note, ...]:
    return tuple(Note(shorten(label(one)), meaning(one)) for one in dict.fromkeys(found))
