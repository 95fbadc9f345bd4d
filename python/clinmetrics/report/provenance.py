# SPDX-License-Identifier: Apache-2.0
"""How the result was made: request, versions, seed, rows and hashes, as far as the result contains them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .index import Index
from .text import count, parameter, shorten

# The entries in the order in which they are shown.
_LABELS = (
    ("view", "View"),
    ("view_k", "Smallest count that is shown"),
    ("version", "clinmetrics version"),
    ("created", "Created (UTC)"),
    ("command", "Command"),
    ("file", "File"),
    ("y_true", "Outcome"),
    ("pos_label", "Label of the outcome"),
    ("labels", "Labels"),
    ("threshold", "Thresholds"),
    ("metrics", "Metrics"),
    ("ci", "Interval methods"),
    ("level", "Confidence level"),
    ("compare", "Models compared"),
    ("gaps", "Gaps between groups"),
    ("reference", "Reference groups"),
    ("alternative", "Claim that is judged"),
    ("margin", "Margin"),
    ("adjustment", "Adjustment of p values"),
    ("groups", "Subgroups"),
    ("min_group_size", "Minimum group size"),
    ("nan_policy", "Missing values"),
    ("n_rows_received", "Rows received"),
    ("n_dropped", "Rows dropped"),
    ("n_rows_analysed", "Rows analysed"),
    ("unit", "Unit of resampling"),
    ("strata", "Strata"),
    ("sample_weight", "Sample weight"),
    ("weight_kind", "Kind of sample weight"),
    ("resampling", "Kind of bootstrap weights"),
    ("n_resamples", "Bootstrap replicates"),
    ("seed", "Seed"),
    ("curves", "Points of the curves"),
    ("backend", "Backend"),
    ("num_threads", "Threads"),
    ("platform", "Platform"),
)


_OF_CLAIMS = ("compare", "gaps", "reference", "alternative", "margin", "adjustment")


def facts(index: Index) -> tuple[tuple[str, str], ...]:
    """The record of the run, with the entries that the result contains."""
    provenance: Mapping[str, Any] = index.document.provenance
    shown = [*_of_audit(index)]
    absent = {"unit": "the row", "strata": "none", "sample_weight": "none"}
    has_claims = bool(index.document.comparisons or index.document.gaps)
    for key, label in _LABELS:
        found = provenance.get(key)
        if key in _OF_CLAIMS and (not has_claims or found == "none"):
            continue
        if key == "compare" and isinstance(found, (list, tuple)):
            found = [" − ".join(map(str, pair)) for pair in found]
        if key == "weight_kind" and provenance.get("sample_weight") is None:
            continue
        if found is None or found in ([], {}):
            if key in absent and key in provenance:
                shown.append((label, absent[key]))
            continue
        if key.startswith("n_") and isinstance(found, (int, float)):
            shown.append((label, count(found)))
        elif key == "level":
            shown.append((label, index.level))
        else:
            shown.append((label, shorten(_plain(found))))
    return tuple(shown)


def _of_audit(index: Index) -> tuple[tuple[str, str], ...]:
    """What identifies the audit and its analysis."""
    audit = index.audit
    if audit is None:
        return ()
    entries = (
        ("Run", audit.run_id),
        ("Digest of the specification (SHA-256)", audit.digest),
        ("Analysis", shorten(str(index.analysis.get("planned") or ""))),
        ("Prepared by", shorten(audit.prepared_by)),
    )
    return tuple((label, shorten(text)) for label, text in entries if text)


def _plain(found: Any) -> str:
    """A value of the provenance as text: lists with commas, mappings as "a: 0.2"."""
    if isinstance(found, Mapping):
        return "; ".join(f"{key}: {_plain(value)}" for key, value in found.items())
    if isinstance(found, (list, tuple)):
        return ", ".join(_plain(one) for one in found)
    return parameter(found) if isinstance(found, (bool, float)) else "none" if found is None else str(found)


def hashes(index: Index) -> tuple[tuple[str, str, str], ...]:
    """Argument, name and SHA-256 of each input column. The earlier schema maps names to digests."""
    found = index.document.provenance.get("input_sha256") or ()
    if isinstance(found, Mapping):
        return tuple(("", shorten(str(column)), str(digest)) for column, digest in sorted(found.items()))
    return tuple((str(one["argument"]), shorten(str(one["name"])), str(one["sha256"])) for one in found)
