# SPDX-License-Identifier: Apache-2.0
"""Leaderboards of a folder: values, differences, ranks and their uncertainty, failures, files."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from challenges import N, csv_text, scores, specification, submission, truth
from cli_program import run as command
from clinmetrics.board import Board, score_folder
from clinmetrics.board.ranks import kendall_tau, rank_uncertainty, ranks_of
from clinmetrics.integrations.evalai import evaluator
from scipy.stats import kendalltau, rankdata

TRUTH = truth()
NOISE = {"poor": 0.97, "good": 0.80, "near": 0.81, "middle": 0.88}
RESAMPLES = {"intervals": {"n_resamples": 200}}


def folder_of(where: Path, **more: str) -> Path:
    """Submissions that are better the less noise they have, and what a test adds."""
    folder = where / "submissions"
    folder.mkdir()
    for i, (name, noise) in enumerate(NOISE.items()):
        (folder / f"{name}.csv").write_text(submission(TRUTH, risk=scores(TRUTH, noise, seed=i)))
    for name, text in more.items():
        (folder / f"{name}.csv").write_text(text)
    (where / "truth.csv").write_text(csv_text(TRUTH))
    return folder


def board_of(where: Path, folder: Path, **changed: Any) -> Board:
    given = cm.read_specification(specification(**{**RESAMPLES, **changed.pop("analysis", {})}))
    return score_folder(where / "truth.csv", folder, given, **changed)


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Board:
    where = tmp_path_factory.mktemp("board")
    return board_of(where, folder_of(where, short="id,risk\n1,2\n", twin=submission(TRUTH, risk=scores(TRUTH, NOISE["good"], seed=1))))


def test_ranks_are_those_of_scipy() -> None:
    values = np.random.default_rng(3).integers(0, 6, (7, 50)).astype(float)
    assert (ranks_of(-values, lower_is_better=False) == rankdata(values, "min", axis=0)).all()
    assert (ranks_of(values, lower_is_better=True) == rankdata(values, "min", axis=0)).all()


def test_kendalls_tau_is_that_of_scipy() -> None:
    rng = np.random.default_rng(4)
    own, ranks = rng.integers(0, 4, 9), rng.integers(0, 5, (9, 30))
    assert kendall_tau(own, ranks) == pytest.approx([kendalltau(own, ranks[:, i]).statistic for i in range(30)])
    assert np.isnan(kendall_tau(own, np.ones((9, 1))))


def test_the_uncertainty_of_ranks_by_hand() -> None:
    ranks = np.array([[1] * 39 + [3], [2] * 39 + [1], [2] * 39 + [1]])
    found = rank_uncertainty(ranks, 0.9)
    assert found.lower.tolist() == [1, 2, 2]  # 1 of 40 replicates is below the share of 5 %
    assert found.upper.tolist() == [1, 2, 2]
    assert found.p_first == pytest.approx([39 / 40, 0.5 / 40, 0.5 / 40])


def test_values_differences_and_replicates_are_those_of_an_evaluation(board: Board) -> None:
    entries = board.document["entries"]
    names = [entry["submission"] for entry in entries]
    assert names == ["good", "twin", "near", "middle", "poor"]
    y = np.asarray(TRUTH["died"])
    risks = {
        name: scores(TRUTH, NOISE["good" if name == "twin" else name], seed=1 if name == "twin" else list(NOISE).index(name))
        for name in names
    }
    compared = cm.evaluate(y_true=y, y_score=risks, metrics="auroc", compare={"reference": "good"}, n_resamples=200)
    for entry in entries:
        e = compared.where(model=entry["submission"]).one()
        assert (entry["value"], entry["lower"], entry["upper"]) == (e.value, e.lower, e.upper)
        if entry["difference"] is not None:
            d = compared.comparisons.where(model=entry["submission"]).difference[0]
            assert (entry["difference"]["value"], entry["difference"]["p_adjusted"]) == (d.value, d.p_adjusted)
    kept = cm.evaluate(y_true=y, y_score=risks, metrics="auroc", ci="percentile", n_resamples=200, keep_replicates=True)
    replicates = np.vstack([kept.where(model=name).one().replicates for name in names])
    first = replicates == replicates.max(axis=0)
    assert [entry["p_first"] for entry in entries] == pytest.approx((first / first.sum(axis=0)).mean(axis=1))


def test_equal_submissions_have_equal_ranks_and_share_the_first_place(board: Board) -> None:
    good, twin = board.document["entries"][:2]
    assert good["rank"] == twin["rank"] == 1
    assert {**good, "difference": 0, "submission": 0} == {**twin, "difference": 0, "submission": 0}
    assert sum(entry["p_first"] for entry in board.document["entries"]) == pytest.approx(1)
    assert good["difference"] is None
    assert twin["difference"]["value"] == 0


def test_clearly_different_submissions_have_narrow_ranks(board: Board) -> None:
    by_name = {entry["submission"]: entry for entry in board.document["entries"]}
    assert by_name["poor"]["rank_lower"] >= 4
    assert by_name["near"]["rank_lower"] < by_name["near"]["rank_upper"]
    assert by_name["poor"]["difference"]["p_adjusted"] < 0.01 < by_name["near"]["difference"]["p_adjusted"]


def test_failures_are_listed(board: Board) -> None:
    assert [f["submission"] for f in board.document["failures"]] == ["short"]
    assert f"{N} of {N} ids are missing" in board.document["failures"][0]["reason"]


def test_a_failure_names_the_column_of_the_submission(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, logits=submission(TRUTH, risk=[2 * x for x in scores(TRUTH, 0.8)]))
    (failure,) = board_of(tmp_path, folder).document["failures"]
    assert failure["submission"] == "logits"
    assert failure["reason"].startswith("the column 'risk' of the submission has values outside [0, 1]: 'brier' needs predicted risks")


def test_orders_by_group_and_metric(board: Board) -> None:
    orders = {(o["group"], o["label"]): o for o in board.document["orders"]}
    assert orders["all", "auroc"]["ranks"] == [entry["rank"] for entry in board.document["entries"]]
    assert {group for group, _ in orders} == {"all", "sex=female", "sex=male", "age=<65", "age=>=65"}
    assert {label for _, label in orders} == {"auroc", "brier", "sensitivity_at_0_5"}


def test_the_rows_for_evalai_are_those_of_its_worker(board: Board, tmp_path: Path) -> None:
    from challenges import bundle

    folder = bundle(tmp_path, TRUTH, **RESAMPLES)
    (tmp_path / "given.csv").write_text(submission(TRUTH, risk=scores(TRUTH, NOISE["middle"], seed=3)))
    found = evaluator(folder / "evaluation_script")(folder / "annotations/test.csv", tmp_path / "given.csv", "test")
    assert board.evalai["middle"] == found["result"]


def test_a_metric_of_which_less_is_better(tmp_path: Path) -> None:
    document = board_of(tmp_path, folder_of(tmp_path), order_by="brier").document
    assert document["order_by"]["label"] == "brier_hi"
    values = [entry["upper"] for entry in document["entries"]]
    assert values == sorted(values)
    assert document["entries"][0]["p_first"] > document["entries"][-1]["p_first"]


def test_missing_predictions_and_decisions(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, part=csv_text({"id": TRUTH["id"][40:], "risk": scores(TRUTH, 0.8)[40:]}))
    document = board_of(tmp_path, folder, analysis={"policies": {"predictions": "worst_case"}}).document
    assert document["failures"] == []
    assert document["entries"][-1]["submission"] == "part"
    for file in folder.iterdir():
        rows = list(csv.reader(file.read_text().splitlines()))
        file.write_text("id,risk\n" + "".join(f"{i},{int(float(x) > 0.5)}\n" for i, x in rows[1:]))
    (folder / "part.csv").unlink()
    analysis = {"models": [{"name": "m", "decision": "risk"}], "thresholds": [], "metrics": ["sensitivity", "accuracy"]}
    document = board_of(tmp_path, folder, analysis=analysis, order_by="accuracy").document
    assert [entry["submission"] for entry in document["entries"]][-1] == "poor"


def test_scored_again_after_a_corrected_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_of(tmp_path)
    (tmp_path / "audit.json").write_text(json.dumps(specification(**RESAMPLES)))
    first = ["board", tmp_path / "truth.csv", folder, "--spec", tmp_path / "audit.json"]
    code, text, _ = command(capsys, *first, "--out", tmp_path / "one")
    assert code == 0
    assert text.splitlines()[1].split()[:2] == ["1", "good"]
    (tmp_path / "truth.csv").write_text(csv_text({**TRUTH, "died": [1 - y for y in TRUTH["died"]]}))
    assert command(capsys, *first, "--earlier", tmp_path / "one/board.csv", "--out", tmp_path / "two")[0] == 0
    document = json.loads((tmp_path / "two/board.json").read_text())
    assert document["entries"][0]["submission"] == "poor"
    assert document["earlier"]["tau"] == -1
    assert document["earlier"]["ranks"] == [4, 3, 2, 1]


def test_the_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "<script>alert(1)</script>\u202e=cmd"
    folder = folder_of(tmp_path)
    (folder / "near.csv").rename(folder / (hostile.replace("/", "∕") + ".csv"))
    (folder / "=1+1.csv").write_text("")
    (folder / "notes.md").write_text("")
    (tmp_path / "audit.json").write_text(json.dumps(specification(**RESAMPLES)))
    code, text, _ = command(capsys, "board", tmp_path / "truth.csv", folder, "--spec", tmp_path / "audit.json", "--out", tmp_path / "out")
    assert code == 0
    assert "\u202e" not in text
    page = (tmp_path / "out/board.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "\u202e" not in page
    with (tmp_path / "out/board.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 6
    assert rows[4]["submission"] == "'=1+1"
    assert rows[5]["reason"] == "the file does not end with .csv"
    assert json.loads((tmp_path / "out/evalai.json").read_text())[0]["submission"] == "good"
    assert command(capsys, "board", tmp_path / "truth.csv", folder, "--spec", tmp_path / "audit.json", "--out", folder)[0] == 2


def test_folders_without_submissions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "truth.csv").write_text(csv_text(TRUTH))
    (tmp_path / "audit.json").write_text(json.dumps(specification(**RESAMPLES)))
    words = ("--spec", tmp_path / "audit.json", "--out", tmp_path / "out")
    code, text, _ = command(capsys, "board", tmp_path / "truth.csv", tmp_path / "empty", *words)
    assert (code, text) == (3, "The folder has no submissions.\n")
    assert "No submission could be scored" in (tmp_path / "out/board.html").read_text()
    (tmp_path / "empty/only.csv").write_text(submission(TRUTH))
    code, text, _ = command(capsys, "board", tmp_path / "truth.csv", tmp_path / "empty", *words)
    assert code == 0
    assert "1–1" in text
