# SPDX-License-Identifier: Apache-2.0
"""All submissions in one evaluation, on the same rows with the same bootstrap weights: differences to the first one, and replicates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..audit.specification.model import Comparisons, Specification

if TYPE_CHECKING:
    from ..audit.text_table import TextTable
    from ..integrations.evalai.board import Label
    from ..result import Result
    from .submissions import Scored


def differences_to_first(
    specification: Specification, truth: TextTable, scored: Sequence[Scored], ordering: Label, running: dict[str, Any]
) -> dict[int, dict[str, Any]]:
    """For each submission but the first one the difference to it, with the p value adjusted by Holm's method."""
    if len(scored) < 2:
        return {}
    asked = Comparisons(reference=_name(0), alternative="two_sided", adjustment="holm")
    found = {}
    for entry in _evaluated(specification, truth, scored, ordering, running, asked).to_json_dict()["comparisons"]:
        if entry["scale"] == "difference" and entry["a"] is not None:
            names = ("value", "lower", "upper", "p", "p_adjusted", "method")
            found[int(entry["a"][1:])] = {name: entry[name] for name in names}
    return found


def replicates_of(
    specification: Specification, truth: TextTable, scored: Sequence[Scored], ordering: Label, running: dict[str, Any]
) -> Any:
    """The metric of each submission in each replicate."""
    a = specification.analysis
    bootstrap = replace(a.intervals, method="percentile", methods={})
    given = replace(specification, analysis=replace(a, intervals=bootstrap))
    result = _evaluated(given, truth, scored, ordering, {**running, "keep_replicates": True}, None)
    rows = {e.model: np.asarray(e.replicates, float) for e in result}
    return np.vstack([rows[_name(i)] for i in range(len(scored))])


def _evaluated(
    specification: Specification,
    truth: TextTable,
    scored: Sequence[Scored],
    ordering: Label,
    running: dict[str, Any],
    asked: Comparisons | None,
) -> Result:
    """The ordering metric of all submissions over all rows."""
    from ..audit.run import run

    a = specification.analysis
    kind = "score" if a.models[0].score is not None else "decision"
    names = [_name(i) for i in range(len(scored))]
    models = tuple(
        replace(a.models[0], name=name, score=name if kind == "score" else None, decision=name if kind == "decision" else None)
        for name in names
    )
    thresholds = () if ordering.threshold is None or kind == "decision" else (ordering.threshold,)
    models = tuple(replace(model, thresholds=()) for model in models)
    analysis = replace(
        a, models=models, metrics=(ordering.metric,), thresholds=thresholds, groups=(), gaps=None, goals=(), comparisons=asked,
    )  # fmt: skip
    columns: dict[str, Any] = {a.id: truth.ids(a.id, "analysis.id")[0]}
    columns.update({name: one.outputs for name, one in zip(names, scored)})
    return run(replace(specification, analysis=analysis), truth, [columns], running=running).result


def _name(i: int) -> str:
    """A model's name in the evaluation; names of files may be anything."""
    return f"s{i:05}"
