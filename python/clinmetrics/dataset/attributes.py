# SPDX-License-Identifier: Apache-2.0
"""Attributes as codes: which group each row belongs to. A missing value is a group of its own, the last one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .._ingest import Bins
from .._ingest.groups import MOST_NUMBERS
from .canonical import as_text, is_text
from .errors import DatasetError, of_tables

if TYPE_CHECKING:
    import numpy.typing as npt

    from .reading import Source

    Codes = npt.NDArray[np.int64]

MOST_GROUPS = 10_000


@dataclass(frozen=True)
class Attribute:
    """The names of its columns (several for a cross), the levels of each group, and the number of the group of each row."""

    names: tuple[str, ...]
    role: str
    groups: list[tuple[Any, ...]]
    codes: Codes


def read_attributes(source: Source, columns: dict[str, Bins | None], crosses: Sequence[Sequence[str]], site: str | None) -> list[Attribute]:
    """The attributes and crosses asked for, and the site."""
    wanted = [tuple(names) for names in crosses]
    if site is not None and (site,) not in wanted:
        wanted.append((site,))
        columns = {site: None, **columns}
    coded = {name: _coded(source, name, columns.get(name), "groups" if name != site else "site") for name in {n for c in wanted for n in c}}
    return [_crossed(names, [coded[name] for name in names], "site" if names == (site,) else "subgroup") for names in wanted]


def _crossed(names: tuple[str, ...], parts: list[tuple[Codes, list[str]]], role: str) -> Attribute:
    """The groups that occur, in the order of their levels, missing ones last."""
    codes = np.zeros(len(parts[0][0]), np.int64)
    for own, levels in parts:
        codes = codes * (len(levels) + 1) + np.where(own < 0, len(levels), own)
    used, compact = np.unique(codes, return_inverse=True)
    if len(used) > MOST_GROUPS:
        raise DatasetError(f"`groups`: {'*'.join(names)} has {len(used):,} groups, more than {MOST_GROUPS:,}; is it an identifier?")
    groups = []
    for code in used.tolist():
        group: list[Any] = []
        for _, levels in reversed(parts):
            code, at = divmod(code, len(levels) + 1)
            group.insert(0, None if at == len(levels) else levels[at])
        groups.append(tuple(group))
    return Attribute(names, role, groups, compact.reshape(-1).astype(np.int64))


def _coded(source: Source, name: str, cuts: Bins | None, argument: str) -> tuple[Codes, list[str]]:
    """The number of the level of each row, -1 if it is missing, and the levels."""
    import pyarrow as pa

    column = source.column(name, argument)
    if cuts is not None:
        values = numbers(source, name, argument)
        return cuts.codes(values).astype(np.int64), cuts.levels
    if pa.types.is_dictionary(column.type):  # with an order of its own
        whole = column.unify_dictionaries().combine_chunks()
        whole = pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) else whole
        return whole.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64), whole.dictionary.cast(pa.string()).to_pylist()
    text = as_text(column)
    if text is None or not pa.types.is_large_string(text.type):
        raise DatasetError(f"`{argument}`: the column {name!r} of {source.name} has the type {column.type}; give text, numbers or dates")
    codes, levels = _codes_of_text(text)
    if not is_text(column.type) and pa.types.is_floating(column.type) and len(levels) > MOST_NUMBERS:
        raise DatasetError(f"`{argument}`: the column {name!r} has {len(levels):,} different numbers; give limits, as in {name}:18,40,65")
    return codes, levels


def _codes_of_text(text: Any) -> tuple[Codes, list[str]]:
    """Text as codes of its sorted levels: whole numbers by size, other text by its code points."""
    import pyarrow as pa

    from ..table_files.cells import integers_if_all_are

    encoded = text.dictionary_encode().unify_dictionaries().combine_chunks()
    encoded = pa.concat_arrays(encoded.chunks) if isinstance(encoded, pa.ChunkedArray) else encoded
    levels = encoded.dictionary.to_pylist()
    keys = levels if not levels else integers_if_all_are(encoded.dictionary).to_pylist()
    order = sorted(range(len(levels)), key=keys.__getitem__)
    rank = np.empty(len(levels) + 1, np.int64)
    rank[order], rank[-1] = np.arange(len(levels)), -1
    return rank[encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)], [levels[i] for i in order]


def numbers(source: Source, name: str, argument: str) -> npt.NDArray[np.float64]:
    """A column as numbers, NaN where missing."""
    import pyarrow as pa

    from ..table_files.cells import Asked
    from ..table_files.cells import numbers as numbers_of_text

    column = source.column(name, argument)
    with of_tables():
        if is_text(column.type):
            column = numbers_of_text(column, Asked(f"`{argument}`", name, source.name, source.place), source.decimal)
    try:
        found = column.cast(pa.float64(), safe=False)
    except (pa.ArrowException, NotImplementedError):
        raise DatasetError(f"`{argument}`: the column {name!r} of {source.name} has the type {column.type}; give numbers") from None
    return np.asarray(found.to_numpy(), dtype=np.float64)


def identifier_codes(source: Source, name: str, argument: str) -> tuple[Codes, int, int]:
    """The number of the identifier of each row, -1 where it is missing; how many there are; and how many rows have none."""
    import pyarrow as pa

    text = as_text(source.column(name, argument))
    if text is None:
        raise DatasetError(f"`{argument}`: the column {name!r} of {source.name} holds no identifiers")
    encoded = text.dictionary_encode().unify_dictionaries().combine_chunks()
    encoded = pa.concat_arrays(encoded.chunks) if isinstance(encoded, pa.ChunkedArray) else encoded
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, len(encoded.dictionary), int(np.count_nonzero(codes < 0))
