# SPDX-License-Identifier: Apache-2.0
"""Messages of the library in the words of the command line: `y_score` becomes --y-score, nan_policy='drop' becomes --nan-policy drop."""

from __future__ import annotations

from collections.abc import Mapping

from .._text import quoted
from .._words import Words

OPTIONS = {
    "y_true": "--y-true",
    "y_score": "--y-score",
    "y_pred": "--y-pred",
    "threshold": "--threshold",
    "groups": "--group",
    "unit": "--unit",
    "strata": "--strata",
    "sample_weight": "--sample-weight",
    "weight_kind": "--weight-kind",
    "metrics": "--metric",
    "ci": "--ci",
    "level": "--level",
    "n_resamples": "--n-resamples",
    "resampling": "--resampling",
    "seed": "--seed",
    "pos_label": "--pos-label",
    "labels": "--neg-label and --pos-label",
    "nan_policy": "--nan-policy",
    "min_group_size": "--min-group-size",
    "backend": "--backend",
    "num_threads": "--threads",
    "max_memory": "--max-memory",
    "compare": "--compare",
    "gaps": "--gaps",
    "reference": "--reference",
    "alternative": "--alternative",
    "margin": "--margin",
    "adjustment": "--adjustment",
}


_OPTIONS = Words(
    OPTIONS, form=lambda option, given: f"{option} {given}", limits=lambda name, limits: f"--group {name}:{limits.replace(' ', '')}"
)


def in_options(text: str) -> str:
    """The text of a message with the options in place of the arguments."""
    return _OPTIONS.translate(text)


def with_columns(text: str, columns: Mapping[str, str]) -> str:
    """Names of models and groups, which the library puts in backticks as it does arguments, with the option that gave them."""
    for name, option in columns.items():
        if name not in OPTIONS:
            text = text.replace(f"`{name}`", f"{option} {quoted(name)}")
    return text


def as_option(argument: str, value: str) -> str:
    """An argument of the reading of tables as the option of the same name."""
    return f"--{argument.replace('_', '-')} {value}".rstrip()
