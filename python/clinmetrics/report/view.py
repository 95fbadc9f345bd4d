# SPDX-License-Identifier: Apache-2.0
"""The whole page from a result: each part comes from the file of its name, the notes from the words that the result uses."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Callable

from . import by_threshold, figures, overall, provenance, subgroups, summary, words
from .chapter import Chapter
from .checklist import checklist
from .comparisons import comparisons
from .data_set import data_set
from .flow import flow
from .gaps import gaps
from .goals import goals
from .headline import headline
from .index import Index, method_of
from .model_card import model_card
from .page import Note
from .published import compared_groups, compared_models, has_published, published
from .read import Document, Row
from .read_contrasts import Contrast
from .robustness import robustness
from .text import shorten
from .tripod import tripod
from .whole_page import Page


def build(document: Document) -> Page:
    """Arrange a result for the reader."""
    index = Index(document)
    rows: Sequence[Row | Contrast] = (*document.rows, *document.comparisons, *document.gaps)
    about_gaps, gaps_by_attribute = gaps(index)
    by_group = tuple(subgroups.subgroups(index, attribute) for attribute in document.attributes)
    page = Page(
        title=shorten(str(index.analysis.get("title") or "")) or f"Audit of {summary.title(index)}",
        is_long=index.is_long,
        patients=index.outcome.units,
        events=index.outcome.column,
        models=index.models,
        level=index.level,
        created=str(document.provenance.get("created") or "").replace("T", " ").replace("Z", " UTC").replace("+00:00", " UTC"),
        version=str(document.provenance.get("version") or ""),
        lead=summary.lead(index),
        headline=headline(index),
        intro=summary.intro(index),
        cards=tuple(summary.card(index, model, name) for model, name in zip(index.models, document.models)),
        notices=document.notices,
        care=summary.care(index, by_group),
        flow=flow(index),
        goals=goals(index),
        sections=overall.sections(index),
        thresholds=by_threshold.by_threshold(index),
        figure_groups=figures.figure_groups(index),
        comparisons=comparisons(index),
        subgroups=by_group,
        about_subgroups=summary.about_subgroups(index),
        about_sizes=summary.about_sizes(index),
        about_gaps=about_gaps,
        gaps=gaps_by_attribute,
        robustness=robustness(index),
        reading=summary.reading(index),
        metric_notes=_notes(
            (name for name, _ in index.metrics), lambda m: words.metric(m).label, lambda m: index.outcome.text(words.metric(m).meaning)
        ),
        published=published(index),
        method_notes=_notes(_methods(index), words.method_label, words.method_meaning),
        test_notes=_notes(_tests(document), lambda t: words.label("test", t), lambda t: index.outcome.text(words.meaning("test", t))),
        status_notes=_notes(
            (row.status for row in rows if row.status != "ok"), words.status_reason, lambda s: index.outcome.text(words.status_meaning(s))
        ),
        flag_notes=_notes(
            (flag for row in rows for flag in row.flags),
            lambda f: words.flag_entry(f)[0],
            lambda f: index.outcome.text(words.flag_entry(f)[1]),
        ),
        data_set=data_set(index),
        checklists=(),
        provenance=provenance.facts(index),
        hashes=provenance.hashes(index),
    )
    return replace(page, checklists=_checklists(index, page))


def _checklists(index: Index, page: Page) -> tuple[Chapter, ...]:
    """The chapters that say where on the page something is."""
    parts = {
        "flow": page.flow, "goals": page.goals, "thresholds": page.thresholds, "curves": page.figure_groups, "subgroups": page.subgroups,
        "gaps": page.gaps, "comparisons": page.comparisons, "robustness": page.robustness, "data-set": page.data_set,
    }  # fmt: skip
    card = model_card(index)
    sections = {"summary", "overall", "reading", "provenance", *(key for key, part in parts.items() if part)}
    sections |= {"model-card"} if card is not None else set()
    return tuple(one for one in (checklist(index, sections), card, tripod(index, sections)) if one is not None)


def _methods(index: Index) -> Iterable[str]:
    """The methods of the intervals on the page."""
    document = index.document
    rows: Sequence[Row | Contrast] = (*document.rows, *document.comparisons, *document.gaps)
    yield from (row.method for row in rows if method_of(row))
    yield from (row.published_method for row in document.rows if row.attribute is None and has_published(row))
    yield from (c.published_method for c in compared_models(index))
    yield from (g.published_method for g in compared_groups(index))


def _tests(document: Document) -> Iterable[str]:
    return (c.test for c in (*document.comparisons, *document.gaps) if c.test != "none" and not math.isnan(c.test_p))


def _notes(found: Iterable[str], label: Callable[[str], str], meaning: Callable[[str], str]) -> tuple[Note, ...]:
    return tuple(Note(shorten(label(one)), meaning(one)) for one in dict.fromkeys(found))
