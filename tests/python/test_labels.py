# SPDX-License-Identifier: Apache-2.0
"""Labels of every kind give the numbers of the same rows as 0/1; a label of another type, or one that is missing, is an error or a status."""

from __future__ import annotations

import datetime
import decimal
import enum
import fractions
from collections.abc import Callable
from typing import Any

import clinmetrics as cm
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

Y = np.array([0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0])
D = np.array([0, 1, 1, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1])
S = np.arange(16) * 7 % 16 / 16
HOLES = np.isin(np.arange(16), [2, 11])


def auroc(y: Any, **given: Any) -> float:
    return cm.auroc(y, S, ci=None, **given).value


def mcc(y: Any, d: Any, **given: Any) -> float:
    return cm.mcc(y, d, ci=None, **given).value


def objects(a: Any) -> np.ndarray:
    out = np.empty(len(a), dtype=object)
    out[:] = a
    return out


# --- understood without a word --------------------------------------------------------------------------------------------------------------

UNDERSTOOD: dict[str, Callable[[np.ndarray], Any]] = {
    "minus_one_list": lambda a: (2 * a - 1).tolist(),
    "minus_one_int8": lambda a: (2 * a - 1).astype(np.int8),
    "minus_one_int64": lambda a: 2 * a - 1,
    "minus_one_float": lambda a: 2.0 * a - 1,
    "minus_one_float16": lambda a: (2 * a - 1).astype(np.float16),
    "minus_one_big_endian": lambda a: (2 * a - 1).astype(">i4"),
    "minus_one_pandas": lambda a: pd.Series(2 * a - 1),
    "minus_one_Int8": lambda a: pd.Series(2 * a - 1, dtype="Int8"),
    "minus_one_polars": lambda a: pl.Series(2 * a - 1),
    "minus_one_arrow": lambda a: pa.array(2 * a - 1),
    "minus_one_category": lambda a: pd.Series(2 * a - 1, dtype="category"),
    "minus_one_object": lambda a: objects((2 * a - 1).tolist()),
    "minus_one_decimal": lambda a: [decimal.Decimal(int(i)) for i in 2 * a - 1],
    "minus_one_generator": lambda a: (int(i) for i in 2 * a - 1),
    "minus_one_memoryview": lambda a: memoryview(2 * a - 1),
    "category_int": lambda a: pd.Series(a, dtype="category"),
    "category_float": lambda a: pd.Series(a.astype(float), dtype="category"),
    "category_bool": lambda a: pd.Series(a.astype(bool), dtype="category"),
    "categorical": pd.Categorical,
    "categorical_index": pd.CategoricalIndex,
    "object_int": lambda a: objects(a.tolist()),
    "object_float": lambda a: objects(a.astype(float).tolist()),
    "object_bool": lambda a: objects(a.astype(bool).tolist()),
    "object_numpy_bool": lambda a: objects(list(a.astype(bool))),
    "object_mixed": lambda a: objects([bool(x) if i % 2 else float(x) for i, x in enumerate(a)]),
    "pandas_object": lambda a: pd.Series(a.tolist(), dtype=object),
    "decimal": lambda a: [decimal.Decimal(int(i)) for i in a],
    "arrow_decimal": lambda a: pa.array([decimal.Decimal(int(i)) for i in a]),
    "polars_decimal": lambda a: pl.Series([decimal.Decimal(int(i)) for i in a]),
    "fraction": lambda a: [fractions.Fraction(int(i)) for i in a],
    "sparse_bool": lambda a: pd.Series(pd.arrays.SparseArray(a.astype(bool))),
    "sparse_float": lambda a: pd.Series(pd.arrays.SparseArray(a.astype(float), fill_value=0.0)),
    "arrow_dictionary": lambda a: pa.array(a).dictionary_encode(),
    "arrow_bool_dictionary": lambda a: pa.array(a.astype(bool)).dictionary_encode(),
}


@pytest.mark.parametrize("how", list(UNDERSTOOD))
def test_labels_are_understood(how: str) -> None:
    make = UNDERSTOOD[how]
    assert auroc(make(Y)) == auroc(Y)
    assert mcc(make(Y), make(D)) == mcc(Y, D)
    rows = [
        cm.evaluate(y_true=y, y_score=S, y_pred=d, threshold=0.5).to_json_dict()["rows"]
        for y, d in ((make(Y), make(D)), (Y, D))
    ]  # fmt: skip
    assert rows[0] == rows[1]


WITH_HOLES: dict[str, Callable[[np.ndarray], Any]] = {
    "object_bool_nan": lambda a: objects([np.nan if h else bool(i) for i, h in zip(a, HOLES)]),
    "pandas_object_bool_nan": lambda a: pd.Series([np.nan if h else bool(i) for i, h in zip(a, HOLES)], dtype=object),
    "pandas_inferred_bool_nan": lambda a: pd.Series([np.nan if h else bool(i) for i, h in zip(a, HOLES)]),
    "object_bool_none": lambda a: objects([None if h else bool(i) for i, h in zip(a, HOLES)]),
    "list_bool_NA": lambda a: [pd.NA if h else bool(i) for i, h in zip(a, HOLES)],
    "object_int_NaT": lambda a: objects([pd.NaT if h else int(i) for i, h in zip(a, HOLES)]),
    "category_int": lambda a: pd.Series(np.where(HOLES, np.nan, a)).astype("Int64").astype("category"),
    "category_bool": lambda a: pd.Series(pd.Categorical([None if h else bool(i) for i, h in zip(a, HOLES)])),
    "minus_one_nan": lambda a: np.where(HOLES, np.nan, 2.0 * a - 1),
    "minus_one_none": lambda a: [None if h else int(2 * i - 1) for i, h in zip(a, HOLES)],
    "minus_one_masked": lambda a: np.ma.masked_array(2 * a - 1, mask=HOLES),
    "masked_object": lambda a: np.ma.masked_array(objects(a.tolist()), mask=HOLES),
    "decimal_none": lambda a: [None if h else decimal.Decimal(int(i)) for i, h in zip(a, HOLES)],
    "decimal_nan": lambda a: [decimal.Decimal("NaN") if h else decimal.Decimal(int(i)) for i, h in zip(a, HOLES)],
    "arrow_decimal": lambda a: pa.array([None if h else decimal.Decimal(int(i)) for i, h in zip(a, HOLES)]),
    "polars_bool": lambda a: pl.Series([None if h else bool(i) for i, h in zip(a, HOLES)]),
    "arrow_dictionary": lambda a: pa.array([None if h else int(i) for i, h in zip(a, HOLES)]).dictionary_encode(),
    "sparse": lambda a: pd.Series(pd.arrays.SparseArray(np.where(HOLES, np.nan, a))),
}


@pytest.mark.parametrize("how", list(WITH_HOLES))
def test_missing_labels_can_be_dropped(how: str) -> None:
    make = WITH_HOLES[how]
    with pytest.raises(ValueError, match=r"`y_true` has NaN in 2 rows \(first at row 2\); drop them or pass nan_policy='drop'"):
        auroc(make(Y))
    assert auroc(make(Y), nan_policy="drop") == cm.auroc(Y[~HOLES], S[~HOLES], ci=None).value
    assert mcc(make(Y), make(D), nan_policy="drop") == mcc(Y[~HOLES], D[~HOLES])


def test_a_column_of_the_issue() -> None:
    e = cm.auroc(pd.Series([True, False, np.nan] * 14), np.arange(42), nan_policy="drop")
    assert (e.n, e.n_positive) == (28, 14)


# --- codings of outcome and decisions -----------------------------------------------------------------------------------------------------------


def test_decisions_have_the_coding_of_the_outcome() -> None:
    assert mcc(2 * Y - 1, 2 * D - 1) == mcc(2 * Y - 1, D.astype(bool)) == mcc(Y, D)
    assert cm.sensitivity(np.ones(4, int), [-1, 1, 1, 1], ci=None).value == 0.75
    assert cm.sensitivity([-1, 1, 1, 1, 1], np.ones(5, int), ci=None).value == 1
    for y, d in ((2 * Y - 1, D), (Y, 2 * D - 1)):
        with pytest.raises(ValueError, match="`y_pred` has a class that `y_true` does not have; use the same labels in both"):
            mcc(y, d)


@pytest.mark.parametrize("pair", [(1, 2), (0, 2), (-1, 0), (-1, 2), (0.5, 1.5), (10, 20)])
def test_two_other_numbers_need_a_name(pair: tuple[float, float]) -> None:
    y = np.where(Y == 1, max(pair), min(pair))
    with pytest.raises(ValueError, match=r"`y_true` has .* pos_label="):
        auroc(y)
    assert auroc(y, pos_label=max(pair)) == auroc(y, labels=pair if pair[0] < pair[1] else pair[::-1]) == auroc(Y)
    assert auroc(y, pos_label=min(pair)) == auroc(y, labels=(max(pair), min(pair))) == auroc(1 - Y)


# --- a positive label of the column's type --------------------------------------------------------------------------------------------------

DAY, NIGHT = datetime.date(2020, 1, 1), datetime.date(2021, 1, 1)
OF_ANOTHER_TYPE: list[tuple[str, Any, Any, str]] = [
    ("text_for_booleans", [True, False], "yes", "text, and `y_true` holds booleans"),
    ("text_for_pandas_booleans", pd.Series([True, False], dtype="boolean"), "True", "text, and `y_true` holds booleans"),
    ("text_for_arrow_booleans", pa.array([True, False]), "1", "text, and `y_true` holds booleans"),
    ("text_for_boolean_categories", pd.Series([True, False], dtype="category"), "yes", "text, and `y_true` holds booleans"),
    ("text_for_boolean_objects", pd.Series([True, False, None], dtype=object), "yes", "text, and `y_true` holds booleans"),
    ("text_for_integers", [1, 0], "1", "text, and `y_true` holds whole numbers"),
    ("text_for_polars_integers", pl.Series([1, 0]), "1", "text, and `y_true` holds whole numbers"),
    ("text_for_floats", [1.0, 0.0], "1.0", "text, and `y_true` holds real numbers"),
    ("text_for_decimals", [decimal.Decimal(1), decimal.Decimal(0)], "1", "text, and `y_true` holds decimals"),
    ("number_for_text", ["1", "0"], 1, "a number, and `y_true` holds text"),
    ("number_for_polars_text", pl.Series(["1", "0"]), 1, "a number, and `y_true` holds text"),
    ("number_for_text_categories", pd.Series(["1", "0"], dtype="category"), 1, "a number, and `y_true` holds text"),
    ("boolean_for_text", ["True", "False"], True, "a boolean, and `y_true` holds text"),
    ("boolean_for_other_numbers", [1, 2], True, "a boolean, and `y_true` holds whole numbers"),
    ("number_for_booleans", [True, False], 2, "a number, and `y_true` holds booleans"),
    ("text_for_bytes", np.array([b"y", b"n"]), "y", "text, and `y_true` holds bytes"),
    ("bytes_for_text", ["y", "n"], b"y", "bytes, and `y_true` holds text"),
    ("text_for_dates", [DAY, NIGHT], "2020-01-01", "text, and `y_true` holds dates"),
    ("text_for_timestamps", np.array([DAY, NIGHT], dtype="M8[s]"), "2020-01-01", "text, and `y_true` holds timestamps"),
    ("a_mixture", ["y", 1], "y", "text, and `y_true` holds text and whole numbers"),
    ("bytes_among_text", ["y", b"y"], "y", "text, and `y_true` holds bytes and text"),
]


@pytest.mark.parametrize(("column", "label", "text"), [case[1:] for case in OF_ANOTHER_TYPE], ids=[case[0] for case in OF_ANOTHER_TYPE])
def test_a_positive_label_of_another_type_is_an_error(column: Any, label: Any, text: str) -> None:
    n = len(column)
    for given in ({"pos_label": label}, {"labels": ("another", label) if isinstance(label, str) else (None, label)}):
        if given.get("labels", (0,))[0] is None:
            continue
        with pytest.raises(TypeError, match=f"`(pos_label|labels)` is {text}"):
            cm.evaluate(y_true=column, y_score=np.arange(n), **given)
        with pytest.raises(TypeError, match=f"`(pos_label|labels)` is {text}"):
            cm.auroc(column, np.arange(n), **given)


class Word(str, enum.Enum):
    no = "no"
    yes = "yes"


class Number(enum.IntEnum):
    zero = 0
    one = 1


@pytest.mark.parametrize(
    ("column", "label"),
    [
        ([True, False] * 2, 1),
        ([1, 0] * 2, True),
        ([1.0, 0.0] * 2, 1),
        ([1, 0] * 2, 1.0),
        ([2, 3] * 2, np.int8(2)),
        ([2, 3] * 2, np.array(2)),
        (["a", "b"] * 2, np.str_("a")),
        (np.array([b"a", b"b"] * 2), b"a"),
        ([decimal.Decimal("1.5"), decimal.Decimal(2)] * 2, 1.5),
        ([1.5, 2.0] * 2, decimal.Decimal("1.5")),
        (np.array([DAY, NIGHT] * 2, dtype="M8[D]"), DAY),
        (pd.Series(pd.to_datetime([DAY, NIGHT] * 2)), DAY),
        (pd.Series(pd.to_datetime([DAY, NIGHT] * 2)), pd.Timestamp(DAY)),
        (pl.Series([DAY, NIGHT] * 2), DAY),
        (pa.array([DAY, NIGHT] * 2), DAY),
        (pd.Series([5, 6] * 2, dtype="category"), 5),
        (pd.Series(["a", "b"] * 2, dtype="string"), "a"),
        (pa.array([DAY, NIGHT] * 2).cast(pa.timestamp("us", "UTC")), pd.Timestamp(DAY, tz="UTC")),
        (pd.Series(pd.to_datetime([DAY, NIGHT] * 2, utc=True)), pd.Timestamp(DAY, tz="UTC")),
        ([Word.no, Word.yes] * 2, Word.no),
        ([Word.no, Word.yes] * 2, "no"),
        ([Number.zero, Number.one] * 2, Number.zero),
        (np.array(["a", "b"] * 2, dtype=np.dtypes.StringDType()), "a"),
        (np.array([0.1, 0.2] * 2, dtype=np.float32), 0.1),
        (pd.Series([True, False] * 2, dtype=object), True),
    ],
    ids=str,
)
def test_labels_of_one_type_match_across_containers(column: Any, label: Any) -> None:
    assert cm.auroc(column, [0.9, 0.1, 0.4, 0.2], ci=None, pos_label=label).value == 1


@pytest.mark.parametrize(
    ("given", "error", "text"),
    [
        ({"pos_label": ["a"]}, TypeError, "`pos_label` must be a single label"),
        ({"pos_label": {"a"}}, TypeError, "`pos_label` must be a single label"),
        ({"pos_label": np.array(["a", "b"])}, TypeError, "`pos_label` must be a single label"),
        ({"pos_label": np.nan}, ValueError, "`pos_label` must not be a missing"),
        ({"pos_label": pd.NaT}, ValueError, "`pos_label` must not be a missing"),
        ({"pos_label": "\ud83d"}, ValueError, "`pos_label` is text with a lone surrogate"),
        ({"labels": "ab"}, TypeError, "`labels` must be two labels"),
        ({"labels": ("a",)}, TypeError, "`labels` must be two labels"),
        ({"labels": ("a", "b", "c")}, TypeError, "`labels` must be two labels"),
        ({"labels": {"a", "b"}}, TypeError, "`labels` must be two labels"),
        ({"labels": ("a", "a")}, ValueError, "`labels` must be two different labels"),
        ({"labels": ("a", None)}, ValueError, "`labels` must not be a missing"),
        ({"labels": (["a"], "b")}, TypeError, "`labels` must be two labels"),
        ({"labels": 3}, TypeError, "`labels` must be two labels"),
        ({"labels": ("a", "b"), "pos_label": "a"}, ValueError, "`labels` must be .* not `pos_label`"),
        ({"labels": ("a", "c")}, ValueError, r"`y_true` has 2 rows \(first at row 1\) with another label than the two of `labels`"),
    ],
    ids=lambda x: str(x).replace("{'b', 'a'}", "{'a', 'b'}"),  # a set has no order
)
def test_labels_that_cannot_be(given: dict[str, Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        cm.auroc(["a", "b", "a", "b"], [0.1, 0.2, 0.3, 0.4], **given)


# --- a fold without one of the labels -------------------------------------------------------------------------------------------------------

FOLDS: list[tuple[str, Any, tuple[Any, Any]]] = [
    ("text", ["alive"] * 4, ("alive", "dead")),
    ("categories", pd.Series(pd.Categorical(["alive"] * 4, ["alive", "dead"])), ("alive", "dead")),
    ("polars", pl.Series(["alive"] * 4), ("alive", "dead")),
    ("bytes", np.array([b"n"] * 4), (b"n", b"y")),
    ("numbers", [1] * 4, (1, 2)),
    ("floats", [0.5] * 4, (0.5, 1.5)),
    ("booleans", [False] * 4, (False, True)),
    ("booleans as numbers", [False] * 4, (0, 1)),
    ("minus one", [-1] * 4, (-1, 1)),
    ("dates", [DAY] * 4, (DAY, NIGHT)),
    ("decimals", [decimal.Decimal(1)] * 4, (1, 2)),
    ("array of labels", ["alive"] * 4, np.array(["alive", "dead"])),
]


@pytest.mark.parametrize(("column", "labels"), [case[1:] for case in FOLDS], ids=[case[0] for case in FOLDS])
def test_a_fold_without_a_label_has_a_status(column: Any, labels: Any) -> None:
    score = [0.1, 0.2, 0.3, 0.4]
    assert cm.auroc(column, score, labels=labels).status == "no_positives"
    assert cm.auroc(column, score, labels=labels[::-1]).status == "no_negatives"
    assert cm.evaluate(y_true=column, y_score=score, labels=labels, metrics="auroc").one().status == "no_positives"
    assert cm.specificity(column, column, labels=labels, ci=None).value == 1
    assert cm.confusion_matrix(column, column, labels=labels).tn == 4


def test_both_labels_are_those_of_every_column() -> None:
    words, other = np.where(Y == 1, "dead", "alive"), np.where(D == 1, "dead", "alive")
    assert mcc(words, other, labels=("alive", "dead")) == mcc(Y, D)
    assert mcc(words, other, labels=("alive", "dead"), pos_label="dead") == mcc(Y, D)
    with pytest.raises(ValueError, match=r"`y_pred` has 1 row \(first at row 15\) with another label than the two of `labels`"):
        mcc(words, [*other[:-1], "Dead"], labels=("alive", "dead"))
    missing = objects([None if h else w for w, h in zip(words, HOLES)])
    assert auroc(missing, labels=("alive", "dead"), nan_policy="drop") == cm.auroc(Y[~HOLES], S[~HOLES], ci=None).value


def test_a_positive_label_that_is_not_there_points_to_labels() -> None:
    for column, label in ((["alive"] * 4, "dead"), ([1] * 4, 2), ([False] * 4, True)):
        with pytest.raises(ValueError, match=r"`pos_label` does not occur in `y_true`; .*labels=\(negative, positive\)"):
            cm.auroc(column, [0.1, 0.2, 0.3, 0.4], pos_label=label)
    assert cm.auroc([0] * 4, [0.1, 0.2, 0.3, 0.4]).status == "no_positives"


def test_a_model_may_be_called_like_the_outcome() -> None:
    words = np.where(Y == 1, "dead", "alive")
    result = cm.evaluate(y_true=words, y_pred={"y_true": ["alive"] * len(Y)}, pos_label="dead", metrics="sensitivity", ci=None)
    assert result.one().value == 0


# --- arguments in the wrong order -----------------------------------------------------------------------------------------------------------


def test_swapped_arguments_look_swapped() -> None:
    for call in (
        lambda: cm.auroc(S, Y),
        lambda: cm.auroc(S, Y.astype(bool)),
        lambda: cm.brier(S.tolist(), Y.tolist()),
        lambda: cm.f1(S, D),
        lambda: cm.f1(S, Y, threshold=0.5),
        lambda: cm.evaluate(y_true=S, y_score=Y),
        lambda: cm.evaluate({"y": Y, "s": S}, y_true="s", y_score="y"),
        lambda: cm.evaluate(y_true=S, y_pred=D),
        lambda: cm.confusion_matrix(S, D),
        lambda: cm.auroc(pd.Series(S), pd.Series(Y)),
    ):
        with pytest.raises(ValueError, match="`y_true` holds fractions, and the model's column holds only 0 and 1: they look swapped"):
            call()
    with pytest.raises(ValueError, match="`y_true` has values that are neither 0 nor 1 in 15 rows"):
        cm.auroc(S, S)


def test_scores_in_place_of_decisions() -> None:
    for call in (lambda: cm.f1(Y, S), lambda: cm.evaluate(y_true=Y, y_pred=S), lambda: cm.confusion_matrix(Y, S)):
        with pytest.raises(
            ValueError, match=r"`y_pred` holds numbers other than 0 and 1; .*hard labels, or scores .*together with threshold="
        ):
            call()
