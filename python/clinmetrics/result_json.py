# SPDX-License-Identifier: Apache-2.0
"""A result as a JSON document of the schema "clinmetrics.result/2"."""

from __future__ import annotations

import json
import re
from math import isfinite
from typing import TYPE_CHECKING, Any

from ._columns import COLUMNS, REALS
from ._groups import attribute_text
from ._json_values import json_number, plain
from .estimate import FIELDS

if TYPE_CHECKING:
    from .result import Result

SCHEMA = "clinmetrics.result/2"
_SURROGATES = re.compile("[\ud800-\udfff]")


def to_document(result: Result) -> dict[str, Any]:
    """The result as plain dicts and lists."""
    attributes = {e.attribute: None for e in result if e.attribute}
    counts = result.counts.to_json_list()
    used = {*result.models, *(c["model"] for c in counts), *(c["model"] for c in result.curves), *(n.model for n in result.notices)}
    return {
        "schema": SCHEMA,
        "provenance": plain(result.provenance),
        "models": [name for name in result._models if name in used],
        "attributes": [{"name": attribute_text(parts), "parts": list(parts)} for parts in attributes],
        "rows": _rows(result),
        "counts": counts,
        "notices": [notice.to_dict() for notice in result.notices],
        "curves": plain(result.curves),
    }


def to_text(document: dict[str, Any]) -> str:
    """The document's text. Half a surrogate pair, which UTF-8 cannot represent, is written as JSON's escape."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    return text if text.isascii() else _SURROGATES.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _rows(result: Result) -> list[dict[str, Any]]:
    rows = []
    for e in result:
        of = dict(zip(FIELDS, e._fields))
        row = {name: of[name] for name in COLUMNS}
        for name in REALS:
            if not isfinite(row[name]):
                row[name] = json_number(row[name])
        row["parameters"] = plain(dict(sorted(e.parameters.items())))
        row["attribute"] = attribute_text(e.attribute)
        row["group"] = [{"attribute": a, "value": v} for a, v in zip(e.attribute, e.group)]
        row["flags"] = list(e.flags)
        if e.replicates is not None:
            row["replicates"] = [json_number(x) for x in e.replicates.tolist()]
        rows.append(row)
    return rows
