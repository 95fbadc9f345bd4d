# SPDX-License-Identifier: Apache-2.0
"""The input matrix: dtype, layout and container of every column give the same bits as the plain copy, or a documented error."""

from __future__ import annotations

import array
import datetime
import decimal
import fractions
import types
import uuid
from collections.abc import Callable
from typing import Any

import clinmetrics as cm
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import scipy.sparse

N = 26
Y = np.array([0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1])
S = np.array([3, 9, 1, 12, 4, 4, 0, 8, 7, 2, 5, 5, 11, 6, 10, 1, 3, 9, 2, 0, 12, 8, 4, 7, 5, 6])
# the plain copy of each column; small whole numbers, so that every dtype can hold them
PLAIN = {
    "y_true": Y,
    "y_score": S,
    "y_pred": (S > 4).astype(np.int64),
    "sample_weight": np.arange(N) % 4,
    "unit": np.arange(N) // 2 + 1,
    "strata": np.arange(N) // 10,
    "groups": np.arange(N) % 3,
}
TWO_VALUED = {role: plain % 2 if plain.max() > 1 else plain for role, plain in PLAIN.items()}
TWO_VALUED["unit"] = PLAIN["unit"]
ROLES = list(PLAIN)


def rows_of(role: str, column: Any, data: Any = None) -> list[dict[str, Any]]:
    """The result's rows with `column` in that role and plain columns elsewhere."""
    given: dict[str, Any] = {"y_true": Y, "y_score": S, role: column}
    metrics = ["auroc", "average_precision"]
    if role == "y_pred":
        del given["y_score"]
        metrics = ["mcc", "f1", "ppv"]
    if role == "groups" and data is None:
        given["groups"] = column if isinstance(column, dict) and "site" in column else {"site": column}
    result = cm.evaluate(data, **given, metrics=metrics, n_resamples=50, min_group_size=1)
    rows = result.to_json_dict()["rows"]
    for row in rows:  # how a model or a level is called is not what is compared
        row["model"], row["attribute"], row["group"] = "", "", len(row["group"])
    return rows


def expect_same(role: str, column: Any, plain: np.ndarray, data: Any = None) -> None:
    assert rows_of(role, column, data) == rows_of(role, np.array(plain, dtype=np.int64))


# --- dtypes -------------------------------------------------------------------------------------------------------------------------------

DTYPES = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", ">f2", ">f4", ">f8", ">i2", ">i4", ">i8", ">u2", ">u4", ">u8"]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("role", ROLES)
def test_dtype(role: str, dtype: str) -> None:
    expect_same(role, PLAIN[role].astype(dtype), PLAIN[role])


@pytest.mark.parametrize("role", [r for r in ROLES if r != "unit"])
def test_booleans(role: str) -> None:
    expect_same(role, TWO_VALUED[role].astype(bool), TWO_VALUED[role])


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_fractions_are_compared_as_they_are(dtype: str) -> None:
    """A narrow score is widened exactly: its own values decide ties, not those that it was rounded from."""
    score = (S / 13).astype(dtype)
    assert rows_of("y_score", score) == rows_of("y_score", score.astype(np.float64))


def test_integers_beyond_doubles_are_not_ties() -> None:
    close = np.array([2**60 + 1, 2**60, 2**60 + 2, 2**60 + 3])
    assert float(cm.auroc([0, 1, 0, 1], close, ci=None)) == 0.5
    assert float(cm.auroc([0, 1, 0, 1], close.astype(np.uint64) + np.uint64(2**63), ci=None)) == 0.5


# --- layouts ------------------------------------------------------------------------------------------------------------------------------


def strided(a: np.ndarray) -> np.ndarray:
    wide = np.full(3 * len(a), 77, dtype=a.dtype)
    wide[1::3] = a
    return wide[1::3]


def negative(a: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(a[::-1])[::-1]


def column_of(order: str) -> Callable[[np.ndarray], np.ndarray]:
    def make(a: np.ndarray) -> np.ndarray:
        table = np.full((len(a), 3), 77, dtype=a.dtype, order=order)  # type: ignore[call-overload]
        table[:, 1] = a
        return table[:, 1]

    return make


def packed(a: np.ndarray) -> np.ndarray:
    """From a structured array without padding: no element lies where its type wants it."""
    rows = np.zeros(len(a), dtype=[("flag", "i1"), ("item", a.dtype)])
    rows["item"] = a
    return rows["item"]


def read_only(a: np.ndarray) -> np.ndarray:
    b = a.copy()
    b.flags.writeable = False
    return b


LAYOUTS: dict[str, Callable[[np.ndarray], Any]] = {
    "contiguous": np.ascontiguousarray,
    "strided": strided,
    "negative": negative,
    "fortran_column": column_of("F"),
    "c_column": column_of("C"),
    "packed": packed,
    "read_only": read_only,
    "masked_nowhere": lambda a: np.ma.masked_array(a, mask=np.zeros(len(a), dtype=bool)),
    "unmasked": np.ma.masked_array,
    "column_vector": lambda a: a.reshape(-1, 1),
    "matrix": lambda a: a.reshape(-1, 1).view(np.matrix),
    "subclass": lambda a: a.view(np.recarray),
}


@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
@pytest.mark.parametrize("layout", list(LAYOUTS))
@pytest.mark.parametrize("role", ROLES)
def test_layout(role: str, layout: str) -> None:
    expect_same(role, LAYOUTS[layout](PLAIN[role].astype(np.int32)), PLAIN[role])


@pytest.mark.parametrize("layout", ["strided", "negative", "fortran_column", "packed"])
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", ">f8", "i1", "u8", "?"])
def test_layout_of_dtype(dtype: str, layout: str) -> None:
    plain = TWO_VALUED["y_score"] if dtype == "?" else S
    expect_same("y_score", LAYOUTS[layout](plain.astype(dtype)), plain)


# --- containers ---------------------------------------------------------------------------------------------------------------------------


class OnlyArray:
    """As a torch tensor: NumPy's own gate and nothing else."""

    def __init__(self, a: np.ndarray) -> None:
        self._a = a

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return self._a if dtype is None else self._a.astype(dtype)


class OnlyDlpack:
    def __init__(self, a: np.ndarray) -> None:
        self._a = a

    def __dlpack__(self, **given: Any) -> Any:
        return self._a.__dlpack__(**given)

    def __dlpack_device__(self) -> Any:
        return self._a.__dlpack_device__()


class OnlyInterface:
    def __init__(self, a: np.ndarray) -> None:
        self.__array_interface__ = a.__array_interface__
        self._a = a


CONTAINERS: dict[str, Callable[[np.ndarray], Any]] = {
    "list": lambda a: a.tolist(),
    "list_of_numpy": list,
    "list_of_floats": lambda a: [float(i) for i in a],
    "tuple": lambda a: tuple(a.tolist()),
    "generator": lambda a: (i for i in a.tolist()),
    "memoryview": memoryview,
    "array.array": lambda a: array.array("q", a.tolist()),
    "bytearray": lambda a: bytearray(a.astype(np.uint8).tobytes()),
    "__array__": OnlyArray,
    "__dlpack__": OnlyDlpack,
    "__array_interface__": OnlyInterface,
    "pandas": pd.Series,
    "pandas_other_index": lambda a: pd.Series(a, index=np.arange(len(a))[::-1]),
    "pandas_Int64": lambda a: pd.Series(a, dtype="Int64"),
    "pandas_Float32": lambda a: pd.Series(a, dtype="Float32"),
    "pandas_arrow": lambda a: pd.Series(a, dtype=pd.ArrowDtype(pa.int16())),
    "pandas_arrow_double": lambda a: pd.Series(a, dtype=pd.ArrowDtype(pa.float64())),
    "pandas_sparse": lambda a: pd.Series(pd.arrays.SparseArray(a)),
    "pandas_index": pd.Index,
    "pandas_array": lambda a: pd.array(a, dtype="UInt8"),
    "pandas_frame_of_one": lambda a: pd.DataFrame({"x": a}),
    "polars": pl.Series,
    "polars_chunks": lambda a: pl.concat([pl.Series(a[:9]), pl.Series(a[9:])], rechunk=False),
    "polars_frame_of_one": lambda a: pl.DataFrame({"x": a}),
    "pyarrow": pa.array,
    "pyarrow_sliced": lambda a: pa.array(np.concatenate([[77], a, [77]])).slice(1, len(a)),
    "pyarrow_chunked": lambda a: pa.chunked_array([a[:5], a[5:5], a[5:]]),
    "pyarrow_dictionary": lambda a: pa.array(a).dictionary_encode(),
    "pyarrow_float": lambda a: pa.array(a.astype(np.float32)),
    "pyarrow_table_of_one": lambda a: pa.table({"x": a}),
    "object": lambda a: a.astype(object),
    "object_floats": lambda a: a.astype(float).astype(object),
    "list_of_decimals": lambda a: [decimal.Decimal(int(i)) for i in a],
    "list_of_fractions": lambda a: [fractions.Fraction(int(i)) for i in a],
    "object_numpy_scalars": lambda a: np.array([np.int16(i) for i in a], dtype=object),
    "list_of_0d_arrays": lambda a: [np.array(i) for i in a],
    "list_of_rows": lambda a: [[int(i)] for i in a],
    "pandas_object": lambda a: pd.Series(a.tolist(), dtype=object),
    "pandas_category": lambda a: pd.Series(a, dtype="category"),
    "pandas_category_of_floats": lambda a: pd.Series(a.astype(float), dtype="category"),
    "pandas_sparse_float": lambda a: pd.Series(pd.arrays.SparseArray(a.astype(float), fill_value=0.0)),
    "pandas_sparse_array": lambda a: pd.arrays.SparseArray(a),
    "pandas_arrow_decimal": lambda a: pd.Series([decimal.Decimal(int(i)) for i in a], dtype=pd.ArrowDtype(pa.decimal128(9, 2))),
    "pandas_Series_subclass": lambda a: type("Mine", (pd.Series,), {})(a),
    "polars_decimal": lambda a: pl.Series([decimal.Decimal(int(i)) for i in a]),
    "pyarrow_decimal": lambda a: pa.array([decimal.Decimal(int(i)) for i in a], pa.decimal128(9, 2)),
    "pyarrow_decimal256": lambda a: pa.array([decimal.Decimal(int(i)) for i in a], pa.decimal256(40, 3)),
    "pyarrow_batch_of_one": lambda a: pa.record_batch({"x": a}),
    "scipy_sparse_column": lambda a: scipy.sparse.csr_matrix(a.reshape(-1, 1)),
    "narwhals_pandas": lambda a: nw.from_native(pd.Series(a), series_only=True),
    "narwhals_polars": lambda a: nw.from_native(pl.Series(a), series_only=True),
    "narwhals_pyarrow": lambda a: nw.from_native(pa.chunked_array([a]), series_only=True),
}


@pytest.mark.parametrize("container", list(CONTAINERS))
@pytest.mark.parametrize("role", ROLES)
def test_container(role: str, container: str) -> None:
    expect_same(role, CONTAINERS[container](PLAIN[role]), PLAIN[role])


BOOLEAN_CONTAINERS: dict[str, Callable[[np.ndarray], Any]] = {
    "list": lambda a: a.tolist(),
    "pandas_boolean": lambda a: pd.Series(a, dtype="boolean"),
    "pandas_object": lambda a: pd.Series(a.tolist(), dtype=object),
    "pandas_arrow": lambda a: pd.Series(a, dtype=pd.ArrowDtype(pa.bool_())),
    "polars": pl.Series,
    "pyarrow": pa.array,
}


@pytest.mark.parametrize("container", list(BOOLEAN_CONTAINERS))
@pytest.mark.parametrize("role", ["y_true", "y_pred", "groups"])
def test_boolean_container(role: str, container: str) -> None:
    plain = TWO_VALUED[role]
    expect_same(role, BOOLEAN_CONTAINERS[container](plain.astype(bool)), plain)


FRAMES: dict[str, Callable[[dict[str, np.ndarray]], Any]] = {
    "mapping": dict,
    "mapping_proxy": types.MappingProxyType,
    "pandas": pd.DataFrame,
    "pandas_arrow": lambda d: pd.DataFrame(d).convert_dtypes(dtype_backend="pyarrow"),
    "pandas_nullable": lambda d: pd.DataFrame(d).convert_dtypes(),
    "pandas_subclass": type("Mine", (pd.DataFrame,), {}),
    "polars": pl.DataFrame,
    "pyarrow": pa.table,
    "pyarrow_batch": pa.record_batch,
    "narwhals_pandas": lambda d: nw.from_native(pd.DataFrame(d)),
    "narwhals_polars": lambda d: nw.from_native(pl.DataFrame(d)),
}


@pytest.mark.parametrize("frame", list(FRAMES))
@pytest.mark.parametrize("role", ROLES)
def test_column_of_a_frame(role: str, frame: str) -> None:
    data = FRAMES[frame]({"other": S[::-1].copy(), "a column": PLAIN[role]})
    expect_same(role, "a column", PLAIN[role], data)


@pytest.mark.parametrize("frame", list(FRAMES))
def test_all_columns_of_a_frame_at_once(frame: str) -> None:
    names = {
        "y_true": "y_true",
        "y_score": "y_score",
        "unit": "unit",
        "strata": "strata",
        "sample_weight": "sample_weight",
        "groups": ["groups"],
    }
    columns = {**PLAIN, "unit": np.arange(N) // 2, "strata": np.arange(N) // 14}
    got = cm.evaluate(FRAMES[frame](columns), **names, metrics="auroc", min_group_size=1)
    want = cm.evaluate(columns, **names, metrics="auroc", min_group_size=1)
    assert got.to_json_dict()["rows"] == want.to_json_dict()["rows"]
    assert got.provenance["input_sha256"] == want.provenance["input_sha256"]


# --- text identifiers, levels and labels -----------------------------------------------------------------------------------------------------

TEXT = ["zeta", "alpha", "Ümit", "beta", "alpha", "", "Zoë", "𝔸", "beta", "alpha\0"] * 3
TEXT_CONTAINERS: dict[str, Callable[[list[str]], Any]] = {
    "list": list,
    "tuple": tuple,
    "numpy_object": lambda t: np.array(t, dtype=object),
    "numpy_stringdtype": lambda t: np.array(t, dtype=np.dtypes.StringDType()),
    "pandas": pd.Series,
    "pandas_object": lambda t: pd.Series(t, dtype=object),
    "pandas_category": lambda t: pd.Series(pd.Categorical(t, categories=sorted(set(t)))),
    "pandas_arrow": lambda t: pd.Series(t, dtype=pd.ArrowDtype(pa.string())),
    "polars": pl.Series,
    "polars_categorical": lambda t: pl.Series(t, dtype=pl.Categorical),
    "polars_enum": lambda t: pl.Series(t, dtype=pl.Enum(sorted(set(t)))),
    "pyarrow": pa.array,
    "pyarrow_large": lambda t: pa.array(t, pa.large_string()),
    "pyarrow_dictionary": lambda t: pa.array(t).dictionary_encode(),
    "narwhals": lambda t: nw.from_native(pl.Series(t), series_only=True),
}


@pytest.mark.parametrize("container", list(TEXT_CONTAINERS))
@pytest.mark.parametrize("role", ["unit", "groups"])
def test_text(role: str, container: str) -> None:
    """Text is numbered by its UTF-8 bytes, and a trailing NUL is part of it."""
    number = {t: i for i, t in enumerate(sorted(set(TEXT), key=lambda t: t.encode()))}
    text = TEXT[:N]
    expect_same(role, TEXT_CONTAINERS[container](text), np.array([number[t] for t in text]))
    if role == "groups":
        result = cm.evaluate(
            y_true=Y, y_score=S, metrics="auroc", ci=None, groups={"g": TEXT_CONTAINERS[container](text)}, min_group_size=1
        )
        assert [e.group for e in result][1:] == [(t,) for t in sorted(set(text), key=lambda t: t.encode())]


ORDERED_IDENTIFIERS: dict[str, Callable[[int], Any]] = {
    "date": lambda i: datetime.date(2020, 1, 1) + datetime.timedelta(days=i),
    "timestamp": lambda i: datetime.datetime(2020, 1, 1, 10, 30) + datetime.timedelta(hours=i),
    "aware": lambda i: datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(days=i),
    "time": lambda i: datetime.time(i // 2, 30 * (i % 2)),
    "timedelta": lambda i: datetime.timedelta(days=i),
    "uuid": lambda i: uuid.UUID(int=i),
    "decimal": decimal.Decimal,
    "beyond_64_bits": lambda i: 2**70 + i,
    "bytes": lambda i: f"{i:02}".encode(),
}


@pytest.mark.parametrize("kind", list(ORDERED_IDENTIFIERS))
@pytest.mark.parametrize("how", ["list", "object", "pandas", "polars", "pyarrow", "category"])
@pytest.mark.parametrize("role", ["unit", "strata", "groups"])
def test_identifiers_of_other_kinds(role: str, how: str, kind: str) -> None:
    """Dates and the like stand for units, strata and groups, in their own order."""
    values = [ORDERED_IDENTIFIERS[kind](int(i)) for i in PLAIN[role]]
    if how in ("polars", "pyarrow") and kind in ("uuid", "beyond_64_bits"):
        pytest.skip("no type of this library holds it")
    make: Any = {
        "list": list, "object": lambda v: np.array(v, dtype=object), "pandas": pd.Series, "polars": pl.Series, "pyarrow": pa.array,
        "category": lambda v: pd.Series(pd.Categorical(v)),
    }[how]  # fmt: skip
    expect_same(role, make(values), PLAIN[role])


@pytest.mark.parametrize("unit", ["D", "s", "ms", "us", "ns"])
@pytest.mark.parametrize("role", ["unit", "strata", "groups"])
def test_datetime64_identifiers(role: str, unit: str) -> None:
    days = np.datetime64("2020-01-01") + PLAIN[role].astype("m8[D]")
    for column in (days.astype(f"M8[{unit}]"), pd.Series(days.astype(f"M8[{unit}]"))):
        expect_same(role, column, PLAIN[role])


@pytest.mark.parametrize("container", list(TEXT_CONTAINERS))
@pytest.mark.parametrize("role", ["y_true", "y_pred"])
def test_text_labels(role: str, container: str) -> None:
    words = ["dead" if i else "alive" for i in PLAIN[role]]
    other = ["dead" if i else "alive" for i in Y]
    column = TEXT_CONTAINERS[container](words)
    if role == "y_true":
        got = cm.auroc(column, S, pos_label="dead")
        want = cm.auroc(Y, S)
    else:
        got = cm.mcc(other, column, pos_label="dead")
        want = cm.mcc(Y, PLAIN["y_pred"])
    assert got == want


@pytest.mark.parametrize(
    ("labels", "pos_label"),
    [
        ([-1, 1, -1, 1], 1), ([2, 1, 2, 1], 1), ([1.5, 0.5, 1.5, 0.5], 0.5), ([True, False, True, False], False),
        (np.array([b"n", b"y", b"n", b"y"]), b"y"), (["0", "1", "0", "1"], "1"),
        ([datetime.date(2020, 1, 1), datetime.date(2021, 1, 1)] * 2, datetime.date(2021, 1, 1)),
    ],
)  # fmt: skip
def test_pos_label(labels: Any, pos_label: Any) -> None:
    assert float(cm.auroc(labels, [0.1, 0.8, 0.3, 0.2], pos_label=pos_label, ci=None)) == 0.75


@pytest.mark.parametrize(
    ("values", "levels"),
    [
        ([3, 1, 2] * 4, ["1", "2", "3"]),
        ([10, 9, None] * 4, ["9", "10", None]),
        ([True, None, False] * 4, ["False", "True", None]),
        ([0.5, 0.25, None] * 4, ["0.25", "0.5", None]),
        (["b", "", None] * 4, ["", "b", None]),
        (["(missing)", None, "a*b"] * 4, ["(missing)", "a*b", None]),
        ([datetime.date(2021, 5, 1), datetime.date(2020, 5, 1), None] * 4, ["2020-05-01", "2021-05-01", None]),
        ([2**60 + 1, 2**60, None] * 4, [str(2**60), str(2**60 + 1), None]),
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("how", ["list", "object", "pandas", "polars", "pyarrow", "narwhals"])
def test_levels_are_named_alike_with_and_without_missing(values: list[Any], levels: list[Any], how: str) -> None:
    make: Any = {
        "list": list,
        "object": lambda v: np.array(v, dtype=object),
        "pandas": lambda v: pd.Series(v, dtype="Int64" if isinstance(v[0], int) and not isinstance(v[0], bool) else object),
        "polars": pl.Series,
        "pyarrow": pa.array,
        "narwhals": lambda v: nw.from_native(pl.Series(v), series_only=True),
    }[how]
    groups = {"with": make(values), "without": make([v if v is not None else values[0] for v in values])}
    result = cm.evaluate(y_true=[0, 1] * 6, y_score=np.arange(12), metrics="auroc", ci=None, groups=groups, min_group_size=1)
    assert [e.group[0] for e in result.where(attribute="with")] == levels
    assert [e.group[0] for e in result.where(attribute="without")] == [t for t in levels if t is not None]


def test_categories_keep_their_own_order() -> None:
    bands = ["65+", "under 40", "40-64"] * 4
    order = ["under 40", "40-64", "65+", "nobody"]
    for column in (pd.Series(pd.Categorical(bands, order)), pl.Series(bands, dtype=pl.Enum(order))):
        result = cm.evaluate(y_true=[0, 1] * 6, y_score=np.arange(12), metrics="auroc", ci=None, groups={"age": column}, min_group_size=1)
        assert [e.group[0] for e in result.where(attribute="age")] == order[:3]


# --- missing entries --------------------------------------------------------------------------------------------------------------------------

HOLES = np.isin(np.arange(N), [4, 11])
WITH_HOLES: dict[str, Callable[[np.ndarray], Any]] = {
    "nan": lambda a: np.where(HOLES, np.nan, a.astype(float)),
    "float16_nan": lambda a: np.where(HOLES, np.nan, a).astype(np.float16),
    "masked": lambda a: np.ma.masked_array(a, mask=HOLES),
    "masked_float": lambda a: np.ma.masked_array(a.astype(float), mask=HOLES),
    "masked_bytes": lambda a: np.ma.masked_array(a.astype(np.int8), mask=HOLES),
    "list_of_none": lambda a: [None if hole else int(i) for i, hole in zip(a, HOLES)],
    "list_of_nan": lambda a: [float("nan") if hole else int(i) for i, hole in zip(a, HOLES)],
    "pandas_Int64": lambda a: pd.Series(a, dtype="Int64").mask(HOLES),
    "pandas_Float64": lambda a: pd.Series(a, dtype="Float64").mask(HOLES),
    "pandas_arrow": lambda a: pd.Series(a, dtype=pd.ArrowDtype(pa.int64())).mask(HOLES),
    "polars": lambda a: pl.Series([None if hole else int(i) for i, hole in zip(a, HOLES)]),
    "pyarrow": lambda a: pa.array(a, mask=HOLES),
    "pyarrow_double": lambda a: pa.array(a.astype(float), mask=HOLES),
    "object_none": lambda a: np.array([None if hole else int(i) for i, hole in zip(a, HOLES)], dtype=object),
    "object_nan": lambda a: np.array([np.nan if hole else int(i) for i, hole in zip(a, HOLES)], dtype=object),
    "object_NA": lambda a: pd.Series([pd.NA if hole else int(i) for i, hole in zip(a, HOLES)], dtype=object),
    "list_of_decimals": lambda a: [None if hole else decimal.Decimal(int(i)) for i, hole in zip(a, HOLES)],
    "polars_decimal": lambda a: pl.Series([None if hole else decimal.Decimal(int(i)) for i, hole in zip(a, HOLES)]),
    "pyarrow_decimal": lambda a: pa.array([None if hole else decimal.Decimal(int(i)) for i, hole in zip(a, HOLES)]),
    "pandas_category": lambda a: pd.Series(a, dtype="Int64").mask(HOLES).astype("category"),
    "pandas_category_of_floats": lambda a: pd.Series(np.where(HOLES, np.nan, a)).astype("category"),
    "pandas_sparse": lambda a: pd.Series(pd.arrays.SparseArray(np.where(HOLES, np.nan, a))),
    "masked_object": lambda a: np.ma.masked_array(a.astype(object), mask=HOLES),
}


@pytest.mark.parametrize("how", list(WITH_HOLES))
@pytest.mark.parametrize("role", ["y_true", "y_score", "y_pred", "sample_weight"])
def test_missing_numbers(role: str, how: str) -> None:
    column = WITH_HOLES[how](PLAIN[role])
    with pytest.raises(ValueError, match=rf"`{role}` has NaN in 2 rows \(first at row 4\); drop them or pass nan_policy='drop'"):
        rows_of(role, column)
    given: dict[str, Any] = {"y_true": Y, "y_score": S, "sample_weight": PLAIN["sample_weight"]}
    metrics = ["auroc"]
    if role == "y_pred":
        del given["y_score"]
        given["y_pred"], metrics = PLAIN["y_pred"], ["f1"]
    got = cm.evaluate(**{**given, role: column}, metrics=metrics, nan_policy="drop")
    want = cm.evaluate(**{k: v[~HOLES] for k, v in given.items()}, metrics=metrics)
    assert got.to_json_dict()["rows"] == want.to_json_dict()["rows"]
    assert (got.provenance["n_rows_received"], got.provenance["n_dropped"]) == (N, 2)


@pytest.mark.parametrize("how", list(WITH_HOLES))
def test_missing_groups_are_a_group(how: str) -> None:
    result = cm.evaluate(y_true=Y, y_score=S, metrics="auroc", ci=None, groups={"site": WITH_HOLES[how](PLAIN["groups"])}, min_group_size=1)
    sites = result.where(attribute="site")
    assert [e.group[0] for e in sites][-1] is None
    assert [e.n for e in sites] == [int(np.sum((PLAIN["groups"] == k) & ~HOLES)) for k in range(3)] + [2]


@pytest.mark.parametrize("how", list(WITH_HOLES))
@pytest.mark.parametrize("role", ["unit", "strata"])
def test_missing_identifiers_are_refused(role: str, how: str) -> None:
    with pytest.raises(ValueError, match=rf"`{role}` has 2 missing identifiers \(first at row 4\)"):
        rows_of(role, WITH_HOLES[how](PLAIN[role]))


# --- documented errors ------------------------------------------------------------------------------------------------------------------------


class Broken:
    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        raise RuntimeError("it requires grad")


REFUSED: dict[str, tuple[Any, str]] = {
    "0-d": (np.array(1.0), "has 0 dimensions"),
    "2-d": (np.zeros((N, 2)), r"has 2 dimensions: two columns, .*take the column of the positive class, \[:, 1\]"),
    "2-d list": ([[0.25, 0.75]] * N, r"has 2 dimensions: two columns, .*\[:, 1\]"),
    "3 columns": (np.zeros((N, 3)), "has 2 dimensions; give one entry per row"),
    "row vector": (np.zeros((1, N)), "has 2 dimensions, a single row of 26 columns; give one entry per row"),
    "row of a list": ([[0] * N], "has 2 dimensions, a single row of 26 columns"),
    "masked row vector": (np.ma.zeros((1, N)), "has 2 dimensions, a single row of 26 columns"),
    "3-d": (np.zeros((N, 1, 1)), "has 3 dimensions"),
    "scalar": (3.5, "cannot be read as an array"),
    "text": ("y", "names a column, but `data` is missing"),
    "bytes": (b"abc", "is a single text"),
    "set": ({1, 2, 3}, "is a set"),
    "dict": ({"a": 1}, "is a dict|1"),
    "broken": (Broken(), "cannot be read as an array"),
    "function": (len, "cannot be read as an array"),
    "ragged": ([[1, 2], [3]], "cannot be read as an array"),
    "complex": (np.ones(N, dtype=complex), "has dtype complex128"),
    "structured": (np.zeros(N, dtype=[("a", "i4")]), "has dtype"),
    "two_columns": (pd.DataFrame({"a": Y, "b": S}), "is a dataframe of 2 columns"),
    "two_columns_polars": (pl.DataFrame({"a": Y, "b": S}), "is a dataframe of 2 columns"),
    "two_columns_arrow": (pa.table({"a": Y, "b": S}), "is a dataframe of 2 columns"),
}


@pytest.mark.parametrize(
    ("role", "what"), [(r, w) for r in ROLES for w in REFUSED if w != "dict" or r not in ("y_score", "y_pred")]  # those are models by name
)  # fmt: skip
def test_refused(role: str, what: str) -> None:
    column, text = REFUSED[what]
    argument = "site" if role == "groups" and what != "text" else role
    if role == "groups" and what == "text":
        column = {"site": column}
    with pytest.raises((TypeError, ValueError), match=f"`{argument}` ({text})"):
        rows_of(role, column)


NOT_NUMBERS: dict[str, Any] = {
    "text": ["0.5"] * N,
    "text_among_numbers": [0.5, "0.5"] * (N // 2),
    "object_text": np.array(["0.5"] * N, dtype=object),
    "date": [datetime.date(2020, 1, 1)] * N,
    "arrow_date": pa.array([datetime.date(2020, 1, 1)] * N),
    "lists": np.array([[1], [1, 2]] * (N // 2), dtype=object),
    "beyond_doubles": [2**60 + 1, 0.5] * (N // 2),
    "datetime": np.zeros(N, dtype="M8[s]"),
    "timedelta": np.zeros(N, dtype="m8[s]"),
    "longdouble": np.zeros(N, dtype=np.longdouble),
    "category": pd.Series(pd.Categorical(["low", "high"] * (N // 2))),
    "too_large": [2**70] * N,
}


@pytest.mark.parametrize("what", list(NOT_NUMBERS))
@pytest.mark.parametrize("role", ["y_score", "sample_weight"])
def test_columns_that_are_no_numbers(role: str, what: str) -> None:
    """Nothing is parsed, rounded or unwrapped silently."""
    column = NOT_NUMBERS[what]
    with pytest.raises((TypeError, ValueError), match=f"`{role}` has dtype|`{role}` names a column"):
        rows_of(role, column)


@pytest.mark.parametrize(
    ("what", "column", "text"),
    [
        ("text", ["yes", "no"] * 13, r"name the positive label with pos_label=, or both with labels=\(negative, positive\)"),
        ("text_among_numbers", [1, "0"] * 13, "holds text and whole numbers; name the positive label with pos_label="),
        ("minus_one_and_two", [-1, 2] * 13, r"values other than -1 and 1 in 13 rows \(first at row 1\)|use the same labels in both"),
        ("minus_one_and_0", [-1, 0] * 13, "neither 0 nor 1|use the same labels in both"),
        ("fractions", [0.0, 0.5] * 13, "neither 0 nor 1|numbers other than 0 and 1"),
        ("twos", [0, 2] * 13, "neither 0 nor 1"),
        ("infinite", [0.0, np.inf] * 13, "neither 0 nor 1"),
        ("datetime", np.zeros(N, dtype="M8[s]"), "has dtype datetime64"),
    ],
    ids=lambda x: x if isinstance(x, str) and " " not in x else "",
)
@pytest.mark.parametrize("role", ["y_true", "y_pred"])
def test_columns_that_are_no_labels(role: str, what: str, column: Any, text: str) -> None:
    with pytest.raises((TypeError, ValueError), match=f"`{role}` .*{text}"):
        rows_of(role, column)


@pytest.mark.parametrize(
    "column", [[0.5] * N, [1, "a"] * 13, [(1, 2)] * N, [{}] * N, [np.inf] * N, [1e300] * N, [b"a", "a"] * 13],
    ids=["fractions", "mixed", "tuples", "dicts", "infinite", "large", "bytes_and_text"],
)  # fmt: skip
@pytest.mark.parametrize("role", ["unit", "strata"])
def test_columns_that_are_no_identifiers(role: str, column: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=f"`{role}` "):
        rows_of(role, column)


def test_classes_of_decisions_are_those_of_the_outcome() -> None:
    words = ["dead", "alive"] * 3
    with pytest.raises(TypeError, match="`y_pred` has a class that `y_true` does not have, since it holds whole numbers"):
        cm.mcc(words, [1, 0] * 3, pos_label="dead")
    with pytest.raises(ValueError, match="`y_pred` has a class that `y_true` does not have"):
        cm.evaluate(y_true=words, y_pred=["dead", "Alive"] * 3, pos_label="dead")
    with pytest.raises(ValueError, match="`y_pred` has more than two classes"):
        cm.evaluate(y_true=words, y_pred=["dead", "alive", "unknown"] * 2, pos_label="dead")
    with pytest.raises(ValueError, match="`pos_label` does not occur in `y_true`"):
        cm.evaluate(y_true=words, y_pred=words, pos_label="Dead")


@pytest.mark.parametrize("role", [r for r in ROLES if r != "y_true"])
def test_lengths_must_agree(role: str) -> None:
    name = "site" if role == "groups" else role
    with pytest.raises(ValueError, match=rf"`{name}` has {N - 1} rows and `y_true` has {N}"):
        rows_of(role, PLAIN[role][:-1])


def test_a_lazy_frame_is_refused() -> None:
    with pytest.raises(TypeError, match="`data` is lazy; collect it first"):
        cm.evaluate(pl.LazyFrame({"y": Y, "s": S}), y_true="y", y_score="s")
    with pytest.raises(TypeError, match="`y_true` is lazy; collect it first"):
        cm.auroc(pl.LazyFrame({"y": Y}), S)


DECIMALS = [decimal.Decimal(t) for t in ("0.1", "0.25", "0.3", "0.7", "0.123456789012345678", "1e-30")]


@pytest.mark.parametrize(
    "make",
    [
        list, lambda v: np.array(v, dtype=object), lambda v: pd.Series(v, dtype=object), lambda v: pa.array(v, pa.decimal128(38, 35)),
        lambda v: pd.Series(pa.array(v, pa.decimal128(38, 35)), dtype=pd.ArrowDtype(pa.decimal128(38, 35))), lambda v: [*v[:-1], 1e-30],
    ],
)  # fmt: skip
def test_decimals_are_the_nearest_doubles(make: Any) -> None:
    expected = [float(d) for d in DECIMALS]
    y = [0, 1, 0, 1, 0, 1]
    assert cm.brier(y, make(DECIMALS)) == cm.brier(y, expected)
    assert cm.accuracy(y, [0, 1, 1, 0, 0, 1], sample_weight=[*DECIMALS[:5], 1]) == cm.accuracy(
        y, [0, 1, 1, 0, 0, 1], sample_weight=[*expected[:5], 1.0]
    )


def test_nothing_that_was_given_is_changed() -> None:
    columns = {role: PLAIN[role].astype(float) for role in ROLES}
    before = {role: a.copy() for role, a in columns.items()}
    cm.evaluate(columns, y_true="y_true", y_score="y_score", unit="unit", sample_weight="sample_weight", groups="groups", n_resamples=100)
    for role in ROLES:
        np.testing.assert_array_equal(columns[role], before[role])
