# SPDX-License-Identifier: Apache-2.0
"""The annotations of a bundle: the columns of the truth that the analysis uses, and no others, as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..._text import file_fault
from ...audit.errors import AuditError
from ...audit.specification.check_site import columns_of
from ...audit.specification.model import as_group
from ...audit.text_table import TextForm, TextTable
from .errors import BundleError

if TYPE_CHECKING:
    from ...audit.specification.model import Specification


def annotations_csv(specification: Specification, file: Path) -> str:
    """The content of the file, with the names of the analysis and a decimal point."""
    a, site = specification.analysis, specification.site
    outputs = {a.models[0].score, a.models[0].decision}
    names = list(dict.fromkeys([a.id, *(name for name in columns_of(specification) if name not in outputs)]))
    try:
        table = _opened(site, file)
        table.load({site.columns.get(name, name): "site.truth" for name in names}, set())
    except OSError as e:
        raise BundleError(file_fault("read", file.name, e)) from None
    except AuditError as e:
        raise BundleError(str(e)) from None
    every = np.arange(table.n_rows)
    cells = {name: table.texts(site.columns.get(name, name), "site.truth", every).tolist() for name in names}
    if site.decimal == ",":
        for name in _numeric(specification):
            cells[name] = [None if cell is None else cell.replace(",", ".") for cell in cells[name]]
    if any(cell is None for cell in cells[a.id]) or len(set(cells[a.id])) < table.n_rows:
        raise BundleError(f"{file.name}: each row needs an id of its own in the column {a.id!r}; remove rows that appear twice")
    return _written(cells)


def _opened(site: Any, file: Path) -> TextTable:
    if file.suffix.lower() not in (".csv", ".tsv", ".txt"):
        raise BundleError(f"{file.name}: annotations are text, since EvalAI's worker reads nothing else here; write the table as CSV")
    from ...table_files.csv_format import delimiter, encoding

    given = None if site.delimiter is None else delimiter(site.delimiter)
    form = TextForm(encoding(site.encoding), given or ("\t" if file.suffix.lower() == ".tsv" else ","), tuple(site.missing))
    table = TextTable(file, file.name, form)
    if given is None and len(table.header) == 1 and ";" in table.header[0]:
        table = TextTable(file, file.name, replace(form, delimiter=";"))
    return table


def _numeric(specification: Specification) -> list[str]:
    """Columns that hold numbers: those with bins, with weights, and those that a filter compares as numbers."""
    from ...audit.filters import NUMERIC

    a = specification.analysis
    binned = [group.column for group in map(as_group, a.groups) if group.bins]
    filtered = [rule.column for rule in a.filters if rule.op in NUMERIC]
    return list(dict.fromkeys([*binned, *filtered, *([a.weights.column] if a.weights else [])]))


def _written(cells: dict[str, list[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(cells)
    writer.writerows(zip(*cells.values()))
    return text.getvalue()
