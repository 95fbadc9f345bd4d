# SPDX-License-Identifier: Apache-2.0
"""Values of the options of comparisons and gaps: pairs of models, margins of single metrics, reference groups."""

from __future__ import annotations

import argparse
import re
from typing import Any

from .._text import names_text, printable, quoted
from .audit_groups import Groups
from .audit_values import check_metrics
from .exits import UsageError


def comparison_arguments(a: argparse.Namespace) -> dict[str, Any]:
    """The arguments `compare` and `margin` of `evaluate`."""
    models = list(dict.fromkeys([*a.y_score, *a.y_pred]))
    if a.compare and a.compare_reference is not None:
        raise UsageError("give --compare or --compare-reference, not both")
    compare: Any = None
    if a.compare_reference is not None:
        compare = {"reference": _model(a.compare_reference, models, "--compare-reference")}
    elif a.compare == ["all"]:
        compare = "all"
    elif a.compare:
        compare = [_pair(text, models) for text in a.compare]
    return {"compare": compare, "margin": _margins(a.margin)}


def _model(name: str, models: list[str], option: str) -> str:
    if name not in models:
        raise UsageError(f"{option} {printable(name)}: no --y-score or --y-pred names this model; there are: {names_text(models)}")
    return name


def _pair(text: str, models: list[str]) -> tuple[str, str]:
    """A:B, also if the names of models contain a colon."""
    if text == "all":
        raise UsageError("--compare takes all, or pairs MODEL:MODEL, not both")
    cuts = [at.start() for at in re.finditer(":", text)]
    found = [(text[:i], text[i + 1 :]) for i in cuts if text[:i] in models and text[i + 1 :] in models]
    if not found:
        message = f"--compare {printable(text)}: give all, or two models as MODEL:MODEL; there are: {names_text(models)}"
        raise UsageError(message)
    return found[0]


def _margins(given: list[str]) -> Any:
    """`--margin 0.02` is for all metrics, `--margin METRIC=0.02` for one."""
    common: list[float] = []
    own: dict[str, float] = {}
    for text in given:
        metric, sign, number = text.rpartition("=")
        try:
            value = float(number)
        except ValueError:
            raise UsageError(f"--margin {printable(text)}: give a number, or METRIC=NUMBER") from None
        if sign:
            own[metric] = value
        else:
            common.append(value)
    if len(common) > 1 or (common and own):
        raise UsageError("--margin takes one NUMBER for all metrics, or METRIC=NUMBER for each of some")
    check_metrics(list(own), "--margin")
    return own or (common[0] if common else None)


def reference_argument(given: list[str], groups: Groups) -> dict[str, str] | None:
    """The argument `reference`: ATTRIBUTE=GROUP, also if the name of an attribute contains an equals sign."""
    attributes = ["*".join(cross) for cross in groups.crosses]
    found: dict[str, str] = {}
    for text in given:
        cuts = [at.start() for at in re.finditer("=", text) if text[: at.start()] in attributes]
        if not cuts:
            raise UsageError(f"--reference {printable(text)}: give ATTRIBUTE=GROUP with an attribute of --group: {names_text(attributes)}")
        attribute, group = text[: cuts[0]], text[cuts[0] + 1 :]
        if found.setdefault(attribute, group) != group:
            raise UsageError(f"--reference names two groups of the attribute {quoted(attribute)}; give one")
    return found or None
