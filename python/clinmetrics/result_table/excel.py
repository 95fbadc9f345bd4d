# SPDX-License-Identifier: Apache-2.0
"""A table as an Excel workbook."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from .._files import write_files
from .separated import footnote_lines, plain_rows

if TYPE_CHECKING:
    import os

    from .table import ResultTable

NEEDS = "Excel workbooks need openpyxl: pip install 'clinmetrics[tables]'"
_WIDEST = 60


def write_excel(table: ResultTable, path: str | os.PathLike[str]) -> None:
    """Writes a workbook with one sheet: the caption, the table, and its notes."""
    try:
        import openpyxl
        from openpyxl.styles import Border, Font, Side
        from openpyxl.utils import get_column_letter
    except ImportError as error:
        raise ImportError(NEEDS) from error

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Table"
    start = 1
    if table.caption:
        _write(sheet.cell(1, 1), table.caption).font = Font(bold=True)
        start = 3
    rows = plain_rows(table)
    for i, row in enumerate(rows):
        for k, text in enumerate(row):
            cell = _write(sheet.cell(start + i, k + 1), text)
            if i == 0:
                cell.font, cell.border = Font(bold=True), Border(bottom=Side("thin"))
    for i, note in enumerate(footnote_lines(table)):
        _write(sheet.cell(start + len(rows) + 1 + i, 1), note).font = Font(italic=True)
    for k, column in enumerate(zip(*rows)):
        sheet.column_dimensions[get_column_letter(k + 1)].width = min(max(map(len, column)) + 2, _WIDEST)
    sheet.freeze_panes = sheet.cell(start + 1, len(table.row_names) + 1)
    made = io.BytesIO()
    book.save(made)
    write_files({path: made.getvalue()})


def _write(cell: Any, text: str) -> Any:
    """Writes a text that stays a text, whatever it looks like: "=1+1" is no formula and "0.5" no number."""
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = True
    return cell
