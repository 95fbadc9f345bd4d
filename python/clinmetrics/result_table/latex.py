# SPDX-License-Identifier: Apache-2.0
"""A table in LaTeX."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .table import ResultTable

_WRITTEN = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedblright{}",
    "'": r"\textquoteright{}", "`": r"\textquoteleft{}", "[": "{[}", "]": "{]}", "*": "{*}", "-": "{-}", "–": "--", "—": "---", "…": r"\ldots{}",
    "’": "'", "‘": "`", "“": "``", "”": "''", "−": "$-$", "×": r"$\times$", "∞": r"$\infty$", "±": r"$\pm$", "≥": r"$\geq$", "≤": r"$\leq$",
    "·": r"$\cdot$", "⁻": "$^-$", "α": r"$\alpha$", "β": r"$\beta$", "κ": r"$\kappa$", "χ": r"$\chi$", "\u00a0": "~", "\n": " ",
    **{power: f"$^{digit}$" for digit, power in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
}  # fmt: skip


def escaped(text: str) -> str:
    """A text that LaTeX prints as it is. Accents are left as they are; pdfLaTeX prints those of Latin scripts, and XeLaTeX all that the font has."""
    return "".join(_WRITTEN.get(character, character) for character in text)


def latex(table: ResultTable) -> str:
    """A `table` environment with lines above, below the head, and below."""
    from .table import blanked

    layout = "l" * len(table.row_names) + "r" * len(table.columns)
    lines = [r"\begin{table}[ht]", r"\centering"]
    lines += [rf"\caption{{{escaped(table.caption)}}}"] if table.caption else []
    lines += [rf"\begin{{tabular}}{{{layout}}}", r"\hline", *_head(table), r"\hline"]
    for heading, cells in zip(blanked(table.rows), table.cells):
        texts = [escaped(cell.text) + (rf"\textsuperscript{{{table.marks(cell)}}}" if cell.reasons else "") for cell in cells]
        lines.append(_line([*map(escaped, heading), *texts]))
    notes = [*map(escaped, table.notes), *(rf"\textsuperscript{{{mark}}} {escaped(reason)}" for reason, mark in table.footnotes.items())]
    joined = r"\par ".join(notes)
    foot = [r"\par\smallskip", rf"\parbox{{\linewidth}}{{\footnotesize {joined}}}"] if notes else []
    return "\n".join([*lines, r"\hline", r"\end{tabular}", *foot, r"\end{table}"]) + "\n"


def _head(table: ResultTable) -> list[str]:
    from .table import spans

    lines = []
    for level in range(len(table.column_names)):
        is_last = level == len(table.column_names) - 1
        corner = [escaped(name) if is_last else "" for name in table.row_names]
        across = [rf"\multicolumn{{{n}}}{{c}}{{{escaped(name)}}}" for name, n in spans(table.columns, level)]
        lines.append(_line([*corner, *across]))
    return lines


def _line(cells: list[str]) -> str:
    return f"{' & '.join(cells)} \\\\"
