# SPDX-License-Identifier: Apache-2.0
"""A table as a Word document."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from .._files import write_files

if TYPE_CHECKING:
    import os

    from .table import ResultTable

NEEDS = "Word documents need python-docx: pip install 'clinmetrics[tables]'"


def write_word(table: ResultTable, path: str | os.PathLike[str]) -> None:
    """Writes a document with the caption, the table, and its notes. The head is repeated on each page."""
    try:
        import docx
    except ImportError as error:
        raise ImportError(NEEDS) from error

    document = docx.Document()
    if table.caption:
        document.add_paragraph(table.caption, style="Caption")
    _add_table(document, table)
    for mark, text in [*(("", note) for note in table.notes), *((mark, reason) for reason, mark in table.footnotes.items())]:
        _write(document.add_paragraph(), text, before=mark, size=8)
    made = io.BytesIO()
    document.save(made)
    write_files({path: made.getvalue()})


def _add_table(document: Any, table: ResultTable) -> None:
    from .table import blanked, spans

    levels, names = len(table.column_names), len(table.row_names)
    made = document.add_table(levels + len(table.rows), names + len(table.columns))
    made.autofit = True
    grid = [row.cells for row in made.rows]
    for level in range(levels):
        at = names
        for name, width in spans(table.columns, level):
            cell = grid[level][at].merge(grid[level][at + width - 1])
            _write(cell.paragraphs[0], name, is_bold=True, align="center")
            at += width
    for k, name in enumerate(table.row_names):
        _write(grid[levels - 1][k].paragraphs[0], name, is_bold=True)
    for line, heading, cells in zip(grid[levels:], blanked(table.rows), table.cells):
        for cell, name in zip(line, heading):
            _write(cell.paragraphs[0], name)
        for cell, content in zip(line[names:], cells):
            _write(cell.paragraphs[0], content.text, after=table.marks(content), align="center")
    _rule(grid[0], "top")
    _rule(grid[levels - 1], "bottom")
    _rule(grid[-1], "bottom")
    for row in made.rows[:levels]:
        _repeat(row)


def _write(paragraph: Any, text: str, *, before: str = "", after: str = "", is_bold: bool = False, align: str = "", size: int = 9) -> None:
    """Writes a text with its marks above the line."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph.paragraph_format.space_after = Pt(0)
    if align:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part, is_mark in ((before, True), (text, False), (after, True)):
        if part:
            run = paragraph.add_run(part)
            run.bold, run.font.size, run.font.superscript = is_bold, Pt(size), is_mark


def _rule(cells: Any, edge: str) -> None:
    """Draws a line above or below a row."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for cell in {id(cell._tc): cell for cell in cells}.values():
        properties = cell._tc.get_or_add_tcPr()
        borders = properties.find(qn("w:tcBorders"))
        if borders is None:
            borders = OxmlElement("w:tcBorders")
            properties.append(borders)
        line = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "auto")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)


def _repeat(row: Any) -> None:
    """Repeats a row of the head on each page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(header)
