# SPDX-License-Identifier: Apache-2.0
"""Attributes, their crosses, and the rules that exclude rows."""

from __future__ import annotations

from ..._text import quoted
from .check_context import ANALYSIS, Context, parts_of
from .faults import Path
from .model import Filter, Group, as_group, names_cross
from .scalars import is_number

_ONE_TEXT, _LIST = ("equals", "differs"), ("one_of", "none_of")


def check_groups(context: Context) -> None:
    """Each attribute is given once; bins increase; the parts of crosses are attributes, too."""
    a = context.analysis
    names = [parts_of(name) if names_cross(group) else name for name, group in zip(context.attributes, a.groups)]
    context.repeated((*ANALYSIS, "groups"), names, "an attribute")
    used = {a.outcome.column: "the outcome", a.id: "the id"}
    for i, (column, group) in enumerate(zip(context.attributes, a.groups)):
        path = (*ANALYSIS, "groups", i)
        if not column.strip():
            context.fault(path, "is empty; name a column")
        elif column in used:
            context.fault(path, f"names the column of {used[column]}, which makes no groups")
        _check_group(context, as_group(group), path)
        if names_cross(group):
            _check_cross(context, column, path)


def _check_group(context: Context, group: Group, path: Path) -> None:
    if any(low >= high for low, high in zip(group.bins, group.bins[1:])):
        context.fault((*path, "bins"), "must increase, each limit once")
    if group.bins and group.order:
        context.fault((*path, "order"), "cannot be given with bins, which have the order of their limits")
    context.repeated((*path, "order"), group.order, "a level")


def _check_cross(context: Context, cross: str, path: Path) -> None:
    parts = cross.split("*")
    if len(set(parts)) < len(parts):
        context.fault(path, "is a cross that names an attribute twice")
    single = [name for name, group in zip(context.attributes, context.analysis.groups) if not names_cross(group)]
    for part in dict.fromkeys(parts):
        if part not in single:
            context.unknown(path, part, "no attribute of groups; a cross is made of attributes that are listed, too", single)


def check_filters(context: Context) -> None:
    """Never on the id or the unit; the operation and the value agree."""
    a = context.analysis
    for i, rule in enumerate(a.filters):
        path = (*ANALYSIS, "filters", i)
        if not rule.column.strip():
            context.fault((*path, "column"), "is empty; name a column")
        if rule.column == a.id or rule.column == a.unit:
            what = "id" if rule.column == a.id else "unit"
            context.fault(
                (*path, "column"), f"names the column of the {what}; single persons are not excluded by name, so give another rule"
            )
        text = _fault_of_value(rule)
        if text:
            context.fault((*path, "op" if rule.value is None else "value"), text)
    context.repeated((*ANALYSIS, "filters"), ((f.column, f.op, f.value) for f in a.filters), "a rule")


def _fault_of_value(rule: Filter) -> str:
    op, value = rule.op, rule.value
    if op in ("present", "missing"):
        return "" if value is None else f"is not used by {op}; leave it out"
    if value is None:
        return f"is {op}, which needs a value"
    if op in _LIST:
        return "" if isinstance(value, tuple) and value else f"must be a list of texts, [a, b], for {op}"
    if isinstance(value, tuple):
        return (
            f"must be one text for {op}; {'one_of' if op == 'equals' else 'none_of'} takes a list"
            if op in _ONE_TEXT
            else "must be a number"
        )
    return "" if op in _ONE_TEXT or is_number(value) else f"must be a number for {op}, and is {quoted(value)}"
