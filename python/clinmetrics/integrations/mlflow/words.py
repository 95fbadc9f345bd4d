# SPDX-License-Identifier: Apache-2.0
"""The parameters and tags of a run: how the result was made, from which data, and the verdicts of the goals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..._metric_names import metric_text
from ..._text import printable

if TYPE_CHECKING:
    from ...result import Result

LONGEST_PARAMETER, LONGEST_TAG = 500, 5000  # what every version of MLflow accepts
_ASKED = (
    "y_true", "unit", "strata", "sample_weight", "weight_kind", "groups", "threshold", "level", "seed", "n_resamples", "resampling",
    "nan_policy", "min_group_size", "compare", "alternative", "margin", "gaps",
)  # fmt: skip
_GOAL_LIMIT = 50


def parameters_of(result: Result, prefix: str) -> dict[str, str]:
    """What was asked for; and the method of the intervals of each metric."""
    made = result.provenance
    found = {name: _text(made[name]) for name in _ASKED if made.get(name) not in (None, [], {})}
    found["intervals"] = _text(_methods(result))
    return {f"clinmetrics/{prefix}{name}": _cut(text, LONGEST_PARAMETER) for name, text in found.items()}


def _methods(result: Result) -> dict[str, str]:
    methods: dict[str, dict[str, None]] = {}
    for e in result:
        if not e.attribute:
            methods.setdefault(metric_text(e.metric, e.parameters), {})[e.method] = None
    return {metric: " or ".join(used) for metric, used in methods.items()}


def tags_of(result: Result, prefix: str, view: str) -> dict[str, str]:
    """The version, the view, the digests that the view contains, and of an audit its identity and its verdicts."""
    made, audit = result.provenance, result.audit or {}
    found: dict[str, Any] = {"version": made.get("version"), "view": view}
    found["rows"] = made.get("n_rows_analysed")
    found["input_sha256"] = {f"{c['argument']}={c['name']}": c["sha256"] for c in made.get("input_sha256") or []}
    found["run_id"] = audit.get("run_id")
    found["specification_sha256"] = (audit.get("specification") or {}).get("digest")
    for number, goal in enumerate((audit.get("goals") or [])[:_GOAL_LIMIT], 1):
        found[f"goal_{number}"] = f"{goal['verdict']}: {goal_text(goal['goal'])}"
    found["notices"] = " ".join(str(notice) for notice in result.notices)
    return {f"clinmetrics.{prefix}{name}": _cut(_text(x), LONGEST_TAG) for name, x in found.items() if x not in (None, "", {})}


def goal_text(goal: dict[str, Any]) -> str:
    """A goal in words: auroc at least 0.8 (lower limit), in all."""
    demand = " and ".join(f"{word.replace('_', ' ')} {goal[word]:g}" for word in ("at_least", "at_most") if goal.get(word) is not None)
    at = "" if goal.get("at") is None else f" at {goal['at']}"
    bound = f" ({goal['bound']})" if goal.get("bound") else ""
    model = f", model {goal['model']}" if goal.get("model") else ""
    groups = goal.get("groups") or "all"
    return f"{goal['metric']}{at} {demand}{bound}{model}, groups {groups if isinstance(groups, str) else ', '.join(groups)}"


def _text(x: Any) -> str:
    return printable(x if isinstance(x, str) else json.dumps(x, ensure_ascii=False))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
