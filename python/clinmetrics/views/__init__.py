# SPDX-License-Identifier: Apache-2.0
"""Views of a result: "full" is for local use, "public" for publication.

The public view works on the document that `to_json` writes. `suppression.margins` decides which groups are hidden, `tables` finds what
each row reveals, `rounding` says how many digits are left, and `rows`, `provenance` and `audit` write what remains.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..suppression import SMALLEST_SHOWN
from .audit import public_audit
from .provenance import public_provenance
from .rounding import Digits
from .rows import public_rows
from .tables import Tables


def public_document(document: Mapping[str, Any], k: int = SMALLEST_SHOWN) -> dict[str, Any]:
    """The public view of a document of the schema "clinmetrics.result/2"."""
    if not isinstance(k, int) or isinstance(k, bool) or k < 3:
        raise ValueError("`k` must be a whole number from 3 on")
    if document["provenance"].get("view") == "public":
        if document["provenance"].get("view_k", 0) >= k:
            return dict(document)
        raise ValueError("the result is a public view with a smaller `k`; make the view of the full result")
    tables = Tables(document, k)
    digits = Digits(document["rows"], k)
    found = {
        **{name: document[name] for name in ("schema", "models", "attributes")},
        "provenance": public_provenance(document["provenance"], k),
        **public_rows(document, tables, digits),
        "notices": [notice for notice in document["notices"] if not notice["count"] and notice["first_row"] is None],
        "curves": [],
    }
    if document.get("audit") is not None:
        found["audit"] = public_audit(document["audit"], tables, digits, k)
    return found


__all__ = ["public_document"]
