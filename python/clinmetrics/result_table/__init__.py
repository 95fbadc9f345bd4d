# SPDX-License-Identifier: Apache-2.0
"""Tables for papers: the values of a result by rows and columns, as text of several formats."""

from __future__ import annotations

from .build import table_of
from .table import ResultTable

__all__ = ["ResultTable", "table_of"]
