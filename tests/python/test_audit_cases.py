# SPDX-License-Identifier: Apache-2.0
"""Which predictions are the worst."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
from audits import specification
from clinmetrics.audit.cases import MOST, cases_csv, errors, worst_rows
from clinmetrics.audit.face import specification_from
from clinmetrics.audit.run import run


def cases(truth: Any, predictions: Any, **analysis: Any) -> list[dict[str, str]]:
    given, _ = specification_from(specification(analysis))
    return list(csv.DictReader(io.StringIO(cases_csv(run(given, truth, predictions)))))


def test_errors_by_hand() -> None:
    positive = np.array([True, True, False, False])
    assert errors(np.array([0.9, 0.2, 0.7, 0.0]), positive, True).tolist() == [1 - 0.9, 0.8, 0.7, 0.0]
    by_rank = errors(np.array([9.0, -3.0, 2.0, 2.0]), positive, True)  # mid-ranks .875, .125, .5, .5
    assert by_rank.tolist() == [0.125, 0.875, 0.5, 0.5]
    assert errors(np.array([1, 0, 1, 0]), positive, False).tolist() == [0, 1, 1, 0]


def test_the_first_rows_of_equal_errors_come_first_and_imputed_ones_are_left_out() -> None:
    assert worst_rows(np.array([0.5, 0.9, 0.9, 0.0, 0.7]), np.array([False, False, False, False, True])).tolist() == [1, 2, 0]
    assert len(worst_rows(np.ones(500), np.zeros(500, dtype=bool))) == MOST


def test_decisions_and_rows_without_ids() -> None:
    found = cases({"died": [0, 1, 1], "call": [1, 1, 0]}, [], models=[{"name": "d", "decision": "call"}], metrics=["accuracy"])
    assert [(row["id"], row["label"], row["score"], row["decision"], row["rank"]) for row in found] == [
        ("0", "0", "", "1", "1"), ("2", "1", "", "0", "2")
    ]  # fmt: skip


def test_imputed_predictions_are_no_cases() -> None:
    truth = {"id": list("abcd"), "died": [0, 1, 0, 1]}
    found = cases(truth, {"id": list("abc"), "risk": [0.2, 0.9, 0.6]}, policies={"predictions": "worst_case"})
    assert [row["id"] for row in found] == ["c", "a", "b"]
