# SPDX-License-Identifier: Apache-2.0
"""Whether data are the version that a manifest describes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._text import names_text
from ..table_files import CsvFormat
from .canonical import as_text, column_digest, table_digests, type_text
from .errors import of_tables
from .manifest import Manifest, checked
from .reading import Source, paths_of, read_source

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
    known, reading = _known(manifest)
    paths = paths_of(data)
    files = None if paths is None else _entries(paths, reading)
    return _verification(known, files, lambda: read_source(data, reading))


def verify_source(manifest: PathLike, source: Source, data: Any) -> Verification:
    """The same of data that were read already; files are read again only if the manifest records another way to read them."""
    known, reading = _known(manifest)
    if source.files and source.reading != reading:
        return verify(manifest, data)
    return _verification(known, source.files or None, lambda: source)


def _known(manifest: Any) -> tuple[dict[str, Any], CsvFormat]:
    """The members of the manifest, and how it reads text."""
    known = checked(manifest if isinstance(manifest, dict) else dict(_manifest(manifest)))
    how = known["reading"]
    return known, CsvFormat(how["encoding"], how["delimiter"], how["decimal"], tuple(how["missing"]))


def _manifest(manifest: Any) -> Manifest:
    if isinstance(manifest, Manifest):
        return manifest
    if isinstance(manifest, (str, os.PathLike)):
        return Manifest.from_json(manifest)
    raise TypeError("`manifest` must be a path or a Manifest")


def _entries(paths: Sequence[Path], reading: CsvFormat) -> list[dict[str, Any]]:
    """The names, sizes and digests of files that can be tables."""
    from ..table_files import open_table

    with of_tables():
        return [open_table(path, CsvFormat(reading.encoding, reading.delimiter)).entry() for path in paths]


def _verification(known: Mapping[str, Any], files: Sequence[dict[str, Any]] | None, read: Callable[[], Source]) -> Verification:
    """`files` are None for data that are no files; nothing is read if their bytes are those of the manifest."""
    bytes_differ = () if files is None else _bytes_differ(known["files"], files)
    if files is not None and not bytes_differ:
        return Verification(True, ())
    differences = _differences(known, read())
    return Verification(not differences, tuple(differences) or tuple(f"{text}; the contents are the same" for text in bytes_differ))


def _bytes_differ(known: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """Which files have other bytes."""
    if len(found) != len(known):
        return (f"there are {len(found)} files, and the manifest has {len(known)}",)
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
