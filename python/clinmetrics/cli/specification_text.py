# SPDX-License-Identifier: Apache-2.0
"""What was understood of a specification, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator

from .._text import aligned, names_text, printable
from ..audit.specification import Specification, digest
from ..audit.specification.model import Analysis, Goal, Group, Model, Site, Threshold, as_group


def specification_text(specification: Specification) -> str:
    """One line for each part that is given, and the digest of the analysis."""
    rows = [*_analysis(specification.analysis), *_site(specification.site), ("digest", digest(specification.analysis))]
    return aligned([(name, printable(text)) for name, text in rows if text]) + "\n"


def _analysis(a: Analysis) -> Iterator[tuple[str, str]]:
    levels = f"{a.outcome.positive!r}" + (f" against {a.outcome.negative!r}" if a.outcome.negative is not None else " against all else")
    yield "outcome", f"{a.outcome.column}: {levels}{f', {a.outcome.words}' if a.outcome.words else ''}"
    yield "models", names_text(_model(model) for model in a.models)
    yield "id", a.id
    yield "unit", a.unit or "each row by itself"
    yield "strata", a.strata or ""
    yield "weights", f"{a.weights.column}, {a.weights.kind}" if a.weights else ""
    yield "thresholds", _thresholds(a.thresholds)
    yield "groups", names_text(_group(as_group(group)) for group in a.groups)
    yield (
        "filters",
        names_text(f"keep {f.column} {f.op.replace('_', ' ')} {'' if f.value is None else _value(f.value)}".strip() for f in a.filters),
    )
    yield "policies", f"duplicates {a.policies.duplicates}, labels {a.policies.labels}, predictions {a.policies.predictions}"
    yield "metrics", names_text(a.metrics)
    i = a.intervals
    yield "intervals", f"{i.method}, level {i.level:g}, {i.n_resamples} replicates, seed {i.seed}"
    yield "comparisons", _comparisons(a)
    yield "gaps", a.gaps.kind if a.gaps else ""
    for goal in a.goals:
        yield "goal", goal_text(goal)
    yield "planned", a.planned


def _model(model: Model) -> str:
    own = f" at {_thresholds(model.thresholds)}" if model.thresholds else ""
    return f"{model.name} ({f'score {model.score}' if model.score is not None else f'decision {model.decision}'}){own}"


def _thresholds(thresholds: tuple[Threshold, ...]) -> str:
    return names_text(t if isinstance(t, str) else f"{t:g}" for t in thresholds)


def _group(group: Group) -> str:
    return f"{group.column} in bins from {' and '.join(f'{limit:g}' for limit in group.bins)}" if group.bins else group.column


def _value(value: str | tuple[str, ...]) -> str:
    return repr(value) if isinstance(value, str) else " or ".join(map(repr, value))


def _comparisons(a: Analysis) -> str:
    c = a.comparisons
    if c is None:
        return ""
    if c.reference is not None:
        what = f"each model with {c.reference}"
    else:
        what = "all pairs" if isinstance(c.pairs, str) else names_text(" with ".join(pair) for pair in c.pairs)
    return f"{what}, {c.alternative}, adjusted by {c.adjustment}"


def goal_text(goal: Goal) -> str:
    """As in sensitivity at 0.2 of logistic at least 0.8, every group."""
    at = f" at {goal.at if isinstance(goal.at, str) else f'{goal.at:g}'}" if goal.at is not None else ""
    whose = f" of {goal.model}" if goal.model is not None else ""
    limits = (("at least", goal.at_least), ("at most", goal.at_most))
    limit = " and ".join(f"{words} {x:g}" for words, x in limits if x is not None)
    groups = names_text([goal.groups] if isinstance(goal.groups, str) else goal.groups)
    return f"{goal.metric}{at}{whose} {limit}{'' if groups == 'all' else f', groups {groups}'}"


def _site(site: Site) -> Iterator[tuple[str, str]]:
    yield "truth", site.truth
    yield "predictions", names_text(site.predictions) or "in the truth"
    yield "columns", names_text(f"{column} is {name}" for name, column in site.columns.items())
    yield "output", site.output.folder
