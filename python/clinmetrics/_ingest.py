# SPDX-License-Identifier: Apache-2.0
"""Any input as NumPy columns that the engine reads without a copy, or an error that says what to do."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Hashable, Mapping, Set
from typing import TYPE_CHECKING, Any

import numpy as np

from ._core import DeviceError, fetch_from_device, layout_of_dlpack

if TYPE_CHECKING:  # what a plain import need not pay for
    import numpy.typing as npt

    Array = npt.NDArray[Any]
    Mask = npt.NDArray[np.bool_]

MISSING = -1


def _module(x: object) -> str:
    return type(x).__module__.partition(".")[0]


def _is_on_device(x: Any) -> bool:
    """What the array says of itself. An array without values, such as torch's on "meta", may fail to say; the readers refuse it."""
    on_host = (1, 3, 11)  # DLPack's numbers of CPU memory, and of host memory pinned for CUDA and for ROCm
    with contextlib.suppress(Exception):  # a library's own
        return int(x.__dlpack_device__()[0]) not in on_host
    try:
        return x.__cuda_array_interface__ is not None
    except AttributeError:
        return False
    except Exception:  # it has one, which cannot be had now: a tensor that requires a gradient, a column with nulls
        return True


def is_dataframe(x: object) -> bool:
    """Whether `x` holds named columns that narwhals or a mapping can give."""
    return isinstance(x, Mapping) or (hasattr(type(x), "columns") and _module(x) != "clinmetrics")


def _only_column(frame: Any, argument: str) -> Any:
    """A dataframe of one column may stand for it."""
    if not hasattr(frame, "__len__"):
        raise TypeError(f"`{argument}` is lazy; collect it first")
    names = frame.column_names if hasattr(frame, "column_names") else list(frame.columns)
    if len(names) != 1:
        raise TypeError(f"`{argument}` is a dataframe of {len(names)} columns; give one column, or its name together with `data`")
    return frame[names[0]]


def parts(x: Any, argument: str) -> tuple[Array, Mask | None]:
    """One dimension, any dtype, and which entries are missing beside NaN, None and NaT. Nothing is copied that NumPy can view."""
    mask: Mask | None = None
    if isinstance(x, np.ndarray):
        if isinstance(x, np.ma.MaskedArray):
            mask = np.ma.getmaskarray(x).reshape(-1)
        return _one_dimension(np.asarray(x), argument), mask
    if isinstance(x, (str, bytes)):
        raise TypeError(f"`{argument}` is a single text; give one entry per row, or the column's name together with `data`")
    if isinstance(x, (Mapping, Set)):
        raise TypeError(f"`{argument}` is a {type(x).__name__}; give an array, a list or a column of a dataframe")
    if _module(x) == "narwhals":
        x = x.to_native()
    if is_dataframe(x):
        x = _only_column(x, argument)
    if _is_on_device(x):
        return _from_device(x, argument), None
    reader = {"pandas": _from_pandas, "polars": _from_polars, "pyarrow": _from_arrow}.get(_module(x), _from_anything)
    try:
        plain, mask = reader(x)
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception as e:  # the text of another library's error may echo what it could not read
        raise TypeError(f"`{argument}` cannot be read as an array ({type(e).__name__} in {type(x).__name__}); give a NumPy array") from None
    return _one_dimension(plain, argument), mask


def as_array(x: Any, argument: str) -> Array:
    """The same as one array: missing entries become NaN, NaT or None."""
    return _joined(*parts(x, argument))


def _joined(plain: Array, mask: Mask | None) -> Array:
    if mask is None or not mask.any():
        return plain
    if plain.dtype.kind in "biu":
        plain = plain.astype(np.float64)
    elif plain.dtype.kind in "fmM":
        plain = plain.copy()
    else:
        plain = plain.astype(object)
    plain[mask] = None if plain.dtype.kind == "O" else "NaT" if plain.dtype.kind in "mM" else np.nan
    return plain


class FromDevice(np.ndarray[Any, Any]):
    """A copy of rows that lie on a device, too. What is made of it is an array like any other."""

    on_device: tuple[int, int, Any] | None = None
    """Address of the first row, bytes from row to row, what holds the memory; None where the backend `cuda` cannot read it there."""


def _from_device(x: Any, argument: str) -> Array:
    """The array behind `__cuda_array_interface__` or DLPack, fetched by the backend `cuda` once the array's stream has come so far."""
    legacy_default_stream = 1
    capsule = None  # holds the memory
    try:
        about = getattr(x, "__cuda_array_interface__", None)
        if about is None or ("stream" not in about and hasattr(x, "__dlpack__")):  # version 2, as torch's: it does not say what to wait for
            capsule = x.__dlpack__(stream=legacy_default_stream)  # its owner makes that stream wait for the array's own
            about = {**layout_of_dlpack(capsule), "stream": legacy_default_stream}
        shape, dtype, pointer = tuple(about["shape"]), np.dtype(about["typestr"]), int(about["data"][0])
        strides = about.get("strides") or tuple(np.cumprod((1, *shape[:0:-1]))[::-1] * dtype.itemsize)[: len(shape)]
        reach = [(size - 1) * stride for size, stride in zip(shape, strides)]
        before, after = -sum(r for r in reach if r < 0), sum(r for r in reach if r > 0)
        stream = int(about.get("stream") or 0)
        is_read = dtype.kind in "biuf" and about.get("mask") is None
    except Exception:  # a library's own, as above
        is_read = False
    try:
        if not is_read:
            raise DeviceError("neither its __cuda_array_interface__ nor its DLPack shows plain numbers of a CUDA device")
        if 0 in shape:
            return _one_dimension(np.empty(shape, dtype), argument)
        raw = np.empty(before + after + dtype.itemsize, np.uint8)
        is_here = fetch_from_device(pointer - before, stream, raw)
    except DeviceError as e:
        raise DeviceError(
            f"`{argument}` lies on a device; copy it to the host first (torch: x.cpu(), CuPy: cupy.asnumpy(x), JAX: jax.device_get(x)), "
            f"since it cannot be read there: {e}"
        ) from None
    rows = _one_dimension(np.ndarray(shape, dtype, raw, before, strides), argument).view(FromDevice)
    if is_here and np.may_share_memory(rows, raw):  # a view still, and so in the device's layout
        first = pointer - before + rows.ctypes.data - raw.ctypes.data
        rows.on_device = first, rows.strides[0], (x, capsule)
    return rows


def _from_pandas(x: Any) -> tuple[Array, Mask | None]:
    dtype = x.dtype
    if getattr(dtype, "categories", None) is not None:
        return np.asarray(x.astype(object)), None
    plain = getattr(dtype, "numpy_dtype", None)  # of the nullable and of the Arrow kinds
    if plain is None or plain.kind not in "biuf":
        return np.asarray(x), None
    missing = np.asarray(x.isna())
    if plain.kind == "f":
        return np.asarray(x.to_numpy(dtype=plain, na_value=np.nan)), None
    if not missing.any():
        return np.asarray(x.to_numpy(dtype=plain)), None
    return np.asarray(x.fillna(False if plain.kind == "b" else 0).to_numpy(dtype=plain)), missing


def _from_polars(x: Any) -> tuple[Array, Mask | None]:
    if x.null_count() and (x.dtype.is_integer() or str(x.dtype) == "Boolean"):
        return x.fill_null(0 if x.dtype.is_integer() else False).to_numpy(), x.is_null().to_numpy()
    return x.to_numpy(), None


def _from_arrow(x: Any) -> tuple[Array, Mask | None]:
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


def _from_anything(x: Any) -> tuple[Array, Mask | None]:
    if hasattr(x, "__array__") or hasattr(x, "__array_interface__"):
        return np.asarray(x), None
    if hasattr(x, "__dlpack__"):
        return np.from_dlpack(x), None
    if isinstance(x, memoryview) or hasattr(x, "__buffer__"):
        return np.asarray(x), None
    return _from_items(list(x))


def _from_items(items: list[Any]) -> tuple[Array, Mask | None]:
    kinds = {type(i) for i in items}
    if type(None) in kinds and kinds <= {bool, int, float, type(None)}:
        mask = np.fromiter((i is None for i in items), dtype=bool, count=len(items))
        other: Any = np.nan if float in kinds else 0 if int in kinds else False
        return np.asarray([other if i is None else i for i in items]), mask
    if any(issubclass(k, (str, bytes)) for k in kinds):  # NumPy's own text types lose trailing NULs and turn numbers into text
        plain = np.empty(len(items), dtype=object)
        plain[:] = items
        return plain, None
    return np.asarray(items) if items else np.empty(0), None


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


def _is_ready(x: Any) -> bool:
    return type(x) is np.ndarray and x.ndim == 1 and x.dtype.char in "fd?bBhHiIlLqQ" and x.dtype.isnative


def numbers(x: Any, argument: str) -> Array:
    """A column of real numbers (scores, weights)."""
    if _is_ready(x):
        ready: Array = x
        return ready
    a = as_array(x, argument)
    if a.dtype.kind not in "biuf" or a.dtype.itemsize > 8:
        raise TypeError(f"`{argument}` has dtype {a.dtype.name}; give booleans, integers or floats of at most 64 bits")
    return _engine_ready(a)


def labels(x: Any, argument: str, pos_label: Any = None, classes: set[Hashable] | None = None) -> Array:
    """A column of outcomes or decisions: 0/1, booleans, or anything with `pos_label`.

    `classes` collects what classes there are: two at most over the outcome and all decisions.
    """
    if pos_label is None and _is_ready(x):
        ready: Array = x
        return ready
    a = as_array(x, argument)
    if pos_label is not None:
        return _against(a, argument, pos_label, set() if classes is None else classes)
    if a.dtype.kind == "O" and all(type(i) is bool or isinstance(i, np.bool_) for i in a):
        a = a.astype(bool)
    if a.dtype.kind in "OUST":
        raise ValueError(f"`{argument}` holds text or objects; name the positive label with pos_label=")
    if a.dtype.kind not in "biuf" or a.dtype.itemsize > 8:
        raise TypeError(f"`{argument}` has dtype {a.dtype.name}; give booleans, 0/1, or name the positive label with pos_label=")
    return _engine_ready(a)


def _against(a: Array, argument: str, pos_label: Any, classes: set[Hashable]) -> Array:
    if np.ndim(pos_label) != 0:
        raise TypeError("`pos_label` must be a single label")
    missing = is_missing(a)
    known = a[~missing]
    positive = np.zeros(len(a), dtype=bool)
    equal = np.asarray(known == pos_label)
    positive[~missing] = equal if equal.ndim else False  # False alone: the types cannot be compared
    try:
        own = set(known.tolist())
    except TypeError:
        raise TypeError(f"`{argument}` holds objects that are no labels; give booleans, numbers or text") from None
    if len(own) > 2:
        raise ValueError(f"`{argument}` has more than two classes; this is a binary evaluation, so compare one class at a time")
    classes |= own
    if len(classes) > 2:
        raise ValueError(f"`{argument}` has a class that `y_true` does not have; use the same labels in both")
    if argument == "y_true" and len(known) and not positive.any():
        raise ValueError("`pos_label` does not occur in `y_true`; check its spelling and type")
    return np.where(missing, np.nan, positive.astype(np.float64)) if missing.any() else positive


def is_missing(a: Array) -> Mask:
    """None, NaN, NaT and NA; empty text is a value."""
    if a.dtype.kind == "f":
        return np.isnan(a)
    if a.dtype.kind in "mM":
        return np.isnat(a)
    if a.dtype.kind in "OT":
        return np.fromiter((_is_na(i) for i in a), dtype=bool, count=len(a))
    return np.zeros(len(a), dtype=bool)


def _is_na(i: Any) -> bool:
    if i is None or type(i).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(i, (float, np.floating)) and bool(np.isnan(i))


def identifiers(x: Any, argument: str) -> Array:
    """Units or strata as integers whose order is the identifiers' own: numerical, or by UTF-8 bytes."""
    a = as_array(x, argument)
    missing = is_missing(a)
    if missing.any():
        where = f"{int(np.count_nonzero(missing))} missing identifiers (first at row {int(np.argmax(missing))})"
        raise ValueError(f"`{argument}` has {where}; every row needs one, so leave those rows out")
    if a.dtype.kind in "iub":
        return _engine_ready(a)
    if a.dtype.kind == "f":
        wide = a.astype(np.float64)
        if np.all(wide == np.floor(wide)) and np.all(np.abs(wide) < 2**53):
            return wide.astype(np.int64)
        raise TypeError(f"`{argument}` holds fractions; give integer or text identifiers")
    if a.dtype.kind in "mM":
        return a.astype(np.int64)
    if a.dtype.kind not in "OUST":
        raise TypeError(f"`{argument}` has dtype {a.dtype.name}; give integer or text identifiers")
    values, codes = factorize(a, argument)
    kinds = {str if issubclass(type(v), str) else int if isinstance(v, (int, np.integer)) else type(v) for v in values}
    if len(kinds) > 1 or not kinds <= {str, bytes, int}:
        raise TypeError(f"`{argument}` mixes types, or has objects of another type; give integer or text identifiers")
    return codes


def factorize(a: Array, argument: str) -> tuple[list[Any], npt.NDArray[np.int64]]:
    """The distinct values in order (numbers by size, text by code points and so by UTF-8 bytes), and which of them each row has."""
    if a.dtype.kind not in "OT":
        values, inverse = np.unique(a, return_inverse=True)
        return [str(v) for v in values] if a.dtype.kind in "mM" else values.tolist(), inverse.reshape(-1).astype(np.int64)
    seen: dict[Any, int] = {}
    try:
        first = np.fromiter((seen.setdefault(i, len(seen)) for i in a), dtype=np.int64, count=len(a))
        order = sorted(seen)
    except TypeError:
        raise TypeError(f"`{argument}` has values that cannot be put in order; give text, numbers or a categorical") from None
    rank = np.empty(len(seen), dtype=np.int64)
    rank[[seen[v] for v in order]] = np.arange(len(seen))
    return order, rank[first]


def attribute(x: Any, argument: str) -> tuple[npt.NDArray[np.int32], list[str], Array]:
    """Codes and level names (numbers by size, text by UTF-8 bytes, categories in their own order), and the column as it was read."""
    categories = _categories(x)
    plain, mask = parts(x, argument)
    if plain.dtype.kind not in "biufOUSTmM":
        raise TypeError(f"`{argument}` has dtype {plain.dtype.name}; give text, numbers or a categorical")
    missing = is_missing(plain) if mask is None else is_missing(plain) | mask
    known = plain[~missing]
    if plain.dtype.kind == "O":
        kinds = {type(i) for i in known}
        if len(kinds) > 1 and not kinds <= {int, float, bool}:
            known = np.array([_text(i) for i in known], dtype=object)
    codes = np.full(len(plain), MISSING, dtype=np.int32)
    if categories is not None:
        number = {c: i for i, c in enumerate(categories)}
        codes[~missing] = [number[i] for i in known.tolist()]
        levels = categories
    else:
        levels, codes[~missing] = factorize(known, argument)
    return codes, [_text(v) for v in levels], _joined(plain, mask)


def _categories(x: Any) -> list[Any] | None:
    if _module(x) == "narwhals":
        x = x.to_native()
    dtype: Any = getattr(x, "dtype", None)
    is_ordered = _module(x) == "pandas" or type(dtype).__name__ == "Enum"  # polars' Categorical has no order of its own
    categories = getattr(dtype, "categories", None) if is_ordered else None
    return None if categories is None else list(categories)


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
    if a.dtype.kind in "OT":
        h.update(f"{name}\0object\0".encode())
        for item in a:
            text = str(item).encode("utf-8", "surrogatepass")
            h.update(b"\0" if _is_na(item) else b"\1" + len(text).to_bytes(8, "little") + text)
        return h.hexdigest()
    a = np.ascontiguousarray(a)
    if a.dtype.byteorder == ">" or (a.dtype.byteorder == "=" and sys.byteorder == "big"):
        a = a.astype(a.dtype.newbyteorder("<"))
    h.update(f"{name}\0{a.dtype.newbyteorder('<').str}\0".encode())
    h.update(a.view(np.uint8).data if a.size else b"")
    return h.hexdigest()
