# SPDX-License-Identifier: Apache-2.0
"""The items of TRIPOD+AI (Collins and others 2024, BMJ 385:e078378) by number, in words of our own, with where each is answered."""

from __future__ import annotations

from collections.abc import Callable, Collection

from .chapter import Chapter
from .checklist import answered
from .contents import HAS_FLOW, HAS_GOALS, HAS_MANIFEST, Answer, Contents, says
from .index import Index
from .tables import Line, Part, Table

Ask = Callable[[Contents], Answer]
_FOR_AUTHORS = "An article about the model has to say this; a report on its evaluation cannot."
_DEVELOPMENT = "This concerns how the model was developed; it was evaluated here as it is."


def _never(why: str) -> Ask:
    return lambda _: Answer((), why)


def _at(*places: str) -> Ask:
    return lambda _: Answer(places)


def _said(key: str, *places: str) -> Ask:
    return lambda c: c.when(says(c, key), *places, why_not="The specification of the audit does not state it.")


def _with_manifest(c: Contents) -> Answer:
    return c.when(HAS_MANIFEST(c), "data-set", why_not="The result contains no description of the data set.")


def _with_flow(c: Contents) -> Answer:
    return c.when(HAS_FLOW(c), "flow", why_not="The result does not contain the flow of the data.")


def _population(c: Contents) -> Answer:
    places = (*(("summary",) if says(c, "population") else ()), *(("data-set",) if HAS_MANIFEST(c) else ()))
    return c.when(bool(places), *places, why_not="The specification of the audit does not state it.")


def _fairness(c: Contents) -> Answer:
    return c.when(c.has_groups, "subgroups", *(("gaps",) if c.index.document.gaps else ()), why_not="No subgroups were asked for.")


def _sites(c: Contents) -> Answer:
    return c.when(c.has_robustness, "robustness", why_not="No sites, scanners or variants were named.")


def _measures(c: Contents) -> Answer:
    return Answer(("overall", "curves", "reading", *(("comparisons",) if c.index.document.comparisons else ())))


def _developers(c: Contents) -> Answer:
    named = any(one.get("developer") or one.get("algorithm") for one in c.index.described.values())
    return c.when(named, "model-card", why_not="The specification of the audit does not state it.")


def _limits(c: Contents) -> Answer:
    return c.when(says(c, "limitations"), "summary", why_not="The specification of the audit states no limitations.")


def _meaning(c: Contents) -> Answer:
    places = (*(("goals",) if HAS_GOALS(c) else ()), "summary")
    return Answer(places)


def _sample(c: Contents) -> Answer:
    return Answer(("overall", *(("goals",) if HAS_GOALS(c) else ())))


ITEMS: tuple[tuple[str, str, Ask], ...] = (
    ("1", "Title", _at("summary")),
    ("2", "Abstract", _at("summary")),
    ("3a–3c", "Background: health care, purpose, known inequalities", _said("intended_use", "summary")),
    ("4", "Objectives", _said("task", "summary")),
    ("5a–5b", "Sources and dates of the data", _with_manifest),
    ("6a–6c", "Participants: setting, eligibility, treatments", _population),
    ("7", "Preparation of the data", _with_flow),
    ("8a–8c", "Outcome: definition, assessment, blinding", _at("summary", "provenance")),
    ("9a–9c", "Predictors: choice, definition, assessment", _never(_DEVELOPMENT)),
    ("10", "Sample size", _sample),
    ("11", "Missing data", _with_flow),
    ("12a", "Use of the data in the analysis", _at("provenance")),
    ("12b–12c", "Handling of predictors, type of model", _developers),
    ("12d", "Heterogeneity between clusters", _sites),
    ("12e", "Measures and plots of performance", _measures),
    ("12f", "Updating of the model", _never("The models were evaluated as they are and not updated.")),
    ("12g", "How predictions were computed", _never("The predictions were given; the report does not compute them.")),
    ("13", "Class imbalance", _never(_DEVELOPMENT)),
    ("14", "Fairness", _fairness),
    ("15", "Output of the model and thresholds", _at("summary", "overall")),
    ("16", "Differences between development and evaluation", _never(_FOR_AUTHORS)),
    ("17", "Ethical approval", _never(_FOR_AUTHORS)),
    ("18a–18f", "Funding, conflicts, protocol, registration, data, code", _never(_FOR_AUTHORS)),
    ("19", "Involvement of the public", _never(_FOR_AUTHORS)),
    ("20a", "Flow of participants", _with_flow),
    ("20b", "Characteristics of participants", lambda c: Answer(("subgroups",)) if c.has_groups else _with_manifest(c)),
    ("20c", "Comparison with the development data", _never("The result does not contain the development data.")),
    ("21", "Participants and events in each analysis", _at("overall")),
    ("22", "Specification of the full model", _never(_DEVELOPMENT)),
    ("23a", "Performance with intervals, and in subgroups", lambda c: Answer(("overall", *(("subgroups",) if c.has_groups else ())))),
    ("23b", "Heterogeneity of performance", _sites),
    ("24", "Results of updating", _never("The models were evaluated as they are and not updated.")),
    ("25", "Interpretation", _meaning),
    ("26", "Limitations", _limits),
    ("27a–27c", "Use in practice: input, users, next steps", _said("intended_use", "summary")),
)


def tripod(index: Index, sections: Collection[str]) -> Chapter:
    """The table of all items."""
    contents = Contents(index, sections)
    lines = tuple(Line((number, what, answered(contents, ask(contents)))) for number, what, ask in ITEMS)
    caption = "The items by number, in short words of our own."
    table = Table(
        f"All items ({len(lines)} lines)",
        caption,
        ("Item", "What is asked", "Where it is answered"),
        (Part("", lines),),
        True,
        "compact tripod",
    )
    sentence = "The guideline TRIPOD+AI is for articles about prediction models. The table shows which of its items this report answers."
    return Chapter("tripod", "TRIPOD+AI", (sentence,), (), (table,))
