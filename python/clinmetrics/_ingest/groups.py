# SPDX-License-Identifier: Apache-2.0
"""Attributes for subgroups: codes, and the names of their levels in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .bins import Bins
from .containers import as_array, parts
from .kinds import BOOLEAN, NUMERIC, is_missing, joined, kinds_of_array, words_of
from .levels import factorize, level_texts
from .numeric import numbers
from .tables import as_native, is_dataframe, only_column

if TYPE_CHECKING:
    import numpy.typing as npt

    from .kinds import Array

MISSING = -1
MOST_NUMBERS = 50


class Coded:
    """A column of groups by the number of each row's level, -1 if it is missing, and the levels in their order."""

    def __init__(self, codes: npt.NDArray[np.int32], levels: Sequence[str]) -> None:
        self.codes, self.levels = codes, list(levels)

    def __len__(self) -> int:
        return len(self.codes)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        names = np.empty(len(self.levels) + 1, dtype=object)
        names[:-1] = self.levels
        return names[self.codes]


def attribute(x: Any, argument: str, cuts: Bins | None = None) -> tuple[npt.NDArray[np.int32], list[str], Array | Coded]:
    """Codes and level names (numbers by size, text by UTF-8 bytes, categories in their own order), and the column as it was read."""
    if cuts is not None:
        values = numbers(x, argument)
        return cuts.codes(values), cuts.levels, as_array(values, argument)
    own = _categories(x, argument)
    if own is not None:
        codes, values_in_order = own
        is_text = all(type(v) is str for v in values_in_order)
        raw = Coded(codes, values_in_order) if is_text else as_array(x, argument)
        return codes, level_texts(values_in_order, codes, argument), raw
    plain, mask = parts(x, argument)
    if plain.dtype.kind not in "biufOUSTmM":
        raise TypeError(f"`{argument}` has dtype {plain.dtype.name}; give text, numbers, dates or a categorical")
    missing = is_missing(plain) if mask is None else is_missing(plain) | mask
    known = plain[~missing] if missing.any() else plain
    kinds = kinds_of_array(known)
    if len(kinds) > 1 and not kinds <= NUMERIC - {BOOLEAN}:
        raise TypeError(f"`{argument}` mixes {words_of(kinds)}; give all groups one type, such as text")
    levels, inverse = factorize(known, argument)
    if kinds <= NUMERIC - {BOOLEAN} and len(levels) > MOST_NUMBERS:
        raise ValueError(
            f"`{argument}` is a numeric column of {len(levels):,} levels, more than {MOST_NUMBERS}; give bins, as in "
            f"groups={{{argument!r}: cm.bins(18, 40, 65)}}, or turn codes into text or a categorical"
        )
    codes = np.full(len(plain), MISSING, dtype=np.int32)
    codes[~missing] = inverse
    return codes, level_texts(levels, codes, argument), joined(plain, mask)


def _categories(x: Any, argument: str) -> tuple[npt.NDArray[np.int32], list[Any]] | None:
    """Codes and categories of a column whose categories have their own order: of pandas, of polars' Enum, ordered ones of Arrow."""
    if isinstance(x, Coded):
        return x.codes, list(x.levels)
    x = as_native(x)
    if is_dataframe(x) and not isinstance(x, Mapping):
        x = only_column(x, argument)
    dtype: Any = getattr(x, "dtype", None)
    library = type(x).__module__.partition(".")[0]
    if library == "pandas" and getattr(dtype, "categories", None) is not None:
        codes = np.asarray(x.cat.codes if hasattr(x, "cat") else x.codes)
        return codes.astype(np.int32), list(dtype.categories)
    if library == "polars" and type(dtype).__name__ == "Enum":  # polars' Categorical has no order
        codes = x.to_physical().cast(int).fill_null(MISSING).to_numpy()
        return codes.astype(np.int32), list(dtype.categories)
    if library == "pyarrow" and getattr(getattr(x, "type", None), "ordered", False):
        import pyarrow as pa

        whole = pa.chunked_array(x.chunks if isinstance(x, pa.ChunkedArray) else [x], type=x.type).unify_dictionaries().combine_chunks()
        return whole.indices.fill_null(MISSING).to_numpy(zero_copy_only=False).astype(np.int32), whole.dictionary.to_pylist()
    return None
