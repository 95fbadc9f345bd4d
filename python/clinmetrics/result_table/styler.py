# SPDX-License-Identifier: Apache-2.0
"""A table as a pandas Styler."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .separated import footnote_lines, marked

if TYPE_CHECKING:
    from .table import Heading, ResultTable


def styler(table: ResultTable) -> Any:
    """The Styler of a frame of texts. Its caption contains the notes, and its texts are escaped for HTML."""
    from html import escape

    try:
        import pandas as pd

        cells = [[marked(table, cell) for cell in row] for row in table.cells]
        rows, columns = _index(pd, table.rows, table.row_names), _index(pd, table.columns, table.column_names)
        style = pd.DataFrame(cells, index=rows, columns=columns, dtype=object).style
    except (ImportError, AttributeError) as error:
        raise ImportError("a Styler needs pandas and Jinja2: pip install pandas 'clinmetrics[report]'") from error
    caption = " ".join(text for text in [table.caption, *footnote_lines(table)] if text)
    style = style.format(escape="html").format_index(escape="html", axis=0).format_index(escape="html", axis=1)
    return style.set_caption(escape(caption)) if caption else style


def _index(pd: Any, headings: Sequence[Heading], names: Heading) -> Any:
    """An index with a level for each name."""
    if len(names) > 1:
        return pd.MultiIndex.from_tuples(headings, names=names)
    return pd.Index([heading[0] for heading in headings], name=names[0], dtype=object)
