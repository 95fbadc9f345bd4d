# SPDX-License-Identifier: Apache-2.0
"""How a result was made: the request, the data that were read, and the machine."""

from __future__ import annotations

import datetime
import platform
from typing import Any

import numpy as np

from . import _core
from ._inputs import Inputs


def provenance_of(inputs: Inputs, asked: dict[str, Any], options: dict[str, Any], table: dict[str, Any], cohort: Any) -> dict[str, Any]:
    """The provenance of a result and of its JSON. `asked` contains the parts of the request that are not options of the engine."""
    names = inputs.names
    return {
        "version": _core.__version__,
        "created": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "y_true": names.get("y_true"),
        "pos_label": plain_label(asked["pos_label"]),
        "labels": None if asked["labels"] is None else [plain_label(label) for label in asked["labels"]],
        "nan_policy": asked["nan_policy"],
        "weight_kind": asked["weight_kind"],
        "ci": _method_texts(options),
        "metrics": options["metrics"],
        "threshold": options.get("threshold_of", options.get("threshold")),
        "groups": asked["groups"],
        "level": options["level"],
        "seed": options["seed"],
        "resampling": table["resampling"],
        "n_resamples": options["n_resamples"],
        "min_group_size": options["min_group_size"],
        "curves": options["curves"],
        "unit": names.get("unit"),
        "strata": names.get("strata"),
        "sample_weight": names.get("sample_weight"),
        "backend": table["backend"],
        "num_threads": table["num_threads"],
        "n_rows_received": cohort.n_received,
        "n_rows_analysed": cohort.n_rows,
        "n_dropped": cohort.n_dropped,
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


def _method_texts(options: dict[str, Any]) -> Any:
    def plain(method: str) -> str | None:
        return None if method == "none" else method

    return {metric: plain(how) for metric, how in options["ci_of"].items()} if "ci_of" in options else plain(options["ci"])
