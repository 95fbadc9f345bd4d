# SPDX-License-Identifier: Apache-2.0
"""The metric that a goal names, such as ``f_beta(beta=2)``, as a name and parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .fields import Parameters

_CALL = re.compile(r"(\w+)(?:\((.*)\))?", re.DOTALL)


def metric_of(goal: Mapping[str, Any]) -> tuple[str, Parameters]:
    """Name and parameters; a text of another form is the name."""
    said = str(goal.get("metric") or "")
    call = _CALL.fullmatch(said)
    if call is None:
        return said, ()
    pairs = (part.partition("=") for part in (call[2] or "").split(",") if "=" in part)
    return call[1], tuple(sorted((key.strip(), value.strip()) for key, _, value in pairs))
