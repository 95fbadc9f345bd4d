# SPDX-License-Identifier: Apache-2.0
"""Files, and how they are read."""

from __future__ import annotations

from .check_context import Context
from .model import Specification, as_group, names_cross

_SITE = ("site",)


def check_site(context: Context) -> None:
    """Paths are given; names of columns are used in the analysis; encoding, delimiter and decimal mark are known."""
    site = context.site
    for path, text in ((("truth",), site.truth), (("output", "folder"), site.output.folder)):
        if not text.strip():
            context.fault((*_SITE, *path), "is empty; give a path")
    for i, file in enumerate(site.predictions):
        if not file.strip():
            context.fault((*_SITE, "predictions", i), "is empty; give a path")
    context.repeated((*_SITE, "predictions"), site.predictions, "a file")
    used = columns_of(context.specification)
    for name, column in site.columns.items():
        if name not in used:
            context.unknown((*_SITE, "columns", name), name, "no column of the analysis", used)
        if not column.strip():
            context.fault((*_SITE, "columns", name), "is empty; name a column of the file")
    _check_text(context)


def columns_of(specification: Specification) -> list[str]:
    """The columns that the analysis uses, in its own names."""
    a = specification.analysis
    single = [a.outcome.column, a.id, a.unit, a.strata, a.weights.column if a.weights else None]
    outputs = [column for model in a.models for column in (model.score, model.decision)]
    attributes = [as_group(g).column for g in a.groups if not names_cross(g)]
    return list(dict.fromkeys(c for c in (*single, *outputs, *attributes, *(f.column for f in a.filters)) if c is not None))


def _check_text(context: Context) -> None:
    from ...table_files.csv_format import delimiter, encoding

    site = context.site
    if site.decimal not in (None, ".", ","):
        context.fault((*_SITE, "decimal"), "must be a point or a comma")
    try:
        encoding(site.encoding)
    except ValueError:
        context.fault((*_SITE, "encoding"), "is no encoding of text that is known, such as utf-8 or latin-1")
    try:
        if site.delimiter is not None:
            delimiter(site.delimiter)
    except ValueError:
        context.fault((*_SITE, "delimiter"), "must be one character, or comma, semicolon, tab, pipe or space")
