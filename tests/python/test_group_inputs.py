# SPDX-License-Identifier: Apache-2.0
"""Every form of `groups` gives the groups of the plain mapping of names to arrays; bins; categories; names and levels that cannot be told apart."""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

N = 40
Y, S = np.arange(N) % 2, np.arange(N) * 7 % N / N
SEX = np.where(np.arange(N) % 3 == 0, "M", "F")
BAND = np.array(["65+", "under 40", "40-64"])[np.arange(N) // 2 % 3]
AGE = np.arange(N) * 2.0 + 10
DATA = {"y": Y, "s": S, "sex": SEX, "band": BAND, "age": AGE}


def groups_of(groups: Any, data: Any = None, **given: Any) -> list[tuple[Any, ...]]:
    columns = {"y_true": Y, "y_score": S} if data is None else {"y_true": "y", "y_score": "s"}
    result = cm.evaluate(data, **{**columns, "metrics": "auroc", "ci": None, "min_group_size": 1, **given}, groups=groups)
    return [(e.attribute, e.group, e.n, None if e.value != e.value else e.value) for e in result][1:]


def named(groups: Any, name: str) -> list[tuple[Any, ...]]:
    return [((name,), *rest) for _, *rest in groups_of(groups)]


# --- forms ----------------------------------------------------------------------------------------------------------------------------------

ARRAYS: dict[str, Callable[[np.ndarray], Any]] = {
    "numpy": np.asarray,
    "object": lambda a: a.astype(object),
    "column_vector": lambda a: a.reshape(-1, 1),
    "masked": np.ma.masked_array,
    "list": lambda a: a.tolist(),
    "tuple": lambda a: tuple(a.tolist()),
    "generator": lambda a: (i for i in a.tolist()),
    "pandas_unnamed": pd.Series,
    "pandas_array": lambda a: pd.array(a, dtype="string"),
    "categorical": pd.Categorical,
    "pandas_index": pd.Index,
    "polars_unnamed": lambda a: pl.Series(a.tolist()),
    "pyarrow": lambda a: pa.array(a.tolist()),
    "pyarrow_chunked": lambda a: pa.chunked_array([a[:7].tolist(), a[7:].tolist()]),
}


@pytest.mark.parametrize("how", list(ARRAYS))
def test_an_array_is_one_attribute(how: str) -> None:
    expected = named({"x": SEX}, "groups")
    assert groups_of(ARRAYS[how](SEX)) == expected
    if how not in ("list", "tuple"):  # there they are names
        assert groups_of(ARRAYS[how](SEX), DATA) == expected
        assert groups_of(ARRAYS[how](SEX), pd.DataFrame(DATA)) == expected


@pytest.mark.parametrize(
    "values", [np.arange(N) % 3, (np.arange(N) % 3).tolist(), memoryview(np.arange(N) % 3), (np.arange(N) % 3).astype(np.int8)]
)
def test_an_array_of_numbers_is_one_attribute(values: Any) -> None:
    expected = named({"x": np.arange(N) % 3}, "groups")
    assert groups_of(values) == groups_of(values, DATA) == expected


def test_a_named_series_has_its_name() -> None:
    expected = groups_of({"sex": SEX})
    frame = pd.DataFrame(DATA)
    for series in (pd.Series(SEX, name="sex"), pl.Series("sex", SEX.tolist()), frame["sex"], frame[["sex"]]):
        assert groups_of(series) == groups_of(series, frame) == groups_of([series]) == expected
    assert groups_of(frame["sex"], frame) == groups_of("sex", frame)
    assert groups_of(pd.Series(SEX, name=3)) == named({"x": SEX}, "groups")


def test_a_frame_gives_an_attribute_a_column() -> None:
    expected = groups_of({"sex": SEX, "band": BAND})
    columns = {"sex": SEX.tolist(), "band": BAND.tolist()}
    for frame in (pd.DataFrame(columns), pl.DataFrame(columns), pa.table(columns), pa.record_batch(columns)):
        assert groups_of(frame) == groups_of(frame, DATA) == expected
    assert groups_of([pd.Series(SEX, name="sex"), pd.Series(BAND, name="band")]) == expected
    assert groups_of(pd.DataFrame({0: SEX, 1: BAND})) == groups_of({"0": SEX, "1": BAND})


def test_columns_of_data_by_name() -> None:
    frame = pd.DataFrame(DATA)
    expected = groups_of({"sex": SEX, "band": BAND})
    for names in (["sex", "band"], ["sex", "band", "sex"], {"sex": "sex", "band": "band"}, frame.columns[2:4], ["sex", frame["band"]]):
        assert groups_of(names, frame) == expected
    assert groups_of("sex*band", frame) == groups_of(("sex", "band"), frame) == groups_of([("sex", "band")], frame)
    assert groups_of(["sex", "sex*band"], frame) == groups_of({"sex": "sex", ("sex", "band"): None}, frame)


def test_crosses_of_arrays() -> None:
    expected = groups_of(["sex", "band", "sex*band"], DATA)
    assert groups_of({"sex": SEX, "band": BAND, "sex*band": None}) == expected
    assert groups_of({"sex*band": None, "sex": SEX, "band": BAND}) == expected
    assert groups_of({"sex": SEX, "band": BAND, ("sex", "band"): None}) == expected
    assert groups_of({"sex": SEX, "sex*band": None}, DATA) == groups_of(["sex", "sex*band"], DATA)


@pytest.mark.parametrize(
    ("groups", "error", "text"),
    [
        (3, TypeError, "`groups` must hold column names"),
        ({1, 2}, TypeError, "`groups` must hold column names"),
        (2.5, TypeError, "`groups` must hold"),
        ("sex", ValueError, "`groups` names a column, but `data` is missing; pass the dataframe first, or pass an array"),
        (
            ["sex", "band"],
            ValueError,
            "`groups` has 2 entries and `y_true` has 40 rows; without `data`, .* pass the dataframe to name its columns",
        ),
        (SEX[:-1], ValueError, "`groups` has 39 rows and `y_true` has 40"),
        (np.stack([SEX, SEX], 1), ValueError, "`groups` has 2 dimensions; give a dataframe"),
        (np.stack([SEX, SEX]), ValueError, "`groups` has 2 dimensions; give a dataframe"),
        ({"sex": "sex"}, ValueError, "`groups` names a column, but `data`"),
        ({"sex": SEX, "sex*no": None}, KeyError, r"`groups` has the cross 'sex\*no', whose parts are neither"),
        ({"sex": None}, TypeError, "`groups` has None for 'sex'"),
        ({"sex": SEX, "sex*sex": None}, ValueError, "a cross that names the same attribute twice"),
        ({("a", "b"): SEX}, TypeError, "`groups` must hold"),
        ({"sex": {"a": 1}}, TypeError, "`sex` is a dict"),
        ({"sex": [["a"], ["b", "c"]] * 20}, TypeError, "`sex` "),
        ([SEX, SEX], TypeError, "`groups` must hold|`groups` "),
        (cm.bins(1), TypeError, "`groups` is bins without a column"),
        ({"age": cm.bins(1)}, ValueError, "`groups` gives bins for 'age' without its values"),
    ],
    ids=str,
)
def test_groups_that_cannot_be(groups: Any, error: type[Exception], text: str) -> None:
    with pytest.raises((error, ValueError) if isinstance(groups, list) else error, match=text):
        groups_of(groups)


# --- bins -----------------------------------------------------------------------------------------------------------------------------------

AGES = [17, 18, 39.5, 40, 64, 65, 90, None, 17.999, 0]
BANDS = ["<18", "18 to <40", "18 to <40", "40 to <65", "40 to <65", ">=65", ">=65", None, "<18", "<18"]


def ages(make: Callable[[list[Any]], Any], cuts: Any) -> list[Any]:
    column = make(AGES * 4)
    result = cm.evaluate(y_true=Y, y_score=S, metrics="auroc", ci=None, min_group_size=1, groups={"age": (column, cuts)})
    return [(e.group[0], e.n) for e in list(result)[1:]]


@pytest.mark.parametrize(
    "make",
    [
        list,
        lambda v: np.array(v, dtype=float),
        pd.Series,
        lambda v: pd.Series(v, dtype="Float64"),
        lambda v: pd.Series(v, dtype="category"),
        lambda v: pl.Series(v, dtype=pl.Float64),
        pa.array,
        lambda v: np.array(v, dtype=object),
        lambda v: [None if i is None else decimal.Decimal(str(i)) for i in v],
        lambda v: pa.array([None if i is None else decimal.Decimal(str(i)) for i in v]),
        lambda v: np.ma.masked_array([i or 0.0 for i in v], mask=[i is None for i in v]),
    ],
)
def test_bins_of_every_container(make: Any) -> None:
    levels = ["<18", "18 to <40", "40 to <65", ">=65", None]
    assert ages(make, cm.bins(18, 40, 65)) == [(level, 4 * BANDS.count(level)) for level in levels]


def test_bins_in_every_place() -> None:
    plain = ["<30" if a < 30 else ">=30" for a in AGE]
    expected = groups_of({"age": pd.Categorical(plain, ["<30", ">=30"])})
    for data in (DATA, pd.DataFrame(DATA), pl.DataFrame(DATA), pa.table({k: v.tolist() for k, v in DATA.items()})):
        assert groups_of({"age": cm.bins(30)}, data) == groups_of({"age": ("age", cm.bins(30))}, data) == expected
    assert groups_of({"age": (AGE, cm.bins(30))}) == groups_of({"age": (AGE, cm.bins([30.0]))}) == expected
    crossed = groups_of({"sex": SEX, "age": pd.Categorical(plain, ["<30", ">=30"]), "sex*age": None})
    assert groups_of({"sex": SEX, "age": (AGE, cm.bins(30)), "sex*age": None}) == crossed
    assert groups_of({"sex": "sex", "age": cm.bins(30), "sex*age": None}, DATA) == crossed
    assert (
        groups_of(["sex", {"age": cm.bins(30)}, "sex*age"], DATA)
        == groups_of(["sex", {"age": cm.bins(30)}, ("sex", "age")], DATA)
        == crossed
    )


def test_names_of_bins() -> None:
    assert cm.bins(18, 40, 65).levels == ["<18", "18 to <40", "40 to <65", ">=65"]
    assert cm.bins(0.5).levels == ["<0.5", ">=0.5"]
    assert cm.bins(-1, 0, 2.25).levels == ["<-1", "-1 to <0", "0 to <2.25", ">=2.25"]
    assert cm.bins(9, 10, 100).levels == ["<9", "9 to <10", "10 to <100", ">=100"]  # numeric order, not that of text
    assert (repr(cm.bins(18, 40.5)), cm.bins(18) == cm.bins(18.0), hash(cm.bins(18)) == hash(cm.bins([18]))) == (
        "bins(18, 40.5)",
        True,
        True,
    )
    assert cm.bins(np.array([1, 2])) == cm.bins(1, 2) == cm.bins(np.int8(1), np.float32(2))


@pytest.mark.parametrize(
    ("cuts", "error"),
    [
        ((2, 1), ValueError),
        ((1, 1), ValueError),
        ((np.nan,), ValueError),
        ((1, np.inf), ValueError),
        ((-np.inf, 1), ValueError),
        ((), TypeError),
        (([],), TypeError),
        (("18",), TypeError),
        ((True,), TypeError),
        ((None,), TypeError),
        (("18,40",), TypeError),
        (([1, "2"],), TypeError),
    ],
)
def test_cuts_that_cannot_be(cuts: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="`bins` "):
        cm.bins(*cuts)


@pytest.mark.parametrize("column", [SEX, np.zeros(N, dtype="M8[D]"), [b"a"] * N, [True, "a"] * 20], ids=["text", "dates", "bytes", "mixed"])
def test_bins_need_numbers(column: Any) -> None:
    with pytest.raises(TypeError, match=r"`age` has dtype .*; give"):
        groups_of({"age": (column, cm.bins(18))})


# --- many levels ----------------------------------------------------------------------------------------------------------------------------

MANY: dict[str, Callable[[int], Any]] = {
    "int": lambda n: np.arange(n),
    "int8": lambda n: np.arange(n).astype(np.int8),
    "float": lambda n: np.arange(n) / 7,
    "list": lambda n: list(range(n)),
    "with_missing": lambda n: [None, *range(n)][: n + 1],
    "Int64": lambda n: pd.Series(range(n), dtype="Int64"),
    "polars": lambda n: pl.Series(range(n)),
    "arrow": lambda n: pa.array(range(n)),
    "decimal": lambda n: [decimal.Decimal(i) for i in range(n)],
    "object": lambda n: np.array(list(range(n)), dtype=object),
}


@pytest.mark.parametrize("how", list(MANY))
def test_more_than_50_numbers_need_bins(how: str) -> None:
    def call(n: int) -> cm.Result:
        column = MANY[how](n)
        m = len(column)
        return cm.evaluate(y_true=np.arange(m) % 2, y_score=np.arange(m), groups={"Age": column}, metrics="auroc", ci=None)

    assert len(call(50)) == 51 + (how == "with_missing")
    with pytest.raises(
        ValueError, match=r"`Age` is a numeric column of 51 levels, more than 50; give bins, as in groups=\{'Age': cm.bins\(18, 40, 65\)\}"
    ):
        call(51)


@pytest.mark.parametrize(
    "column",
    [
        np.arange(60).astype(str),
        pd.Series(range(60), dtype="category"),
        pd.date_range("2020", periods=60),
        [f"site {i}" for i in range(60)],
        pl.Series([str(i) for i in range(60)], dtype=pl.Enum([str(i) for i in range(60)])),
        [uuid.UUID(int=i) for i in range(60)],
    ],
    ids=["text", "category", "dates", "names", "enum", "uuid"],
)
def test_more_than_50_names_are_groups(column: Any) -> None:
    assert len(cm.evaluate(y_true=np.arange(60) % 2, y_score=np.arange(60), groups={"site": column}, metrics="auroc", ci=None)) == 61


# --- categories and their order -------------------------------------------------------------------------------------------------------------

ORDER = ["under 40", "40-64", "65+", "nobody"]


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize(
    "how",
    ["pandas", "categorical", "index", "arrow", "arrow_chunked", "table", "batch", "parquet", "parquet_row_groups", "narwhals", "enum"],
)
def test_categories_keep_their_order(how: str, ordered: bool, tmp_path: Path) -> None:
    import narwhals as nw

    values = pd.Categorical(BAND, ORDER, ordered=ordered)
    frame = pd.DataFrame({"y": Y, "s": S, "band": values})
    if how in ("arrow", "arrow_chunked", "categorical") and not ordered and how != "categorical":
        pytest.skip("an Arrow array says of its categories only whether they are ordered")
    data: Any = None
    groups: Any = "band"
    if how == "pandas":
        data = frame
    elif how in ("categorical", "index", "arrow", "arrow_chunked", "enum"):
        chunks = pa.chunked_array([pa.array(values[:9]), pa.array(values[9:])])
        groups = {
            "band": {
                "categorical": values,
                "index": pd.CategoricalIndex(values),
                "arrow": pa.array(values),
                "arrow_chunked": chunks,
                "enum": pl.Series(BAND.tolist(), dtype=pl.Enum(ORDER)),
            }[how]
        }
    elif how == "table":
        data = pa.Table.from_pandas(frame)
    elif how == "batch":
        data = pa.RecordBatch.from_pandas(frame)
    elif how == "narwhals":
        data = nw.from_native(pa.Table.from_pandas(frame))
    else:
        path = tmp_path / "t.parquet"
        frame.to_parquet(path, row_group_size=11 if how == "parquet_row_groups" else None)
        data = pq.read_table(path)
    assert [levels[0] for _, levels, *_ in groups_of(groups, data)] == ORDER[:3]


def test_encoded_text_is_sorted() -> None:
    """Arrow's and polars' encodings are no order of the data's own."""
    for column in (pa.array(BAND.tolist()).dictionary_encode(), pl.Series(BAND.tolist(), dtype=pl.Categorical)):
        assert [levels[0] for _, levels, *_ in groups_of({"band": column})] == sorted(set(BAND))


def test_missing_categories_are_missing() -> None:
    some = [None if i % 5 == 0 else b for i, b in enumerate(BAND)]
    for column in (pd.Categorical(some, ORDER), pa.array(pd.Categorical(some, ORDER, ordered=True)), pl.Series(some, dtype=pl.Enum(ORDER))):
        assert [(levels[0], n) for _, levels, n, _ in groups_of({"band": column})][-1] == (None, 8)


def test_numbers_in_categories_keep_the_categories_order() -> None:
    for order in ([3, 1, 2], [2.5, 0.5, 1.5]):
        values = pd.Categorical(np.array(order)[np.arange(N) % 3], order)
        assert [levels[0] for _, levels, *_ in groups_of({"g": values})] == [str(i) for i in order]


# --- levels that cannot be told apart, and what is missing ------------------------------------------------------------------------------------


def filled(*values: Any) -> list[Any]:
    return [values[i % len(values)] for i in range(N)]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (filled(1, "1"), "`g` mixes text and whole numbers"),
        (filled(1.5, "1.5"), "`g` mixes real numbers and text"),
        (filled("a", b"a"), "`g` mixes bytes and text"),
        (filled(True, 1, 0), "`g` mixes booleans and whole numbers"),
        (filled(True, "True"), "`g` mixes booleans and text"),
        (np.array(filled(1, "1"), dtype=object), "`g` mixes text and whole numbers"),
        (pd.Series(filled(1, "1"), dtype=object), "`g` mixes text and"),
        (pd.Categorical(filled(1, "1")), r"`g` has different values that read the same, such as 1 and '1', in 40 rows \(first at row 0\)"),
        (pd.Categorical(filled("x", b"a", "a")), r"`g` has different values that read the same, .*in 26 rows \(first at row 1\)"),
        (filled(datetime.date(2020, 1, 1), datetime.datetime(2020, 1, 1)), "`g` mixes dates and timestamps"),
        (filled({"a"}), "`g` has values that cannot be put in order"),
        (np.array(filled(b"a", b"\xff")), r"`g` has text that is not valid Unicode in 20 rows \(first at row 1\)"),
        (filled("a", "a\ud83d"), r"`g` has text that is not valid Unicode in 20 rows \(first at row 1\)"),
        (np.ones(N) * 1j, "`g` has dtype complex128"),
        (filled(b"a", b"\xc3"), r"`g` has text that is not valid Unicode in 20 rows \(first at row 1\)"),
    ],
    ids=lambda x: x[:40] if isinstance(x, str) else "",
)
def test_levels_that_read_the_same_are_refused(column: Any, text: str) -> None:
    with pytest.raises((TypeError, ValueError), match=text):
        groups_of({"g": column})


@pytest.mark.parametrize(
    "column",
    [
        filled("a", pd.NaT),
        filled("a", None),
        filled("a", np.nan),
        filled("a", pd.NA),
        filled("a", np.datetime64("NaT")),
        filled("a", np.float32("nan")),
        filled("a", decimal.Decimal("NaN")),
        pd.Series(filled("a", None), dtype="string"),
        pd.Series(filled("a", None)),
        pl.Series(filled("a", None)),
        pa.array(filled("a", None)),
        pd.Categorical(filled("a", None)),
        pd.Series(filled("a", None), dtype=pd.ArrowDtype(pa.string())),
        np.ma.masked_array(np.array(filled("a", "b")), mask=filled(False, True)),
        np.array(filled("a", None), dtype=object),
    ],
    ids=range(15),
)
def test_what_is_missing_is_the_missing_group(column: Any) -> None:
    assert [(levels, n) for _, levels, n, _ in groups_of({"g": column})] == [(("a",), 20), ((None,), 20)]


@pytest.mark.parametrize(
    ("column", "levels"),
    [
        (filled(datetime.date(2021, 1, 2), None), ["2021-01-02", None]),
        (filled(datetime.datetime(2021, 1, 2), pd.NaT), ["2021-01-02", None]),
        (pd.Series(pd.to_datetime(filled("2021-01-02", None))), ["2021-01-02", None]),
        (pl.Series(filled(datetime.date(2021, 1, 2), None)), ["2021-01-02", None]),
        (pa.array(filled(datetime.date(2021, 1, 2), None)), ["2021-01-02", None]),
        (np.array(filled("2021-01-02", "NaT"), dtype="M8[ns]"), ["2021-01-02", None]),
        (pd.Series(pd.to_datetime(filled("2021-01-02 10:30", "2020-01-02 00:00"))), ["2020-01-02T00:00:00", "2021-01-02T10:30:00"]),
        (filled(datetime.datetime(2021, 1, 2, 10, 30), datetime.datetime(2020, 1, 2)), ["2020-01-02T00:00:00", "2021-01-02T10:30:00"]),
        (filled(decimal.Decimal("1.50"), decimal.Decimal("10"), None), ["1.5", "10", None]),
        (filled(decimal.Decimal("1E+2"), 7), ["7", "100"]),
        (pa.array(filled(decimal.Decimal("1.50"), decimal.Decimal("10.00"))), ["1.5", "10"]),
        (filled(-0.0, 0.0, 1.5), ["0.0", "1.5"]),
        (pd.cut(pd.Series(np.arange(N)), [-1, 9, 99]), ["(-1, 9]", "(9, 99]"]),
        (pd.Series(pd.period_range("2020Q1", periods=2, freq="Q").tolist() * 20), ["2020Q1", "2020Q2"]),
        (filled(True, None, False), ["False", "True", None]),
        (pd.Series(filled(True, None), dtype=object), ["True", None]),
        (filled(2**70, 5), ["5", str(2**70)]),
    ],
    ids=range(17),
)
def test_names_of_levels(column: Any, levels: list[Any]) -> None:
    assert [group[0] for _, group, *_ in groups_of({"g": column})] == levels


# --- names ----------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"groups": {1: SEX, "1": SEX}}, "`groups` has two names that read the same, '1'"),
        ({"groups": pd.DataFrame({1: SEX, "1": SEX})}, "`groups` has two names"),
        ({"groups": [pd.Series(SEX, name="a"), pd.Series(SEX, name="a")]}, "`groups` gives two attributes the name 'a'"),
        ({"y_score": {1: S, "1": S}}, "`y_score` has two names that read the same, '1'"),
        ({"y_pred": {True: Y, "True": Y}}, "`y_pred` has two names"),
        ({"y_score": {"a": S}, "y_pred": {"a": Y}}, "two models the same name"),
        ({"threshold": {1: 0.2, "1": 0.3}, "y_score": {1: S}}, "`threshold` has two names"),
        ({"groups": {"g\ud83d": SEX}}, r"`groups` has 'g\\ud83d' as a name"),
        ({"y_score": {"m\ud83d": S}}, r"`y_score` has 'm\\ud83d' as a name"),
        ({"y_pred": {"m\ud83d": Y}}, r"`y_pred` has 'm\\ud83d' as a name"),
        ({"data": {"y\ud83d": Y}, "y_true": "y\ud83d"}, r"`y_true` has 'y\\ud83d' as a name"),
        ({"data": {"u\ud83d": Y}, "unit": "u\ud83d"}, r"`unit` has 'u\\ud83d' as a name"),
        ({"metrics": "auroc\ud83d"}, r"`metrics` names 'auroc\\ud83d', which is not known"),
        ({"metrics": "f_beta(beta=\ud83d)"}, "`metrics` has "),
        ({"metrics": {"f_beta": {"beta\ud83d": 2}}}, "`metrics` has "),
        ({"ci": "wilson\ud83d"}, "`ci` does not know"),
        ({"backend": "cpu\ud83d"}, "`backend` must be the name"),
    ],
    ids=lambda x: x[:30] if isinstance(x, str) else "",
)
def test_names_that_cannot_be(given: dict[str, Any], text: str) -> None:
    with pytest.raises((ValueError, TypeError), match=text) as caught:
        cm.evaluate(**{"y_true": Y, "y_score": S, "metrics": "prevalence", **given})
    assert "Invoked with" not in str(caught.value)
    str(caught.value).encode()


def test_units_may_hold_any_text() -> None:
    """Their text goes nowhere: it is numbered."""
    broken = [f"a\ud83d{i // 2}" for i in range(N)]
    assert cm.auroc(Y, S, unit=broken).n_units == N // 2


# --- only what is named is read ---------------------------------------------------------------------------------------------------------------


class Untouchable:
    def __array__(self, *_: Any, **__: Any) -> Any:
        raise AssertionError("this column was not asked for")

    def __len__(self) -> int:
        raise AssertionError("this column was not asked for")


def test_only_the_named_columns_are_read() -> None:
    assert len(groups_of("sex", {**DATA, "other": Untouchable()})) == 2
    frame = pd.DataFrame({**DATA, "other": 0})
    twice = pd.concat([frame, frame[["other"]]], axis=1)
    assert groups_of("sex", twice) == groups_of("sex", frame)
    with pytest.raises(ValueError, match="`groups` names the column 'other', which `data` has more than once"):
        groups_of("other", twice)
    table = pa.table([pa.array(Y), pa.array(S), pa.array(Y), pa.array(Y)], names=["y", "s", "x", "x"])
    assert groups_of([], table) == []
    with pytest.raises(ValueError, match="`unit` names the column 'x', which `data` has more than once"):
        groups_of([], table, unit="x")


def test_a_record_batch_is_data() -> None:
    batch = pa.record_batch({k: v.tolist() for k, v in DATA.items()})
    assert groups_of(["sex", "band"], batch) == groups_of(["sex", "band"], DATA)
    one = pa.record_batch({"s": S})
    assert cm.auroc(pa.record_batch({"y": Y}), one, ci=None) == cm.auroc(Y, S, ci=None)
    with pytest.raises(TypeError, match="`y_score` is a dataframe of 5 columns"):
        cm.auroc(Y, batch)
