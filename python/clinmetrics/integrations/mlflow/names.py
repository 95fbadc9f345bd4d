# SPDX-License-Identifier: Apache-2.0
"""Names of metrics that MLflow accepts: letters, digits, `_`, `-`, `.`, `:`, blanks and `/`, at most 250 characters."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..._groups import Level
from ..._metric_names import canonical, metric_text
from .errors import refused

LONGEST, LONGEST_PREFIX = 250, 100
IS_WINDOWS = os.name == "nt"  # where MLflow allows no colon
BOUNDS = ("", "/ci_low", "/ci_high")
_ENDS = 12  # characters that are kept free for the bounds and a number


def check_prefix(prefix: Any) -> None:
    """Refuses a prefix with which no name would be legal."""
    if not isinstance(prefix, str):
        raise refused("`metric_prefix` must be text")
    part = r"[\w\- ][\w.\- ]*" if IS_WINDOWS else r"[\w\- :][\w.\- :]*"
    if len(prefix) > LONGEST_PREFIX or not re.fullmatch(f"({part}/)*({part})?", prefix):
        raise refused("`metric_prefix` may have letters, digits, `_`, `-`, `.`, `:`, blanks and single `/`, and at most 100 characters")


def legal(text: str) -> str:
    """A part of a name: other characters become `_`."""
    text = text.replace(">=", "_ge_").replace("<=", "_le_")
    text = re.sub(r"[^\w.\- ]+", "_", text).strip() or "_"
    return "_" if text == "." else re.sub(r"^\.\.+", "_", text)


def line_name(metric: str, parameters: Mapping[str, Any]) -> str:
    """As in sensitivity/at_0.2 and f_beta/beta_0.5/at_youden. Parameters of which all have their default are left out."""
    is_default = metric_text(metric, parameters) == canonical(metric)
    others = {} if is_default else {name: x for name, x in parameters.items() if name != "threshold"}
    parts = [legal(metric), *(legal(f"{name}_{_value(x)}") for name, x in others.items())]
    if "threshold" in parameters:
        parts.append(legal(f"at_{_value(parameters['threshold'])}").rstrip("_"))
    return "/".join(parts)


def _value(x: Any) -> str:
    short = f"{x:g}" if isinstance(x, float) else str(x)
    return short if not isinstance(x, float) or float(short) == x else repr(x)


def group_name(attributes: Iterable[str], levels: Iterable[Level]) -> str:
    """As in sex:female, and sex:female/age:65_ for a cross; on Windows sex_female."""
    mark = "_" if IS_WINDOWS else ":"
    return "/".join(f"{legal(a)}{mark}{legal('missing' if v is None else v)}" for a, v in zip(attributes, levels))


class Names:
    """Gives each line its own name: long names are cut and end in a hash, and equal ones are numbered, without regard to case."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def distinct(self, name: str, whole: str) -> str:
        """The name, or one that no earlier line has. `whole` is the text of the line before it was made legal."""
        if len(name) > LONGEST - _ENDS:
            name = f"{name[: LONGEST - _ENDS - 9].rstrip('/')}_{hashlib.sha256(whole.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
        found, number = name, 1
        while any((found + bound).casefold() in self._used for bound in BOUNDS):
            number += 1
            found = f"{name}_{number}"
        self._used.update((found + bound).casefold() for bound in BOUNDS)
        return found
