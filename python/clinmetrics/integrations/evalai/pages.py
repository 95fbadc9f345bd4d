# SPDX-License-Identifier: Apache-2.0
"""The texts that participants read: HTML fragments, to be completed by the host."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...audit.specification.model import Specification
    from .board import Board, Phase


def pages(specification: Specification, board: Board) -> dict[str, str]:
    """Each HTML file by its path in the bundle."""
    return {
        "templates/description.html": _description(specification),
        "templates/evaluation_details.html": _evaluation(specification, board),
        "templates/terms_and_conditions.html": "<p>The host has not written terms and conditions yet.</p>\n",
        "templates/submission_guidelines.html": _guidelines(specification),
        **{f"templates/phase_{phase.codename}.html": _phase(phase) for phase in board.phases},
    }


def title(specification: Specification) -> str:
    """The title of the challenge."""
    a = specification.analysis
    return a.title or a.about.task or f"Prediction of {a.outcome.words or a.outcome.column}"


def _paragraphs(*texts: tuple[str, str]) -> str:
    return "".join(f"<h4>{escape(head)}</h4>\n<p>{escape(text)}</p>\n" for head, text in texts if text)


def _description(specification: Specification) -> str:
    a, about = specification.analysis, specification.analysis.about
    return f"<h3>{escape(title(specification))}</h3>\n" + _paragraphs(
        ("Task", about.task),
        ("Outcome", a.outcome.words),
        ("Intended use", about.intended_use),
        ("Population", about.population),
        ("Clinical implications", about.clinical_implications),
        ("Safety implications", about.safety_implications),
        ("Limitations", about.limitations),
    )


def _evaluation(specification: Specification, board: Board) -> str:
    i, ordering = specification.analysis.intervals, board.ordering
    less = "The lower it is, the better." if ordering.lower_is_better else "The higher it is, the better."
    items = "".join(f"<li><code>{escape(x.label)}</code>: {escape(x.description)}</li>\n" for x in board.labels)
    return (
        f"<p>Each number has an interval of {i.level:.0%}: <code>_lo</code> is its lower limit and <code>_hi</code> its upper limit. The "
        f"leaderboards are ordered by <code>{escape(ordering.label)}</code>, the limit that is less favorable. {less}</p>\n<ul>\n{items}</ul>\n"
        "<p>There is a leaderboard for all rows and one for each group. Numbers are rounded; in hidden phases groups of fewer than 1,000 "
        "rows have 2 decimals. An empty cell is a number that is not defined.</p>\n"
    )


def _guidelines(specification: Specification) -> str:
    a = specification.analysis
    m = a.models[0]
    what = "a score, higher for a more likely positive outcome" if m.score is not None else "a decision, one of the levels of the outcome"
    missing = (
        "Leave the row of an id out if there is no prediction: it counts as the least favorable one."
        if a.policies.predictions == "worst_case"
        else "Each id must have a prediction."
    )
    return (
        f"<p>A submission is a CSV file in UTF-8, with a comma between cells. Its columns are <code>{escape(a.id)}</code> and "
        f"<code>{escape(m.score or m.decision or '')}</code>, which is {what}. Numbers have a decimal point.</p>\n"
        f"<p>{missing} An id that is there twice, an id that is not known and a cell that is not a number are errors. Ids are compared as "
        "text: 012 is not 12. The order of the rows does not matter.</p>\n"
    )


def _phase(phase: Phase) -> str:
    hidden = "The annotations of this phase are hidden." if phase.is_hidden else "The annotations of this phase are known to participants."
    return f"<p>{hidden}</p>\n"
