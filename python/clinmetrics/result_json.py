# SPDX-License-Identifier: Apache-2.0
"""A result as a JSON document of the schema "clinmetrics.result/2", which the engine writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core
from ._curves_of_rows import curves_of_rows
from ._json_values import plain
from ._tables import COMPARISONS, COUNTS, GAPS, ROWS, Column, Columns, stored_types

if TYPE_CHECKING:
    from .result import Result

SCHEMA = "clinmetrics.result/2"


def to_text(result: Result) -> str:
    """The document's text."""
    counts, comparisons, gaps = result.counts, result.comparisons, result.gaps
    named = (
        result._columns["model"],
        counts._columns["model"],
        comparisons._columns["a"],
        comparisons._columns["b"],
        gaps._columns["model"],
    )
    codes = {code for column in named for code in column.tolist()}
    used = {*(result._models[code] for code in codes if code >= 0), *(notice.model for notice in result.notices)}
    return str(
        _core.result_json(
            {
                "provenance": plain(result.provenance),
                "models": list(map(str, result._models)),
                "has_model": [name in used for name in result._models],
                "partitions": [{"parts": list(parts), "groups": [list(key) for key in groups]} for parts, groups in result._partitions],
                "lines": [{"metric": str(m), "parameters": plain(dict(sorted(p.items())))} for m, p in result._lines],
                "columns": _arrays(ROWS, result._columns),
                "counts": _arrays(COUNTS, counts._columns),
                "comparisons": _arrays(COMPARISONS, comparisons._columns),
                "gaps": _arrays(GAPS, gaps._columns),
                "notices": [notice.to_dict() for notice in result.notices],
                "curves": plain(curves_of_rows(result)),
                "audit": None if result.audit is None else plain(result.audit),
                "replicates": None if result._replicates is None else [r.tolist() for r in result._replicates],
            }
        )
    )


def _arrays(table: Sequence[Column], columns: Columns) -> dict[str, Any]:
    """The columns in the types of the table."""
    return {name: np.ascontiguousarray(columns[name], dtype=dtype) for name, dtype in stored_types(table).items()}
