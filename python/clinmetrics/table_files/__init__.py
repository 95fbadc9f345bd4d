# SPDX-License-Identifier: Apache-2.0
"""Tables of predictions from CSV and Parquet files, and their cells in the types of the evaluation."""

from __future__ import annotations

from .csv_format import CsvFormat
from .table import Table, open_table

__all__ = ["CsvFormat", "Table", "open_table"]
