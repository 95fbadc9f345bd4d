# SPDX-License-Identifier: Apache-2.0
"""Any input as NumPy columns that the engine reads without a copy, or an error with the remedy.

`containers` turns what a caller gives into one dimension of plain values; `numeric`, `labels`, `identifiers` and `groups` say what the
values may be in each role; `alignment`, `tables` and `digest` serve all of them. No message here ever shows a value of the data.
"""

from __future__ import annotations

from .alignment import Alignment
from .bins import Bins, bins
from .containers import as_array, parts
from .digest import digest
from .groups import Coded, attribute
from .identifiers import identifiers
from .labels import Labels
from .likely_causes import explain
from .numeric import is_plain_label, is_ready, numbers
from .tables import Table, column_name, is_dataframe, is_pandas_index, names_of, no_text

__all__ = [
    "Alignment", "Bins", "Coded", "Labels", "Table", "as_array", "attribute", "bins", "column_name", "digest", "explain", "identifiers", "is_dataframe",
    "is_pandas_index", "is_plain_label", "is_ready", "names_of", "no_text", "numbers", "parts",
]  # fmt: skip
