# SPDX-License-Identifier: Apache-2.0
"""Any container as one dimension of plain values: NumPy, pandas, polars, Arrow, narwhals, arrays on a device, and Python's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy import ma  # here, because an import in a call can fail where threads or memory are short

from .device import from_device, is_on_device
from .items import from_items
from .kinds import joined
from .readers import from_anything, from_arrow, from_pandas, from_polars
from .shape import one_dimension
from .tables import as_native, is_dataframe, only_column

if TYPE_CHECKING:
    from .kinds import Array, Mask

_READERS = {"pandas": from_pandas, "polars": from_polars, "pyarrow": from_arrow}


class Parts(NamedTuple):
    """A column that was read: one dimension of any dtype, and which entries are missing in addition to NaN, None and NaT."""

    plain: Array
    mask: Mask | None = None


def as_array(x: Any, argument: str) -> Array:
    """One dimension, any dtype; missing entries are NaN, NaT or None."""
    return joined(*parts(x, argument))


def parts(x: Any, argument: str) -> Parts:
    """Reads any container; NumPy arrays and views are not copied. A column that was read before is returned unchanged."""
    if type(x) is Parts:
        return x
    if type(x) in (list, tuple):
        return _read_items(list(x), argument)
    if isinstance(x, (str, bytes)):
        raise TypeError(f"`{argument}` is a single text; give one entry per row, or the column's name together with `data`")
    if isinstance(x, (Mapping, Set)):
        raise TypeError(f"`{argument}` is a {type(x).__name__}; give an array, a list or a column of a dataframe")
    x = as_native(x)
    if is_dataframe(x):
        x = only_column(x, argument)
    mask: Mask | None = None
    if isinstance(x, np.ndarray):
        if isinstance(x, ma.MaskedArray):
            mask = one_dimension(ma.getmaskarray(x), argument)
        plain = np.asarray(x)
    elif is_on_device(x):
        return Parts(from_device(x, argument))
    else:
        plain, mask = _read(x, argument)
    plain = one_dimension(plain, argument)
    if plain.dtype.kind != "O":
        return Parts(plain, mask)
    plain, missing = from_items(plain.tolist(), is_nested=False)
    return Parts(plain, missing if mask is None else mask if missing is None else mask | missing)


def _read_items(items: list[Any], argument: str) -> Parts:
    plain, mask = _guarded(from_items, items, argument)
    return Parts(one_dimension(plain, argument), mask)


def _read(x: Any, argument: str) -> tuple[Array, Mask | None]:
    return _guarded(_READERS.get(type(x).__module__.partition(".")[0], from_anything), x, argument)


def _guarded(reader: Callable[[Any], tuple[Array, Mask | None]], x: Any, argument: str) -> tuple[Array, Mask | None]:
    try:
        return reader(x)
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception as e:  # the text of another library's error may contain the data that it could not read
        raise TypeError(f"`{argument}` cannot be read as an array ({type(e).__name__} in {type(x).__name__}); give a NumPy array") from None
