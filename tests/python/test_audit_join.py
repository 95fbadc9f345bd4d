# SPDX-License-Identifier: Apache-2.0
"""Rows are joined by ids, which are text, whatever their order."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from clinmetrics.audit.join import id_texts, ids_of, match
from hypothesis import given
from hypothesis import strategies as st


def test_matched_duplicate_and_extra_rows_by_hand() -> None:
    truth = ids_of(["a", "b", "a", "c"])
    assert truth.is_duplicate.tolist() == [False, False, True, False]
    found = match(truth, ["c", "x", "a", "c", "x"])
    assert found.rows.tolist() == [3, -1, 0, 3, -1]
    assert found.is_matched.tolist() == [True, False, True, False, False]
    assert found.is_duplicate.tolist() == [False, False, False, True, True]
    assert found.is_extra.tolist() == [False, True, False, False, False]
    assert found.row_for(4).tolist() == [2, -1, -1, 0]


def test_an_id_of_an_earlier_table_is_a_duplicate() -> None:
    truth, earlier = ids_of(["a", "b"]), set[str]()
    assert match(truth, ["a"], earlier).is_duplicate.tolist() == [False]
    assert match(truth, ["b", "a"], earlier).is_duplicate.tolist() == [False, True]


@given(
    st.lists(st.text(alphabet="ab01", max_size=3), max_size=30), st.lists(st.text(alphabet="ab01", max_size=3), max_size=30), st.randoms()
)
def test_counts_agree_with_sets_and_do_not_depend_on_the_order(truth: list[str], predictions: list[str], random: object) -> None:
    found = match(ids_of(truth), predictions)
    assert found.is_matched.sum() == len(set(truth) & set(predictions))
    assert found.is_extra.sum() == len(set(predictions) - set(truth))
    assert found.is_duplicate.sum() == len(predictions) - len(set(predictions))
    random.shuffle(predictions)  # type: ignore[attr-defined]
    again = match(ids_of(truth), predictions)
    for row, at in enumerate(again.row_for(len(truth))):
        assert at < 0 or predictions[at] == truth[row]
    assert (again.row_for(len(truth)) < 0).sum() == (found.row_for(len(truth)) < 0).sum()


@pytest.mark.parametrize(
    "column",
    [
        [12, 7], (12, 7), np.array([12, 7]), np.array([12.0, 7.0]), pd.Series([12, 7]), pd.Series([12, 7], dtype="Int64"),
        pl.Series([12, 7]), pa.array([12, 7]), ["12", "7"], np.array(["12", "7"]), pd.Series(["12", "7"], dtype="string"), pl.Series(["12", "7"]),
        pa.chunked_array([["12"], ["7"]]), [b"12", b"7"],
    ],
    ids=lambda x: f"{type(x).__module__}-{getattr(x, 'dtype', getattr(x, 'type', ''))}",
)  # fmt: skip
def test_whole_numbers_are_their_digits(column: object) -> None:
    texts, missing = id_texts(column, "id")
    assert texts == ["12", "7"]
    assert not missing.any()


def test_text_stays_as_it_is() -> None:
    assert id_texts(["012", " 12", "12.0", "1e1", "NA"], "id")[0] == ["012", " 12", "12.0", "1e1", "NA"]


def test_missing_ids() -> None:
    assert id_texts([12, None, 7], "id")[1].tolist() == [False, True, False]
    assert id_texts(pd.Series(["a", None, "", "b"]), "id")[1].tolist() == [False, True, True, False]
    with pytest.raises(TypeError, match="`id` holds fractions"):
        id_texts([1.5, 2.0], "id")


def test_many_ids_are_fast() -> None:
    n = 100_000
    ids = [f"patient-{i:07}" for i in range(n)]
    start = time.process_time()
    found = match(ids_of(ids), ids[::-1])
    assert found.row_for(n).tolist() == list(range(n))[::-1]
    assert time.process_time() - start < 2
