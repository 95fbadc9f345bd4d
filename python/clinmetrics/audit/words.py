# SPDX-License-Identifier: Apache-2.0
"""Messages of the library and of the command line in the words of a specification."""

from __future__ import annotations

import re

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
_OPTIONS = (
    (re.compile(r"--decimal \. or --decimal ,"), "site.decimal"),
    (re.compile(r"--encoding (?=[a-z0-9])"), "site.encoding: "),
    (re.compile(r"--(encoding|delimiter|decimal|missing)\b"), r"site.\1"),
    (re.compile(r"--pos-label\b"), "analysis.outcome.positive"),
    (re.compile(r"--neg-label\b"), "analysis.outcome.negative"),
    (re.compile(r"give limits such as .*?\)\."), "give its bins, such as {column: age, bins: [18, 40, 65]}."),
)


def of_library(text: str) -> str:
    """A message of `evaluate` with the keys of the specification in place of the arguments."""
    from ..cli.messages import Words

    words = Words(
        _KEYS, lambda key, given: f"{key}: {given}", lambda name, limits: f"analysis.groups: {{column: {name}, bins: [{limits}]}}"
    )
    return words.translate(text)


def of_command_line(text: str) -> str:
    """A message about a file with the keys of the specification in place of the options."""
    for pattern, key in _OPTIONS:
        text = pattern.sub(key, text)
    return text
