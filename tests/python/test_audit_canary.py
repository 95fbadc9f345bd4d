# SPDX-License-Identifier: Apache-2.0
"""No message of an audit repeats an id, a label, a score or a group of the data, and worst cases are in their own file only."""

from __future__ import annotations

import csv
import os
import stat
import traceback
from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np
import pandas as pd
import pytest
from audits import specification, write
from cli_program import run as command

N = 12
IDS = [f"pangolin-{i:02}" for i in range(N)]
LABELS = ["ocelotine", "quokkaful"] * (N // 2)
SCORES = np.sort(0.8373 + 1e-4 * np.random.default_rng(4).random(N)).round(9).tolist()
SITES = ["axolotlery", "wombatish", "numbatory"] * (N // 3)
CANARIES = ("pangolin", "ocelot", "quokka", "8373", "axolot", "wombat", "numbat")
TRUTH = {"id": IDS, "died": LABELS, "site": SITES}
PREDICTIONS = {"id": IDS, "risk": SCORES}
NUMERIC = {"outcome": {"column": "died", "positive": "yes"}}


def put(column: list[Any], row: int, item: Any) -> list[Any]:
    return [*column[:row], item, *column[row + 1 :]]


FAILURES: dict[str, tuple[dict[str, Any], Any, Any]] = {
    "duplicate": ({}, {**TRUTH, "id": put(IDS, 3, IDS[2])}, PREDICTIONS),
    "duplicate_prediction": ({}, TRUTH, {**PREDICTIONS, "id": put(IDS, 3, IDS[2])}),
    "missing_id": ({}, {**TRUTH, "id": put(IDS, 3, None)}, PREDICTIONS),
    "missing_label": ({}, {**TRUTH, "died": put(LABELS, 3, None)}, PREDICTIONS),
    "missing_prediction": ({}, TRUTH, {**PREDICTIONS, "risk": put(SCORES, 3, None)}),
    "extra_only": ({"policies": {"predictions": "worst_case"}}, TRUTH, {**PREDICTIONS, "id": [f"{i}x" for i in IDS]}),
    "infinite": ({}, TRUTH, {**PREDICTIONS, "risk": put(SCORES, 3, np.inf)}),
    "text_score": ({}, TRUTH, {**PREDICTIONS, "risk": [f"{s}a" for s in SCORES]}),
    "label_of_another_name": ({"outcome": {"column": "died", "positive": "yes"}}, TRUTH, PREDICTIONS),
    "labels_as_numbers": ({"outcome": {"column": "died"}}, TRUTH, PREDICTIONS),
    "third_label": ({"outcome": {"column": "died", "positive": "quokkaful"}}, {**TRUTH, "died": put(LABELS, 3, "ocelots")}, PREDICTIONS),
    "other_label": (
        {"outcome": {"column": "died", "positive": "quokkaful", "negative": "ocelotine"}}, {**TRUTH, "died": put(LABELS, 3, "ocelots")}, PREDICTIONS,
    ),
    "two_writings": ({"outcome": {"column": "died", "positive": "quokkaful"}}, {**TRUTH, "died": put(LABELS, 3, "Ocelotine")}, PREDICTIONS),
    "text_as_number": ({"filters": [{"column": "site", "op": "at_least", "value": 3}]}, TRUTH, PREDICTIONS),
    "text_in_bins": ({"groups": [{"column": "site", "bins": [3]}]}, TRUTH, PREDICTIONS),
    "text_as_weight": ({"weights": {"column": "site"}}, TRUTH, PREDICTIONS),
    "missing_unit": ({"unit": "site"}, {**TRUTH, "site": put(SITES, 3, None)}, PREDICTIONS),
    "no_such_column": ({"unit": "patient"}, TRUTH, PREDICTIONS),
    "not_probabilities": ({"metrics": ["brier"]}, TRUTH, {**PREDICTIONS, "risk": [s + 1 for s in SCORES]}),
}  # fmt: skip
PLAIN = {"outcome": {"column": "died", "positive": "quokkaful"}, "models": [{"name": "m", "score": "risk"}]}


def assert_no_canary(text: str) -> None:
    assert [canary for canary in CANARIES if canary in text] == [], text


@pytest.mark.parametrize("name", FAILURES)
def test_no_message_repeats_the_data(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed, truth, predictions = FAILURES[name]
    analysis = {**PLAIN, **changed}
    with pytest.raises(ValueError, match=" ") as caught:
        cm.audit(specification(analysis), truth=truth, predictions=predictions)
    own = "".join(line for line in traceback.format_exception_only(type(caught.value), caught.value))
    assert_no_canary(own)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    path = write(tmp_path, pd.DataFrame(truth).to_csv(index=False), pd.DataFrame(predictions).to_csv(index=False), analysis)
    code, out, err = command(capsys, "audit", path)
    assert (code, out) == (3, ""), err
    assert len(err.splitlines()) == 1
    assert_no_canary(err)


@pytest.fixture
def written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, str]:
    """An audit with worst cases, and everything that it has printed."""
    ids = put(IDS, 0, "=pangolin()")
    truth, predictions = {**TRUTH, "id": ids}, {**PREDICTIONS, "id": ids}
    analysis = {**PLAIN, "unit": "site", "thresholds": [0.83735], "metrics": ["auroc", "sensitivity"]}
    path = write(tmp_path, pd.DataFrame(truth).to_csv(index=False), pd.DataFrame(predictions).to_csv(index=False), analysis)
    old = os.umask(0)
    try:
        code, out, err = command(capsys, "audit", path, "--cases", tmp_path / "cases.csv", "--out", tmp_path / "out")
    finally:
        os.umask(old)
    assert code == 0
    return tmp_path, out + err


def test_worst_cases_are_in_their_file_alone(written: tuple[Path, str]) -> None:
    folder, printed = written
    for text in (printed, *((folder / "out" / name).read_text(encoding="utf-8") for name in ("audit.json", "audit.html"))):
        assert "pangolin" not in text
        assert "axolot" not in text
        assert not any(repr(s) in text for s in SCORES)
    assert stat.S_IMODE((folder / "cases.csv").stat().st_mode) == 0o600


def test_the_file_of_worst_cases(written: tuple[Path, str]) -> None:
    """Of probabilities, the distance from the label orders the errors; a threshold gives the decision."""
    with (written[0] / "cases.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    positive = [int(label == "quokkaful") for label in LABELS]
    order = sorted(range(N), key=lambda i: (-abs(positive[i] - SCORES[i]), i))
    assert [row["score"] for row in rows] == [repr(SCORES[i]) for i in order]
    assert [row["rank"] for row in rows] == [str(i) for i in range(1, N + 1)]
    assert [row["unit"] for row in rows] == [SITES[i] for i in order]
    assert [int(row["label"]) for row in rows] == [positive[i] for i in order]
    assert [int(row["decision"]) for row in rows] == [int(SCORES[i] >= 0.83735) for i in order]
    assert {row["model"] for row in rows} == {"m"}
    assert {row["threshold"] for row in rows} == {"0.83735"}
    assert [row["id"] for row in rows if "()" in row["id"]] == ["'=pangolin()"]
