# SPDX-License-Identifier: Apache-2.0
"""The flow of the rows from the files into the analysis: the diagram, the steps of each group, and the files of predictions."""

from __future__ import annotations

from .chapter import Chapter
from .filters import filter_text
from .flow_chart import flow_chart
from .index import Index, values_of
from .page import Figure
from .read_audit import Flow, Step
from .tables import Entry, Groups, Line, Number, Part, Table, folded
from .text import count, shorten, shorten_text

_MOST_LINES = 12  # a longer table is folded
_STEPS = (
    ("received", "Received"),
    ("duplicate", "Duplicate id"),
    ("excluded", "Excluded by a rule"),
    ("missing_label", "No outcome"),
    ("missing_prediction", "No prediction"),
    ("analysed", "Analysed"),
    ("imputed", "of these, prediction replaced"),
)
_POLICIES = {
    ("duplicates", "error"): "A duplicate id is an error.",
    ("duplicates", "drop"): "Of rows with the same id, only the first is kept.",
    ("labels", "error"): "A missing outcome is an error.",
    ("labels", "drop"): "Rows without an outcome are left out.",
    ("predictions", "error"): "A missing prediction is an error.",
    ("predictions", "drop"): "Rows without a prediction are left out.",
    ("predictions", "worst_case"): "Where a prediction is missing, the least favorable prediction takes its place.",
}


def flow(index: Index) -> Chapter | None:
    """The section, or none if the result does not contain the flow."""
    found = index.audit.flow if index.audit is not None else None
    if found is None:
        return None
    whole = next((step for step in found.steps if step.attribute is None), None)
    if whole is None:
        return None
    figure = Figure("", flow_chart(index.outcome.units, whole, found), "Each row goes the first of these ways that applies to it.")
    return Chapter(
        "flow",
        "Flow of the data",
        _sentences(index, whole, found),
        (figure,),
        (*_by_group(index, found), *_exclusions(index, found), *_files(found)),
    )


def _sentences(index: Index, whole: Step, found: Flow) -> tuple[str, ...]:
    units, left_out = index.outcome.units, whole.received - whole.analysed
    first = f"{count(whole.received)} {units} were received and {count(whole.analysed)} were analysed."
    first += f" {count(left_out)} were left out." if left_out else ""
    imputed = ""
    if whole.imputed:
        imputed = f" For {count(whole.imputed)} of the analysed {units}, the prediction was missing and the least favorable prediction took its place."
    rules = " ".join(filter(None, (_POLICIES.get((key, str(found.policies.get(key)))) for key in ("duplicates", "labels", "predictions"))))
    return (f"{first}{imputed}", *([f"Rules: {rules}"] if rules else []))


def _by_group(index: Index, found: Flow) -> tuple[Table, ...]:
    steps = [step for step in found.steps if step.attribute is not None]
    if not steps:
        return ()
    shown = [(name, label) for name, label in _STEPS if name in ("received", "analysed") or any(getattr(s, name) for s in steps)]
    parts: dict[str, list[Line]] = {}
    for step in steps:
        attribute = index.attribute(step.attribute or "")
        entries: tuple[Entry, ...] = (
            Groups((values_of(attribute, step.group),)),
            *(Number(count(getattr(step, name))) for name, _ in shown),
        )
        parts.setdefault(step.attribute or "", []).append(Line(entries))
    title = f"Steps by group ({len(steps)} groups)"
    caption = f"The same steps inside each group. The numbers are numbers of {index.outcome.units}."
    heads: tuple[Entry, ...] = ("Group", *(Number(label) for _, label in shown))
    made = tuple(Part(index.title_of(name), tuple(lines)) for name, lines in parts.items())
    return (Table(title, caption, heads, made, is_folded=len(steps) > _MOST_LINES or index.is_long),)


def _exclusions(index: Index, found: Flow) -> tuple[Table, ...]:
    if not found.exclusions:
        return ()
    lines = tuple(
        Line((filter_text(one.column, one.op, one.value), shorten_text(one.reason) or "–", Number(count(one.n))))
        for one in found.exclusions
    )
    caption = f"The {index.outcome.units} that do not fulfill a rule are excluded and counted at the first rule that they do not fulfill."
    return (Table("Rules of exclusion", caption, ("Kept only if", "Reason", Number("Excluded")), (Part("", lines),)),)


def _files(found: Flow) -> tuple[Table, ...]:
    lines = tuple(
        Line((shorten(one.file), *(Number(count(n)) for n in (one.received, one.matched, one.duplicate, one.extra)))) for one in found.files
    )
    heads: tuple[Entry, ...] = ("File", *map(Number, ("Rows", "Matched by id", "Duplicate id", "Id not in the data")))
    caption = "How the rows of each file of predictions were matched with the data."
    if len(lines) > _MOST_LINES:
        return folded(f"Files of predictions ({len(lines)} files)", caption, heads, lines)
    return (Table("Files of predictions", caption, heads, (Part("", lines),)),) if lines else ()
