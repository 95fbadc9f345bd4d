# SPDX-License-Identifier: Apache-2.0
"""The whole page from a result: each part comes from the file of its name. `build` is long because it lists all of them in order."""

from __future__ import annotations

from dataclasses import replace

from . import by_threshold, figures, notes, overall, provenance, subgroups, summary
from .chapter import Chapter
from .checklist import checklist
from .comparisons import comparisons
from .data_set import data_set
from .flow import flow
from .gaps import gaps
from .goals import goals
from .headline import headline
from .index import Index
from .model_card import model_card
from .published import published
from .read import Document
from .robustness import robustness
from .text import shorten
from .tripod import tripod
from .whole_page import Page


def build(document: Document) -> Page:
    """Arrange a result for the reader."""
    index = Index(document)
    about_gaps, gaps_by_attribute = gaps(index)
    by_group = tuple(subgroups.subgroups(index, attribute) for attribute in document.attributes)
    page = Page(
        title=_title(index),
        is_long=index.is_long,
        patients=index.outcome.units,
        events=index.outcome.column,
        models=index.models,
        level=index.level,
        created=_created(document),
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
        metric_notes=notes.of_metrics(index),
        published=published(index),
        method_notes=notes.of_methods(index),
        test_notes=notes.of_tests(index),
        status_notes=notes.of_statuses(index),
        flag_notes=notes.of_flags(index),
        data_set=data_set(index),
        checklists=(),
        provenance=provenance.facts(index),
        hashes=provenance.hashes(index),
    )
    return replace(page, checklists=_checklists(index, page))


def _title(index: Index) -> str:
    return shorten(str(index.analysis.get("title") or "")) or f"Audit of {summary.title(index)}"


def _created(document: Document) -> str:
    return str(document.provenance.get("created") or "").replace("T", " ").replace("Z", " UTC").replace("+00:00", " UTC")


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
