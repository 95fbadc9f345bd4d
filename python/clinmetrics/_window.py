# SPDX-License-Identifier: Apache-2.0
"""The window of a partial AUROC, whose two parameters must fit each other."""

from __future__ import annotations

import re
from typing import Any

from . import _core

_LIMITS = re.compile(r"lower=([^,]+), upper=([^,]+),")


def check_window(asked: Any) -> None:
    """Refuses a window whose lower limit is above the upper one, of a metric as text or as a dict of `name` and `parameters`."""
    if isinstance(asked, str) and asked.startswith("partial_auroc("):
        text = str(_core.canonical_metric(asked))
    elif not isinstance(asked, str) and asked["name"] == "partial_auroc":
        text = str(_core.canonical_metric(asked["name"], asked["parameters"]))
    else:
        return
    limits = _LIMITS.search(text)
    if limits is not None and float(limits[1]) > float(limits[2]):
        raise ValueError(
            f"`lower` of partial_auroc is {limits[1]}, which is above `upper`, {limits[2]}: the window is empty; give lower below upper"
        )
