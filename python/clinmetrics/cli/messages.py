# SPDX-License-Identifier: Apache-2.0
"""Messages of the library in the words of the command line: `y_score` becomes --y-score, nan_policy='drop' becomes --nan-policy drop."""

from __future__ import annotations

import re

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
    "labels": "--neg-label",
    "nan_policy": "--nan-policy",
    "min_group_size": "--min-group-size",
    "backend": "--backend",
    "num_threads": "--threads",
    "max_memory": "--max-memory",
}
_NAMES = "|".join(sorted(OPTIONS, key=len, reverse=True))
_UNMISTAKABLE = "|".join(name for name in OPTIONS if "_" in name)
_RULES = (
    # `nan_policy='drop'`, nan_policy='drop', nan_policy = 'drop', pos_label=1, pos_label=
    (re.compile(rf"`?(?<![\w.])({_NAMES})\s?=\s?(?:'([^'`]*)'|\"([^\"`]*)\"|([\w.]+)|(?![=\w(\[{{]))`?"), "value"),
    (re.compile(rf"`({_NAMES})`"), "name"),
    (re.compile(rf"(?<![\w`'-])({_UNMISTAKABLE})(?![\w`'=])"), "name"),
)


def in_options(text: str) -> str:
    """The text of a message with the options in place of the arguments."""
    for pattern, _ in _RULES:
        text = pattern.sub(_option, text)
    return text.replace("`data`", "the table")


def _option(found: re.Match[str]) -> str:
    given = next((value for value in found.groups()[1:] if value), "")
    return OPTIONS[found[1]] + (f" {given.lower() if given in ('None', 'True', 'False') else given}" if given else "")


def is_meant_for_people(text: str) -> bool:
    """Whether a message of the library was written for its user. Anything else may quote the data, and is not shown."""
    return "`" in text or re.match(r"'[\w]+' has no parameter|more than [\d,]+ groups", text) is not None
