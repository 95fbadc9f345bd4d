# SPDX-License-Identifier: Apache-2.0
"""One reader per library: its column as a NumPy array, and which entries are missing in addition to NaN, None and NaT."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .items import from_items

if TYPE_CHECKING:
    from .kinds import Array, Mask


def from_pandas(x: Any) -> tuple[Array, Mask | None]:
    """A Series, an index or an extension array."""
    dtype = x.dtype
    if getattr(dtype, "categories", None) is not None:
        return _from_categories(x)
    plain = getattr(dtype, "numpy_dtype", None)  # exists for nullable and Arrow dtypes
    if plain is None or plain.kind not in "biuf":
        return np.asarray(x), None
    missing = np.asarray(x.isna())
    if plain.kind == "f":
        return np.asarray(x.to_numpy(dtype=plain, na_value=np.nan)), None
    if not missing.any():
        return np.asarray(x.to_numpy(dtype=plain)), None
    return np.asarray(x.fillna(False if plain.kind == "b" else 0).to_numpy(dtype=plain)), missing


def _from_categories(x: Any) -> tuple[Array, Mask | None]:
    """The categories' values, in the type that the categories have; code -1 is missing."""
    codes = np.asarray(getattr(x, "codes", None) if getattr(x, "cat", None) is None else x.cat.codes)
    values = np.asarray(x.dtype.categories)
    missing = codes < 0
    if not len(values):
        return np.full(len(codes), np.nan), missing
    return values[codes], missing if missing.any() else None


def from_polars(x: Any) -> tuple[Array, Mask | None]:
    """A Series."""
    if x.null_count() and (x.dtype.is_integer() or str(x.dtype) == "Boolean"):
        return x.fill_null(0 if x.dtype.is_integer() else False).to_numpy(), x.is_null().to_numpy()
    return x.to_numpy(), None


def from_arrow(x: Any) -> tuple[Array, Mask | None]:
    """An Array or a ChunkedArray."""
    import pyarrow as pa

    if isinstance(x, pa.ChunkedArray):
        x = x.combine_chunks()
    if isinstance(x, pa.ChunkedArray):  # too large for one chunk
        x = pa.concat_arrays(x.chunks)
    if pa.types.is_dictionary(x.type):
        x = x.dictionary_decode()
    if x.null_count and (pa.types.is_integer(x.type) or pa.types.is_boolean(x.type)):
        missing = x.is_null().to_numpy(zero_copy_only=False)
        return x.fill_null(False if pa.types.is_boolean(x.type) else 0).to_numpy(zero_copy_only=False), missing
    return x.to_numpy(zero_copy_only=False), None


def from_anything(x: Any) -> tuple[Array, Mask | None]:
    """Any object that NumPy, DLPack or the buffer protocol can read, a sparse vector, or an iterable."""
    if hasattr(x, "toarray") and hasattr(x, "nnz"):  # SciPy's sparse arrays and matrices
        return np.asarray(x.toarray()), None
    if hasattr(x, "__array__") or hasattr(x, "__array_interface__"):
        return np.asarray(x), None
    if hasattr(x, "__dlpack__"):
        return np.from_dlpack(x), None
    if isinstance(x, memoryview) or hasattr(x, "__buffer__"):
        return np.asarray(x), None
    return from_items(list(x))
