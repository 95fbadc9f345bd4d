# SPDX-License-Identifier: Apache-2.0
"""Whether data are the version that a manifest describes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._text import names_text
from ..table_files import CsvFormat
from .canonical import as_text, column_digest, table_digests, type_text
from .errors import of_tables
from .manifest import Manifest, checked
from .reading import Source, file_entry, read_source

if TYPE_CHECKING:
    from .._files import PathLike


@dataclass(frozen=True)
class Verification:
    """Whether the contents are those of the manifest, and what differs, in sentences without any cell of the data.

    Files that were compressed or written again match if their contents do: names and types of columns, rows and their order, and cells.

    Examples
    --------
    >>> from clinmetrics import dataset
    >>> registered = dataset.describe({"age": [50, 61, 48]})
    >>> dataset.verify(registered, {"age": [50, 61]}).to_dict()
    {'matches': False, 'differences': ['there are 2 rows, and the manifest has 3']}
    """

    matches: bool
    differences: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As plain values of JSON."""
        return {**asdict(self), "differences": list(self.differences)}


def verify(manifest: PathLike | Mapping[str, Any], data: PathLike | Sequence[PathLike] | Any) -> Verification:
    """Compare data with the manifest of the registered version.

    Parameters
    ----------
    manifest : path or Manifest
        What `describe` made, or its JSON file. Text files are read in the way that it records.
    data : path, list of paths, dataframe, or mapping of columns
        The data.

    Returns
    -------
    Verification
        `matches`, and `differences` in sentences.

    Raises
    ------
    ValueError
        The manifest or a file cannot be read.

    Examples
    --------
    >>> from clinmetrics import dataset
    >>> table = {"age": [50, 61, 48], "sex": ["F", "M", "F"]}
    >>> manifest = dataset.describe(table)
    >>> dataset.verify(manifest, table).matches
    True
    >>> dataset.verify(manifest, {"age": [50, 61, 49], "sex": ["F", "M", "F"]}).differences
    ('the cells of 1 column differ: age',)
    """
    known = checked(manifest if isinstance(manifest, dict) else dict(_manifest(manifest)))
    how = known["reading"]
    reading = CsvFormat(how["encoding"], how["delimiter"], how["decimal"], tuple(how["missing"]))
    bytes_differ = _bytes_differ(known["files"], data, reading)
    if bytes_differ == ():
        return Verification(True, ())
    source = read_source(data, reading)
    differences = _differences(known, source)
    return Verification(not differences, tuple(differences) or tuple(f"{text}; the contents are the same" for text in bytes_differ or ()))


def _manifest(manifest: Any) -> Manifest:
    if isinstance(manifest, Manifest):
        return manifest
    if isinstance(manifest, (str, os.PathLike)):
        return Manifest.from_json(manifest)
    raise TypeError("`manifest` must be a path or a Manifest")


def _bytes_differ(known: list[dict[str, Any]], data: Any, reading: CsvFormat) -> tuple[str, ...] | None:
    """Which files have other bytes; None for data that are no files."""
    single = isinstance(data, (str, os.PathLike))
    if not single and not (isinstance(data, (list, tuple)) and data and all(isinstance(x, (str, os.PathLike)) for x in data)):
        return None
    paths = [Path(x) for x in ([data] if single else data)]
    if len(paths) != len(known):
        return (f"there are {len(paths)} files, and the manifest has {len(known)}",)
    from ..table_files import open_table

    with of_tables():
        for path in paths:
            open_table(path, CsvFormat(reading.encoding, reading.delimiter))  # that it is a file that can be a table
    found = [file_entry(path) for path in paths]
    numbers = [str(i) for i, (a, b) in enumerate(zip(known, found), 1) if (a["sha256"], a["bytes"]) != (b["sha256"], b["bytes"])]
    return (f"the bytes of the {'file differ' if len(known) == 1 else 'files ' + ', '.join(numbers) + ' differ'}",) if numbers else ()


def _differences(known: Mapping[str, Any], source: Source) -> list[str]:
    columns = {c["name"]: c for c in known["columns"]}
    found = [*_schema(columns, source)]
    if source.n_rows != known["n_rows"]:
        return [*found, f"there are {source.n_rows:,} rows, and the manifest has {known['n_rows']:,}"]
    types = {name: type_text(c.type) for name, c in source.columns.items()}
    texts = {name: as_text(c) for name, c in source.columns.items()}
    both = [name for name in columns if name in types and types[name] == columns[name]["type"]]
    digests = {name: None if texts[name] is None else column_digest(name, types[name], texts[name]) for name in both}
    changed = [name for name in both if digests[name] != columns[name]["sha256"]]
    if changed and not found:
        whole = table_digests((), {name: text for name, text in texts.items() if text is not None})
        if whole["sha256_any_order"] == known["contents"]["sha256_any_order"]:
            return ["the rows are the same, in another order"]
    if changed:
        found.append(f"the cells of {_count(changed)} differ: {names_text(changed)}")
    return found


def _schema(columns: Mapping[str, Any], source: Source) -> list[str]:
    from ..table_files.names import looks_like_data

    found = []
    gone, new = [n for n in columns if n not in source.columns], [n for n in source.columns if n not in columns]
    named = [n for n in new if not looks_like_data(n)]  # a first row in place of the header would be data
    if gone:
        found.append(f"{_count(gone)} of the manifest {'is' if len(gone) == 1 else 'are'} missing: {names_text(gone)}")
    if new:
        found.append(
            f"{_count(new)} {'is' if len(new) == 1 else 'are'} not in the manifest" + (f": {names_text(named)}" if named == new else "")
        )
    if not gone and not new and list(columns) != list(source.columns):
        found.append("the columns are in another order")
    other = [n for n, c in source.columns.items() if n in columns and type_text(c.type) != columns[n]["type"]]
    if other:
        found.append(f"the types of {_count(other)} differ: {names_text(other)}")
    return found


def _count(names: Sequence[str]) -> str:
    return "1 column" if len(names) == 1 else f"{len(names)} columns"
