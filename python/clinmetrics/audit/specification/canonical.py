# SPDX-License-Identifier: Apache-2.0
"""The analysis in one form, whatever the file looks like, and its digest."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import Any

from .model import Analysis


def canonical(analysis: Analysis) -> dict[str, Any]:
    """The analysis as plain values: every key, also those with defaults, in alphabetical order; tuples are lists.

    The order of lists stays, because it is the order in results. The `site` is no part of the analysis.

    Examples
    --------
    >>> from clinmetrics.audit.specification.canonical import canonical
    >>> from clinmetrics.audit.specification.model import Analysis, Model, Outcome
    >>> canonical(Analysis(Outcome("died"), (Model("a", score="risk"),)))["intervals"]["level"]
    0.95
    """
    found = plain(analysis)
    assert isinstance(found, dict)
    return found


def plain(x: Any) -> Any:
    """Dataclasses as mappings and tuples as lists, with keys in alphabetical order."""
    if dataclasses.is_dataclass(x) and not isinstance(x, type):
        return {name: plain(getattr(x, name)) for name in sorted(f.name for f in dataclasses.fields(x))}
    if isinstance(x, dict):
        return {name: plain(x[name]) for name in sorted(x)}
    if isinstance(x, (list, tuple)):
        return [plain(inner) for inner in x]
    return x


def digest(analysis: Analysis) -> str:
    """The SHA-256 of the canonical analysis as JSON, in hexadecimal.

    The same analysis has the same digest in YAML and in JSON, with any order of keys and any comments, and in every version of Python.

    Examples
    --------
    >>> from clinmetrics.audit.specification.canonical import digest
    >>> from clinmetrics.audit.specification.model import Analysis, Model, Outcome
    >>> digest(Analysis(Outcome("died"), (Model("a", score="risk"),)))[:8]
    'fc404b5e'
    """
    text = json.dumps(canonical(analysis), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
