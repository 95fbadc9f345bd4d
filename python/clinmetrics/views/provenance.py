# SPDX-License-Identifier: Apache-2.0
"""How the public view says that it was made: what was asked for, and nothing of files, machine and digests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_KEPT = (
    "version", "created", "y_true", "pos_label", "labels", "nan_policy", "weight_kind", "threshold", "groups", "metrics", "ci", "level",
    "n_resamples", "resampling", "seed", "min_group_size", "compare", "alternative", "margin", "gaps", "adjustment", "unit",
    "strata", "sample_weight", "n_rows_analysed",
)  # fmt: skip


def public_provenance(provenance: Mapping[str, Any], k: int) -> dict[str, Any]:
    """The provenance with the name of the view. Rows that were dropped are left out if they are fewer than k."""
    found = {name: provenance[name] for name in _KEPT if name in provenance}
    analysed, dropped = provenance.get("n_rows_analysed"), provenance.get("n_dropped")
    if isinstance(analysed, int) and analysed < k:
        found.pop("n_rows_analysed")
    elif isinstance(dropped, int) and (dropped == 0 or dropped >= k):
        found.update(n_rows_received=provenance.get("n_rows_received"), n_dropped=dropped)
    return {**found, "curves": "none", "view": "public", "view_k": k}
