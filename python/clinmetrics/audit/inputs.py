# SPDX-License-Identifier: Apache-2.0
"""Opens the tables of an audit: the files that the specification names, or frames in place of them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .. import _ingest
from ..table_files.csv_format import CsvFormat, delimiter, encoding
from .errors import AuditError
from .specification.model import Site
from .tables import FrameTable, Table
from .text_table import TextTable


def open_tables(site: Site, folder: Path, truth: Any, predictions: Any, describe: bool) -> tuple[Table, list[Table]]:
    """The truth, which may be described, and the tables of predictions. Paths of the specification are relative to the folder."""
    given = [folder / file for file in site.predictions] if predictions is None else _several(predictions)
    opened = _open(site, folder / site.truth if truth is None else truth, "truth", describe)
    names = ["predictions"] if len(given) == 1 else [f"predictions[{i}]" for i in range(len(given))]
    return opened, [_open(site, one, name) for one, name in zip(given, names)]


def _several(predictions: Any) -> list[Any]:
    return list(predictions) if isinstance(predictions, (list, tuple)) else [predictions]


def _open(site: Site, source: Any, name: str, is_described: bool = False) -> Table:
    if isinstance(source, TextTable):
        return source
    if isinstance(source, (str, os.PathLike)):
        from .files import open_file

        path = Path(source)
        return open_file(path, form_of(site, path), is_described)
    if not (isinstance(source, Mapping) or _ingest.is_dataframe(source)):
        raise AuditError(f"`{name}` must be a dataframe, a mapping of columns, or the path of a file")
    return FrameTable(source, name)


def form_of(site: Site, path: Path) -> CsvFormat:
    """How a file is read. Of a Parquet file, which may stand beside text, only the texts of missing cells are asked for."""
    missing = tuple(site.missing)
    if path.suffix.lower() in (".parquet", ".pq"):
        return CsvFormat(missing=missing)
    try:
        return CsvFormat(encoding(site.encoding), None if site.delimiter is None else delimiter(site.delimiter), site.decimal, missing)
    except ValueError:
        raise AuditError("site.encoding must be a text encoding such as latin-1, and site.delimiter one character or its name") from None
