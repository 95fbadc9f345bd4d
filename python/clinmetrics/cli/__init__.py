# SPDX-License-Identifier: Apache-2.0
"""The command line: one file for each command, and `program` for the common part."""

from __future__ import annotations

from .csv_text import csv_cell
from .info import build_info
from .program import main

__all__ = ["build_info", "csv_cell", "main"]
