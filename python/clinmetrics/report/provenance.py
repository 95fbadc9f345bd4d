# SPDX-License-Identifier: Apache-2.0
"""How the result came about: versions, seed, rows and hashes, as far as the result says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .index import Index
from .text import count, shorten


def facts(index: Index) -> tuple[tuple[str, str], ...]:
    """The record of the run; only what the result carries."""
    provenance: Mapping[str, Any] = index.document.provenance
    labels = (
        ("version", "clinmetrics version"),
        ("created", "Created (UTC)"),
        ("n_rows_received", "Rows received"),
        ("n_dropped", "Rows dropped"),
        ("n_rows_analysed", "Rows analysed"),
        ("unit", "Unit of resampling"),
        ("strata", "Strata"),
        ("sample_weight", "Sample weight"),
        ("level", "Confidence level"),
        ("min_group_size", "Minimum group size"),
        ("resampling", "Kind of bootstrap weights"),
        ("n_resamples", "Bootstrap replicates"),
        ("seed", "Seed"),
        ("backend", "Backend"),
        ("num_threads", "Threads"),
        ("platform", "Platform"),
    )
    shown = []
    absent = {"unit": "the row", "strata": "none", "sample_weight": "none"}
    for key, label in labels:
        found = provenance.get(key)
        if found is None:
            if key in absent and key in provenance:
                shown.append((label, absent[key]))
            continue
        if key.startswith("n_") and isinstance(found, (int, float)):
            shown.append((label, count(found)))
        elif key == "level":
            shown.append((label, index.level))
        else:
            shown.append((label, shorten(str(found))))
    return tuple(shown)


def hashes(index: Index) -> tuple[tuple[str, str], ...]:
    """SHA-256 of each input column."""
    return tuple(
        (shorten(str(column)), str(digest)) for column, digest in sorted((index.document.provenance.get("input_sha256") or {}).items())
    )
