# SPDX-License-Identifier: Apache-2.0
"""Values of options that are more than one word: thresholds and interval methods of single models and metrics, sizes of memory."""

from __future__ import annotations

import re
from typing import Any

from .._text import printable, quoted
from .._thresholds import own_or_common
from .exits import CommandError, UsageError
from .messages import in_options

_SIZES = {"": 0, "k": 10, "m": 20, "g": 30, "t": 40}


def memory(text: str) -> int:
    """A number of bytes such as 500M or 2GiB, for argparse. The units are powers of 1024."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?", text.strip().lower())
    if found is None or not (size := int(float(found[1]) * 2 ** _SIZES[found[2]])):
        raise ValueError
    return size


def thresholds(given: list[str], models: list[str]) -> Any:
    """`--threshold 0.2` or `--threshold youden` is for all models, `--threshold MODEL=0.2` for one in place of those."""
    common: list[float | str] = []
    own: dict[str, list[float | str]] = {}
    for text in given:
        model = max((name for name in models if text.startswith(f"{name}=")), key=len, default=None)
        found = _threshold(text if model is None else text[len(model) + 1 :])
        if found is None:
            named, sign, number = text.rpartition("=")
            if sign and model is None and _threshold(number) is not None:
                raise UsageError(f"--threshold {printable(text)}: no --y-score names the model {quoted(named)}")
            raise UsageError(f"--threshold {printable(text)}: give a number, a rule such as youden or 'sensitivity>=0.9', or MODEL=NUMBER")
        (common if model is None else own.setdefault(model, [])).append(found)
    return own_or_common(common, own, models)


def _threshold(text: str) -> float | str | None:
    """A number or the text of a rule; None if it is neither."""
    from .. import _core

    try:
        return float(text)
    except ValueError:
        pass
    try:
        return str(_core.rule_text(text))
    except ValueError:
        return None


def check_metrics(given: list[str], option: str = "--metric") -> None:
    """Checks each name alone: the library's message about a list shows no names, but those of the command line may be shown."""
    from .._options import asked_metrics

    for text in given:
        try:
            asked_metrics(text)
        except ValueError as e:
            raise CommandError(in_options(str(e)).replace("--metric", option)) from None


def methods(given: list[str]) -> Any:
    """`--ci METHOD` is for all metrics, `--ci METRIC=METHOD` for one."""
    common: list[str] = []
    own: dict[str, str | None] = {}
    for text in given:
        # the equals sign of a parameter, as in f_beta(beta=2), does not separate metric and method
        found = re.fullmatch(r"(.*[^=\s(])\s*=\s*([\w-]+)", text, re.DOTALL)
        if found is None or found[1].count("(") != found[1].count(")"):
            common.append(text)
        else:
            own[found[1]] = None if found[2].lower() == "none" else found[2]
    if len(common) > 1 or (common and own):
        raise UsageError("--ci takes one METHOD for all metrics, or METRIC=METHOD for each of some")
    if own:
        check_metrics(list(own), "--ci")
        return own
    return None if common and common[0].lower() == "none" else (common or ["auto"])[0]
