# SPDX-License-Identifier: Apache-2.0
"""Messages of the library in the words of a specification."""

from __future__ import annotations

from .._words import Words

_KEYS = {
    "y_true": "analysis.outcome.column",
    "y_score": "analysis.models",
    "y_pred": "analysis.models",
    "threshold": "analysis.thresholds",
    "groups": "analysis.groups",
    "unit": "analysis.unit",
    "strata": "analysis.strata",
    "sample_weight": "analysis.weights.column",
    "weight_kind": "analysis.weights.kind",
    "metrics": "analysis.metrics",
    "ci": "analysis.intervals.method",
    "level": "analysis.intervals.level",
    "n_resamples": "analysis.intervals.n_resamples",
    "resampling": "analysis.intervals.resampling",
    "seed": "analysis.intervals.seed",
    "pos_label": "analysis.outcome.positive",
    "labels": "analysis.outcome.negative and analysis.outcome.positive",
    "nan_policy": "analysis.policies",
    "min_group_size": "analysis.minimum_group_size",
    "backend": "--backend",
    "num_threads": "--threads",
    "max_memory": "--max-memory",
    "compare": "analysis.comparisons.pairs",
    "gaps": "analysis.gaps.kind",
    "reference": "analysis.gaps.reference",
    "alternative": "analysis.comparisons.alternative",
    "margin": "analysis.comparisons.margins",
    "adjustment": "analysis.comparisons.adjustment",
}
_OF_FILES = {
    "encoding": "site.encoding",
    "delimiter": "site.delimiter",
    "decimal": "site.decimal",
    "missing": "site.missing",
    "pos_label": "analysis.outcome.positive",
    "neg_label": "analysis.outcome.negative",
}


def of_library(text: str) -> str:
    """A message of `evaluate` with the keys of the specification in place of the arguments."""
    words = Words(
        _KEYS, lambda key, given: f"{key}: {given}", lambda name, limits: f"analysis.groups: {{column: {name}, bins: [{limits}]}}"
    )
    return words.translate(text.replace("hard labels as y_pred", "a decision in analysis.models"))


def key(argument: str, value: str) -> str:
    """An argument of the reading of tables as the key of a specification, with its value if there is one."""
    name = _OF_FILES[argument]
    if not value:
        return name
    return f"{name}: {value}" if value[0].isalnum() else f'{name}: "{value}"'
