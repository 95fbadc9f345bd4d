# SPDX-License-Identifier: Apache-2.0
"""Any input as NumPy columns that the engine reads without a copy, or an error that says what to do."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:  # what a plain import need not pay for
    import numpy.typing as npt

    Array = npt.NDArray[Any]

MISSING = -1


def _module(x: object) -> str:
    return type(x).__module__.partition(".")[0]


def is_dataframe(x: object) -> bool:
    """Whether `x` holds named columns that narwhals or a mapping can give."""
    return isinstance(x, Mapping) or (
        hasattr(x, "columns") and not isinstance(x, np.ndarray) and _module(x) != "clinmetrics"
    )


def take(data: Any, name: str, argument: str) -> Any:
    """The column `name` of a dataframe or mapping, as it is there."""
    if data is None:
        raise ValueError(f"`{argument}` names a column, but `data` is missing; pass the dataframe first, or pass an array")
    if isinstance(data, Mapping):
        if name not in data:
            raise KeyError(f"`{argument}` names the column {name!r}, which `data` does not have")
        return data[name]
    import narwhals.stable.v1 as nw

    frame = nw.from_native(data)
    if isinstance(frame, nw.LazyFrame):
        raise TypeError("`data` is lazy; collect it first")
    if name not in frame.columns:
        raise KeyError(f"`{argument}` names the column {name!r}, which `data` does not have")
    return frame[name].to_native()


def _refuse(argument: str, rows: Array, what: str, remedy: str) -> None:
    count = int(np.count_nonzero(rows))
    if count:
        raise ValueError(f"`{argument}` has {count} {what} (first at row {int(np.argmax(rows))}); {remedy}")


def as_array(x: Any, argument: str) -> Array:
    """One dimension, any dtype; nothing is copied that NumPy can view. Missing entries become NaN or None."""
    if isinstance(x, np.ma.MaskedArray):
        mask = np.ma.getmaskarray(x)
        plain: Array = np.asarray(x.data)
        if mask.any():  # the engine reports them as NaN
            if plain.dtype.kind in "biuf":
                plain = plain.astype(np.float64)
                plain[mask] = np.nan
            else:
                plain = plain.astype(object)
                plain[mask] = None
        return _one_dimension(plain, argument)
    if isinstance(x, np.ndarray):
        return _one_dimension(x, argument)
    if isinstance(x, (str, bytes)):
        raise TypeError(f"`{argument}` is a single text; give one entry per row, or the column's name together with `data`")
    if hasattr(x, "__cuda_array_interface__"):
        raise TypeError(f"`{argument}` lies on a GPU; copy it to the host first")
    if _module(x) == "pyarrow":
        if hasattr(x, "combine_chunks"):
            x = x.combine_chunks()
        if hasattr(x, "dictionary_decode") and hasattr(x, "indices"):
            x = x.dictionary_decode()
        return _one_dimension(x.to_numpy(zero_copy_only=False), argument)
    if _module(x) == "polars":
        return _one_dimension(x.to_numpy(), argument)
    if _module(x) == "pandas":
        return _one_dimension(_from_pandas(x), argument)
    if hasattr(x, "__array__") or hasattr(x, "__array_interface__"):
        return _one_dimension(np.asarray(x), argument)
    if hasattr(x, "__dlpack__"):
        return _one_dimension(np.from_dlpack(x), argument)
    if isinstance(x, memoryview) or hasattr(x, "__buffer__"):
        return _one_dimension(np.asarray(x), argument)
    if isinstance(x, Sequence) or hasattr(x, "__iter__"):
        items = list(x)
        kinds = {type(i) for i in items}
        if kinds <= {bool, int, float, type(None)} and type(None) in kinds:
            items = [np.nan if i is None else float(i) for i in items]
        return _one_dimension(np.asarray(items) if len(kinds) != 0 else np.empty(0), argument)
    raise TypeError(f"`{argument}` is a {type(x).__name__}; give an array, a list or a column of a dataframe")


def _from_pandas(x: Any) -> Array:
    dtype = x.dtype
    name = str(dtype)
    if getattr(dtype, "categories", None) is not None:
        return np.asarray(x.astype(object))
    if not isinstance(dtype, np.dtype) and name.lower().startswith(("int", "uint", "float", "boolean", "bool")):
        if x.isna().any():
            return np.asarray(x.to_numpy(dtype="float64", na_value=np.nan))
        plain = {"boolean": "bool", "Boolean": "bool"}.get(name, name.split("[")[0].lower().replace("double", "float64"))
        return np.asarray(x.to_numpy(dtype=plain))
    return np.asarray(x)


def _one_dimension(a: Array, argument: str) -> Array:
    if a.ndim == 2 and 1 in a.shape:
        a = a.reshape(-1)
    if a.ndim != 1:
        raise ValueError(f"`{argument}` has {a.ndim} dimensions; give one entry per row")
    return a


def _engine_ready(a: Array) -> Array:
    """The dtypes that the engine reads: booleans, integers, float32, float64, of this machine's byte order."""
    if not a.dtype.isnative:
        a = a.astype(a.dtype.newbyteorder("="))
    return a.astype(np.float32) if a.dtype == np.float16 else a


def numbers(x: Any, argument: str) -> Array:
    """A column of real numbers (scores, weights)."""
    if type(x) is np.ndarray and x.ndim == 1 and x.dtype.char in "fd?bBhHiIlLqQ" and x.dtype.isnative:
        return x
    a = as_array(x, argument)
    if a.dtype.kind not in "biuf" or a.dtype.itemsize > 8:
        raise TypeError(f"`{argument}` has dtype {a.dtype}; give booleans, integers or floats of at most 64 bits")
    return _engine_ready(a)


def labels(x: Any, argument: str, pos_label: Any = None) -> Array:
    """A column of outcomes or decisions: 0/1, booleans, or anything with `pos_label`."""
    if pos_label is None and type(x) is np.ndarray and x.ndim == 1 and x.dtype.char in "fd?bBhHiIlLqQ" and x.dtype.isnative:
        return x
    a = as_array(x, argument)
    if pos_label is not None:
        return _against(a, argument, pos_label)
    if a.dtype.kind == "O" and all(type(i) is bool or isinstance(i, np.bool_) for i in a):
        a = a.astype(bool)
    if a.dtype.kind in "OUST":
        raise ValueError(f"`{argument}` holds text or objects; name the positive label with pos_label=")
    if a.dtype.kind not in "biuf" or a.dtype.itemsize > 8:
        raise TypeError(f"`{argument}` has dtype {a.dtype}; give booleans, 0/1, or name the positive label with pos_label=")
    return _engine_ready(a)


def _against(a: Array, argument: str, pos_label: Any) -> Array:
    missing = is_missing(a)
    if missing.any():
        out = np.where(missing, np.nan, np.asarray(a == pos_label, dtype=np.float64))
        known = a[~missing]
    else:
        out = np.asarray(a == pos_label, dtype=bool)
        known = a
    if len(set(known.tolist())) > 2:
        raise ValueError(f"`{argument}` has more than two classes; this is a binary evaluation, so compare one class at a time")
    if argument == "y_true" and len(known) and not np.asarray(out == 1).any():
        raise ValueError("`pos_label` does not occur in `y_true`; check its spelling and type")
    return out


def is_missing(a: Array) -> npt.NDArray[np.bool_]:
    """None, NaN, NaT and NA; empty text is a value."""
    if a.dtype.kind == "f":
        return np.isnan(a)
    if a.dtype.kind in "mM":
        return np.isnat(a)
    if a.dtype.kind == "O":
        return np.fromiter((_is_na(i) for i in a), dtype=bool, count=len(a))
    return np.zeros(len(a), dtype=bool)


def _is_na(i: Any) -> bool:
    if i is None or type(i).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(i, (float, np.floating)) and bool(np.isnan(i))


def identifiers(x: Any, argument: str) -> Array:
    """Units or strata as integers whose order is the identifiers' own: numerical, or by UTF-8 bytes."""
    a = as_array(x, argument)
    _refuse(argument, is_missing(a), "missing identifiers", "every row needs one; leave those rows out")
    if a.dtype.kind in "iub":
        return _engine_ready(a)
    if a.dtype.kind == "f":
        if len(a) and np.all(a == np.floor(a)) and np.all(np.abs(a) < 2**53):
            return a.astype(np.int64)
        raise TypeError(f"`{argument}` holds fractions; give integer or text identifiers")
    if a.dtype.kind in "mM":
        return a.astype(np.int64)
    if a.dtype.kind == "O":
        kinds = {type(i) for i in a}
        if all(issubclass(k, (int, np.integer)) and not issubclass(k, bool) for k in kinds):
            return np.unique(np.array([int(i) for i in a], dtype=object), return_inverse=True)[1].astype(np.int64)
        if not all(issubclass(k, (str, bytes)) for k in kinds) or len(kinds) > 1:
            raise TypeError(f"`{argument}` mixes types; give integer or text identifiers")
    return np.unique(a, return_inverse=True)[1].astype(np.int64)  # code points sort as UTF-8 bytes do


def levels_of(x: Any, argument: str) -> tuple[npt.NDArray[np.int32], list[str]]:
    """An attribute as codes and level names: numbers by size, text by UTF-8 bytes, categories in their own order."""
    order = _categories(x)
    a = as_array(x, argument)
    missing = is_missing(a)
    codes = np.full(len(a), MISSING, dtype=np.int32)
    if order is not None:
        number = {c: i for i, c in enumerate(order)}
        codes[~missing] = [number[i] for i in a[~missing].tolist()]
        return codes, [_text(c) for c in order]
    known = a[~missing]
    if a.dtype.kind == "O":
        kinds = {type(i) for i in known}
        if len(kinds) > 1 and not kinds <= {int, float, bool}:
            known = np.array([_text(i) for i in known], dtype=str)
    try:
        values, inverse = np.unique(known, return_inverse=True)
    except TypeError as e:
        raise TypeError(f"`{argument}` has values that cannot be put in order; give text, numbers or a categorical") from e
    codes[~missing] = inverse
    return codes, [_text(v) for v in values.tolist()]


def _categories(x: Any) -> list[Any] | None:
    dtype = getattr(x, "dtype", None)
    if _module(x) == "pandas" and getattr(dtype, "categories", None) is not None:
        return list(dtype.categories)
    if _module(x) == "polars" and type(dtype).__name__ == "Enum":
        return list(dtype.categories)
    return None


def _text(v: Any) -> str:
    if isinstance(v, bytes):
        return v.decode("utf-8", "replace")
    if hasattr(v, "isoformat"):
        return str(v.isoformat())
    return str(v)


def digest(name: str, a: Array) -> str:
    """SHA-256 over the column's name, dtype and contiguous little-endian bytes."""
    import hashlib

    h = hashlib.sha256()
    a = np.ascontiguousarray(a)
    if a.dtype.kind == "O":
        h.update(f"{name}\0object\0".encode())
        for item in a:
            h.update(b"\1" if _is_na(item) else b"\0" + str(item).encode("utf-8", "surrogatepass"))
        return h.hexdigest()
    if a.dtype.byteorder == ">" or (a.dtype.byteorder == "=" and sys.byteorder == "big"):
        a = a.astype(a.dtype.newbyteorder("<"))
    h.update(f"{name}\0{a.dtype.newbyteorder('<').str}\0".encode())
    h.update(a.view(np.uint8).data if a.size else b"")
    return h.hexdigest()
