# SPDX-License-Identifier: Apache-2.0
"""The columns of the long table, in order, and the kind of each."""

from __future__ import annotations

from ._frames import Kind

KINDS: dict[str, Kind] = {
    "model": "text", "metric": "text", "parameters": "text", "attribute": "text", "group": "text", "value": "real", "status": "text",
    "lower": "real", "upper": "real", "level": "real", "method": "text", "interval_status": "text", "flags": "text", "se": "real",
    "df": "real", "numerator": "real", "denominator": "real", "n": "count", "n_positive": "hidden_count", "n_negative": "hidden_count",
    "n_units": "hidden_count", "weight_sum": "real", "n_eff": "real", "n_resamples": "count", "n_undefined": "count",
}  # fmt: skip
COLUMNS = tuple(KINDS)
REALS = tuple(name for name, kind in KINDS.items() if kind == "real")
COUNTS = tuple(name for name, kind in KINDS.items() if kind == "count")
HIDDEN_COUNTS = tuple(name for name, kind in KINDS.items() if kind == "hidden_count")
