# SPDX-License-Identifier: Apache-2.0
"""What reporting guidelines and regulators ask of an evaluation, row by row: where this report answers it, or why it does not."""

from __future__ import annotations

from collections.abc import Callable, Collection

from .chapter import Chapter
from .contents import HAS_FLOW, HAS_GOALS, HAS_MANIFEST, SECTIONS, Answer, Contents
from .index import Index
from .tables import Line, Links, Number, Part, Small, Table

_NO_SPECIFICATION = "The evaluation was made without the specification of an audit, which records this."
_NO_GROUPS = "No subgroups were asked for."

Ask = Callable[[Contents], Answer]


def _sizes(c: Contents) -> Answer:
    return Answer(("summary", "overall", *(("subgroups",) if c.has_groups else ()), *(("data-set",) if HAS_MANIFEST(c) else ())))


def _flow(c: Contents) -> Answer:
    return c.when(HAS_FLOW(c), "flow", why_not=_NO_SPECIFICATION)


def _counts(c: Contents) -> Answer:
    return c.when(c.has_thresholds, c.threshold_place, why_not="No threshold was given, so there are no positive predictions to count.")


def _at_thresholds(c: Contents) -> Answer:
    exists = c.any_of("sensitivity", "specificity") and c.has_intervals
    return c.when(exists, "overall", "reading", why_not="Metrics at a threshold, or their intervals, were not asked for.")


def _ranking(c: Contents) -> Answer:
    return c.when(
        c.any_of("auroc", "average_precision"), "overall", "curves", why_not="The models give no scores, or AUROC was not asked for."
    )


def _subgroups(c: Contents) -> Answer:
    return c.when(c.has_groups, "subgroups", *(("gaps",) if c.index.document.gaps else ()), why_not=_NO_GROUPS)


def _gaps(c: Contents) -> Answer:
    return c.when(bool(c.index.document.gaps), "gaps", why_not="Differences between groups were not asked for.")


def _calibration(c: Contents) -> Answer:
    exists = c.any_of("calibration_slope", "observed_expected_ratio", "brier")
    return c.when(exists, "curves", "overall", why_not="The models give no probabilities, or calibration was not asked for.")


def _utility(c: Contents) -> Answer:
    exists = any(curve.decision is not None for curve in c.curves) or c.any_of("net_benefit")
    return c.when(exists, "curves", "overall", why_not="Net benefit was not asked for.")


def _comparison(c: Contents) -> Answer:
    why = "There is only one model." if len(c.index.models) < 2 else "Comparisons of the models were not asked for."
    return c.when(bool(c.index.document.comparisons), "comparisons", why_not=why)


def _goals(c: Contents) -> Answer:
    return c.when(HAS_GOALS(c), "goals", why_not="No goals were set." if c.index.audit is not None else _NO_SPECIFICATION)


def _survival(_: Contents) -> Answer:
    return Answer((), "The outcome is binary: each row has it or not, without a time.")


def _clusters(c: Contents) -> Answer:
    why = "No unit was named, so each row counts as independent of the others."
    return c.when(c.index.unit is not None, "provenance", "summary", why_not=why)


def _missing(c: Contents) -> Answer:
    places = (*(("flow",) if HAS_FLOW(c) else ()), *(("data-set",) if HAS_MANIFEST(c) else ()))
    return c.when(bool(places), *places, why_not="The result contains only the number of rows dropped (see Provenance).")


def _adequacy(c: Contents) -> Answer:
    places = ("overall", *(("subgroups",) if c.has_groups else ()), *(("goals",) if HAS_GOALS(c) else ()))
    return c.when(c.has_intervals, *places, why_not="No intervals were computed.")


def _robustness(c: Contents) -> Answer:
    why = "The specification names no variants of a model and no sites or scanners." if c.index.audit is not None else _NO_SPECIFICATION
    return c.when(c.has_robustness, "robustness", why_not=why)


def _failures(c: Contents) -> Answer:
    return c.when(c.has_groups, "subgroups", *(("gaps",) if c.index.document.gaps else ()), why_not=_NO_GROUPS)


def _raters(_: Contents) -> Answer:
    return Answer((), "The data contain one label for each row, so the agreement of several raters cannot be computed.")


def _reproducibility(_: Contents) -> Answer:
    return Answer(("provenance",))


ROWS: tuple[tuple[str, str, Ask], ...] = (
    ("Rows, units, events and prevalence, overall and by group", "TRIPOD+AI, STARD, CLAIM", _sizes),
    ("Flow of the data: received, excluded, missing, analysed", "TRIPOD+AI, STARD", _flow),
    ("Counts of true and false predictions at each threshold", "STARD, FDA", _counts),
    ("Sensitivity, specificity, PPV, NPV and others with intervals and their methods", "STARD, CLAIM, FDA", _at_thresholds),
    ("AUROC and average precision with intervals", "TRIPOD+AI, CLAIM", _ranking),
    ("All measures in subgroups, and how much sites differ", "TRIPOD+AI, FDA, EU AI Act", _subgroups),
    ("Differences between groups with interval, test and adjustment", "STARD, CHAI", _gaps),
    ("Calibration: plot, slope, intercept, O:E, Brier", "TRIPOD+AI", _calibration),
    ("Net benefit and decision curve, beside treating all and none", "TRIPOD+AI", _utility),
    ("Paired comparison with another model or the standard of care", "FDA 510(k)", _comparison),
    ("Goals: the limit of the interval against what was to be reached", "FDA, ITU questionnaire", _goals),
    ("Time to an event: C-index and others", "TRIPOD+AI", _survival),
    ("Several rows of a unit: how the intervals take them into account", "TRIPOD+AI", _clusters),
    ("Missing values of each variable, and what was done", "TRIPOD+AI, CLAIM", _missing),
    ("Whether the sample is large enough: width of the intervals, small groups", "CLAIM", _adequacy),
    ("Robustness: changed inputs, scanners, sites", "CLAIM, EU AI Act", _robustness),
    ("Where the model fails: the worst groups", "CLAIM", _failures),
    ("Agreement of raters", "CLAIM, ITU questionnaire", _raters),
    ("Reproducibility: version, seed, methods, digests of the inputs", "FG-AI4H, EU AI Act", _reproducibility),
)


def checklist(index: Index, sections: Collection[str]) -> Chapter:
    """The table of all rows, with a sentence that counts the answers."""
    contents = Contents(index, sections)
    lines, n_answered = [], 0
    for i, (what, asked_by, ask) in enumerate(ROWS, start=1):
        links = answered(contents, ask(contents))
        n_answered += bool(links.places)
        lines.append(Line((Number(str(i)), what, Small(asked_by), links)))
    said = f"This report answers {n_answered} of the {len(ROWS)} rows. For each other row the table says why it does not."
    heads = (Number("No."), "What is asked", Small("Asked by, for example"), "Where it is answered")
    table = Table(
        "What guidelines and regulators ask", said, heads, (Part("", tuple(lines)),), is_folded=index.is_long, class_="compact checklist"
    )
    return Chapter("checklist", "Checklist", (said,) if index.is_long else (), (), (table,))


def answered(contents: Contents, answer: Answer) -> Links:
    """The answer as an entry of a table; a place that this page does not have is left out."""
    places = tuple((SECTIONS[place], place) for place in dict.fromkeys(answer.places) if place in contents.sections)
    return Links(places, answer.why_not or "The result does not contain it.")
