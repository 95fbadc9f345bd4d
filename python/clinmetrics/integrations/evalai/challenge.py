# SPDX-License-Identifier: Apache-2.0
"""An audit's specification as that of a challenge: one model, whose output each entrant submits, and policies that suit."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .errors import BundleError

if TYPE_CHECKING:
    from ...audit.specification.model import Specification


def of_challenge(specification: Specification, model: str | None = None) -> Specification:
    """The specification for the worker. Raises BundleError with one text for each fault."""
    a, faults = specification.analysis, []
    chosen = [m for m in a.models if model in (None, m.name)]
    if not chosen:
        faults.append(f"--model: the specification has no model of this name; it has {', '.join(repr(m.name) for m in a.models)}")
    elif len(chosen) > 1:
        faults.append("analysis.models: a submission is the output of one model; choose the entry that describes it by --model")
    if a.policies.predictions == "drop":
        faults.append(
            "analysis.policies.predictions: drop would let an entrant choose the rows that count; use error, or worst_case, which "
            "counts a missing prediction as the least favorable one"
        )
    if a.policies.duplicates == "drop":
        faults.append("analysis.policies.duplicates: a challenge needs error; remove rows that appear twice from the truth")
    if not faults and chosen[0].variant_of is not None:
        faults.append("--model: the model is a variant of another one; choose one that is not")
    if faults:
        raise BundleError(*faults)
    only = replace(chosen[0], variant="")
    goals = tuple(replace(goal, model=None) for goal in a.goals if goal.model in (None, only.name))
    analysis = replace(a, models=(only,), comparisons=None, goals=goals)
    site = type(specification.site)(truth="annotations.csv", predictions=("submission.csv",), prepared_by="")
    return replace(specification, analysis=analysis, site=site)


def specification_json(specification: Specification) -> str:
    """The file for the worker, which has no reader of YAML."""
    from ...audit.specification.canonical import plain

    return json.dumps(_without_null(plain(specification)), indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def _without_null(x: Any) -> Any:
    """A key with null means the same as no key."""
    if isinstance(x, dict):
        return {name: _without_null(value) for name, value in x.items() if value is not None}
    return [_without_null(item) for item in x] if isinstance(x, list) else x
