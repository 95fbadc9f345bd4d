# SPDX-License-Identifier: Apache-2.0
"""A model's curves as the JSON has them."""

from __future__ import annotations

from typing import Any

from ._json_values import json_number


def curve_of(c: dict[str, Any], models: list[str]) -> dict[str, Any]:
    """The counts of one model: points of the ROC curve, marks at the thresholds, band, calibration bins and histogram."""
    bins = c["calibration"]
    return {
        "model": models[c["model"]],
        "tp": c["tp"],
        "fp": c["fp"],
        "n_positive": c["n_positive"],
        "n_negative": c["n_negative"],
        "marks": c["marks"],
        "roc_band": _band(c),
        "calibration": {key: [json_number(x) for x in column] for key, column in bins.items()} if bins["n"] else None,
        "histogram": c["histogram"],
    }


def _band(c: dict[str, Any]) -> dict[str, list[float]] | None:
    """Limits of sensitivity along the curve, if there are limits and the curve can be drawn."""
    n_positive, n_negative = c["n_positive"], c["n_negative"]
    if not (c["sensitivity_lower"] and n_positive > 0 and n_negative > 0):
        return None
    return {
        "fpr": [fp / n_negative for fp in c["fp"]],
        "tpr": [tp / n_positive for tp in c["tp"]],
        "lower": c["sensitivity_lower"],
        "upper": c["sensitivity_upper"],
    }
