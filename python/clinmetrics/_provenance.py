# SPDX-License-Identifier: Apache-2.0
"""How a result was made: the request, the data that were read, and the machine."""

from __future__ import annotations

import datetime
import json
import platform
from typing import Any

import numpy as np

from . import _core
from ._inputs import Inputs

_LEFT_OUT = ("stream", "keep_replicates", "max_memory")  # they change no number, or cannot be chosen here


def provenance_of(inputs: Inputs, asked: dict[str, Any], options: Any, table: dict[str, Any]) -> dict[str, Any]:
    """The provenance of a result and of its JSON. `asked` contains the parts of the request that are not options of the engine."""
    names = inputs.names
    made: dict[str, Any] = json.loads(options.json())
    return {
        "version": _core.__version__,
        "created": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "y_true": names.get("y_true"),
        "pos_label": plain_label(asked["pos_label"]),
        "labels": None if asked["labels"] is None else [plain_label(label) for label in asked["labels"]],
        "nan_policy": asked["nan_policy"],
        "weight_kind": asked["weight_kind"],
        **{name: value for name, value in made.items() if name not in _LEFT_OUT},
        "groups": asked["groups"],
        "resampling": table["resampling"],
        "unit": names.get("unit"),
        "strata": names.get("strata"),
        "sample_weight": names.get("sample_weight"),
        "backend": table["backend"],
        "num_threads": table["num_threads"],
        "n_rows_received": table["n_rows_received"],
        "n_rows_analysed": table["n_rows_analysed"],
        "n_dropped": table["n_dropped"],
        "input_sha256": inputs.digests,
        "platform": f"{platform.system()} {platform.machine()}",
    }


def plain_label(label: Any) -> Any:
    """A label as JSON has it: a boolean, a number or text."""
    if isinstance(label, np.generic):
        label = label.item()
    if label is None or isinstance(label, (bool, int, str)):
        return label
    if isinstance(label, float):
        return label if label - label == 0 else str(label)
    return label.decode("utf-8", "backslashreplace") if isinstance(label, (bytes, bytearray)) else str(label)
