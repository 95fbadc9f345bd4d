# SPDX-License-Identifier: Apache-2.0
"""Challenges on EvalAI: what the worker stores, what entrants read, and the leaderboards, through a stand-in of the platform."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from math import ceil, floor
from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from challenges import N, bundle, csv_text, scores, submission, truth, write_specification
from cli_program import run as command
from clinmetrics.audit.specification import read_specification
from clinmetrics.integrations.evalai import SubmissionError, evaluator, remote_evaluator
from clinmetrics.integrations.evalai.submissions import KINDS, Examples
from clinmetrics.integrations.evalai.worker import Worker
from clinmetrics.integrations.evalai.zips import packed

TRUTH = truth()
SPLITS = ["overall", "sex_female", "sex_male", "age_65", "age_lt_65"]


@pytest.fixture(scope="module")
def challenge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle(tmp_path_factory.mktemp("challenge"), TRUTH)


@pytest.fixture(scope="module")
def worker(challenge: Path) -> Iterator[Worker]:
    with Worker(packed(challenge, [])) as found:
        yield found


def evaluate(folder: Path, text: str, tmp_path: Path) -> dict[str, Any]:
    (tmp_path / "given.csv").write_text(text, encoding="utf-8")
    script = evaluator(folder / "evaluation_script")
    return script(folder / "annotations/test.csv", tmp_path / "given.csv", "test", submission_metadata={})


def refusal(folder: Path, text: str, tmp_path: Path) -> str:
    with pytest.raises(SubmissionError) as caught:
        evaluate(folder, text, tmp_path)
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    return str(caught.value)


def test_the_leaderboard_shows_the_numbers_of_an_evaluation(worker: Worker) -> None:
    stored = worker.submit("test", "ours", submission(TRUTH))
    assert (stored.status, stored.stdout, stored.stderr) == ("finished", "", "")
    assert sorted(stored.scores) == sorted(worker.splits("test"))
    expected = cm.evaluate(
        y_true=TRUTH["died"], y_score=scores(TRUTH), threshold=0.5, metrics=["auroc", "sensitivity"], groups={"sex": TRUTH["sex"]}
    )
    for split, group in (("overall", "all"), ("sex_female", "sex=female")):
        e = expected.where(metric="auroc", group=group).one()
        found = stored.scores[split]
        assert [found["auroc"], found["auroc_lo"], found["auroc_hi"]] == [
            round(e.value, 2),
            floor(100 * e.lower) / 100,
            ceil(100 * e.upper) / 100,
        ]
    assert all(type(x) is float for numbers in stored.scores.values() for x in numbers.values())
    assert "sensitivity_at_0_5_lo" in worker.labels


def test_worse_entrants_are_lower_and_ordered_by_the_less_favorable_limit(tmp_path: Path) -> None:
    for order_by, label, descending in (("auroc", "auroc_lo", True), ("brier", "brier_hi", False)):
        folder = tmp_path / order_by
        folder.mkdir()
        with Worker(packed(bundle(folder, TRUTH, order_by=order_by), [])) as worker:
            for team, noise in (("poor", 0.95), ("good", 0.5), ("middle", 0.8)):
                worker.submit("test", team, submission(TRUTH, risk=scores(TRUTH, noise)))
            rows = worker.leaderboard("test", "overall")
            column = [cells[worker.labels.index(label)] for _, cells in rows]
        assert worker.order_by == label
        assert [team for team, _ in rows] == ["good", "middle", "poor"]
        assert column == sorted(column, reverse=descending)


def test_the_order_of_the_rows_does_not_matter(challenge: Path, tmp_path: Path) -> None:
    order = np.random.default_rng(5).permutation(N)
    table = {"id": [TRUTH["id"][i] for i in order], "risk": [scores(TRUTH)[i] for i in order]}
    assert evaluate(challenge, csv_text(table), tmp_path)["result"] == evaluate(challenge, submission(TRUTH), tmp_path)["result"]


def test_what_is_stored_is_strict_json_without_error_bars(challenge: Path, tmp_path: Path) -> None:
    found = evaluate(challenge, submission(TRUTH), tmp_path)
    assert sorted(found) == ["result", "submission_metadata", "submission_result"]
    json.dumps({name: found[name] for name in ("result", "submission_result")}, allow_nan=False)
    public, full = found["submission_result"], json.loads(found["submission_metadata"])
    assert type(found["submission_metadata"]) is str
    assert public["provenance"]["view"] == "public"
    assert cm.Result.from_json_dict(public).provenance["view"] == "public"
    assert cm.Result.from_json(found["submission_metadata"]).where(metric="auroc", group="all").one().value == pytest.approx(
        public["rows"][0]["value"], abs=0.005
    )
    assert full["counts"]
    assert public["counts"] == []  # they would give what the 2 decimals keep back
    decimals = [row[name] for row in public["rows"] for name in ("value", "lower", "upper") if isinstance(row[name], float)]
    assert all(x == round(x, 2) for x in decimals)


def test_an_open_phase_has_the_decimals_of_the_public_view(tmp_path: Path) -> None:
    found = evaluate(bundle(tmp_path, TRUTH, hidden=False), submission(TRUTH), tmp_path)
    overall = next(iter(found["result"][0].values()))
    assert any(x != round(x, 2) for x in overall.values())
    assert found["submission_result"]["counts"]


@pytest.mark.parametrize("hidden", [True, False])
def test_a_threshold_that_a_rule_chose_is_told_to_no_entrant(tmp_path: Path, hidden: bool) -> None:
    """It is the score of a positive row: each submission would tell the outcome of a row."""
    folder = bundle(tmp_path, TRUTH, hidden=hidden, thresholds=["youden"], metrics=["auroc", "sensitivity", "chosen_threshold"])
    ranks = np.random.default_rng(0).permutation(N) + 1001
    found = evaluate(folder, csv_text({"id": TRUTH["id"], "risk": ranks.tolist()}), tmp_path)
    full = cm.Result.from_json(found["submission_metadata"])
    chosen = full.where(metric="chosen_threshold", group="all").one()
    assert np.asarray(TRUTH["died"])[ranks == chosen.value].tolist() == [1]
    for text in (json.dumps(found["result"]), json.dumps(found["submission_result"])):
        assert not re.search(r"\b1[0-3]\d\d(\.\d+)?\b", text)
    assert not any("chosen_threshold" in label for numbers in found["result"] for split in numbers.values() for label in split)


FAULTS = {
    "missing": ({"id": TRUTH["id"][1:], "risk": scores(TRUTH)[1:]}, f"1 of {N} ids is missing"),
    "twice": (
        {"id": [*TRUTH["id"], TRUTH["id"][0]], "risk": [*scores(TRUTH), 0.5]},
        f"1 row (first on line {N + 2}) has an id that an earlier",
    ),
    "unknown": (
        {"id": [*TRUTH["id"], "canary-id"], "risk": [*scores(TRUTH), 0.5]},
        f"1 row (first on line {N + 2}) has an id that this phase",
    ),
    "no_id": ({"id": ["", *TRUTH["id"][1:]], "risk": scores(TRUTH)}, "1 row (first on line 2) has no id"),
    "leading_zero": (
        {"id": [i.lstrip("0") for i in TRUTH["id"]], "risk": scores(TRUTH)},
        f"{N} rows (first on line 2) have an id that this",
    ),
    "text": ({"id": TRUTH["id"], "risk": ["canary", *scores(TRUTH)[1:]]}, "1 cell that is not a number (first on line 2)"),
    "nan": ({"id": TRUTH["id"], "risk": [*scores(TRUTH)[:-2], "NaN", "inf"]}, f"2 cells that are not numbers (first on line {N})"),
    "too_large": ({"id": TRUTH["id"], "risk": ["1e999", *scores(TRUTH)[1:]]}, "1 row (first on line 2) with a number that is too large"),
    "empty_cell": ({"id": TRUTH["id"], "risk": ["", *scores(TRUTH)[1:]]}, "1 row (first on line 2) without a prediction"),
    "not_probabilities": (
        {"id": TRUTH["id"], "risk": [2.5, *scores(TRUTH)[1:]]},
        "has values outside [0, 1]: 'brier' needs predicted risks",
    ),
    "column": ({"id": TRUTH["id"], "score": scores(TRUTH)}, "must have the columns 'id' and 'risk'"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_without_any_cell(challenge: Path, tmp_path: Path, name: str) -> None:
    table, expected = FAULTS[name]
    text = refusal(challenge, csv_text(table), tmp_path)
    assert expected in text
    assert "\n" not in text
    assert "canary" not in text
    assert not [i for i in TRUTH["id"] if len(i) > 3 and re.search(rf"\b{i}\b", text)]
    assert "2.5" not in text
    assert "annotations" not in text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b'id,risk\n"',
        b"id,risk\n1\n",
        b"id,id,risk\n1,1,1\n",
        b"\x00" * 99,
        b"id,risk\n",
        b"," * 2**21,
        b"id,risk\n" + b"1,1\n" * 2000,
    ],
)
def test_a_hostile_file_is_refused_in_one_line(worker: Worker, content: bytes) -> None:
    stored = worker.submit("test", "hostile", content)
    assert stored.status == "failed"
    assert stored.stderr.rstrip().splitlines()[-1].startswith("clinmetrics.integrations.evalai.errors.SubmissionError: ")
    assert stored.stderr.count("Traceback") == 1


def test_where_a_row_of_the_annotations_is_stays_unknown(challenge: Path, tmp_path: Path) -> None:
    """If the annotations are sorted by outcome, the place of a row would tell its outcome."""
    first, last = (refusal(challenge, csv_text({"id": ids, "risk": risks}), tmp_path) for ids, risks in (
        (TRUTH["id"][1:], scores(TRUTH)[1:]), (TRUTH["id"][:-1], scores(TRUTH)[:-1]),
    ))  # fmt: skip
    rank = {i: n for n, i in enumerate(sorted(TRUTH["id"]), 1)}
    assert f"number {rank[TRUTH['id'][0]]} of" in first
    assert f"number {rank[TRUTH['id'][-1]]} of" in last
    high = [refusal(challenge, submission(TRUTH, risk=[*([0.5] * i), 2.5, *([0.5] * (N - 1 - i))]), tmp_path) for i in (0, N - 1)]
    assert high[0] == high[1]


def test_with_worst_case_missing_predictions_count_as_the_least_favorable(tmp_path: Path) -> None:
    folder = bundle(tmp_path, TRUTH, policies={"predictions": "worst_case"})
    whole = evaluate(folder, submission(TRUTH), tmp_path)["result"][0]["overall"]
    part = evaluate(folder, csv_text({"id": TRUTH["id"][30:], "risk": scores(TRUTH)[30:]}), tmp_path)["result"][0]["overall"]
    assert part["auroc"] < whole["auroc"]


def test_a_submission_fails_if_the_number_that_orders_is_undefined(tmp_path: Path) -> None:
    folder = bundle(tmp_path, TRUTH, order_by="ppv", metrics=["ppv", "auroc"])
    assert "is not defined for all: zero denominator" in refusal(folder, submission(TRUTH, risk=[0.1] * N), tmp_path)


def test_an_undefined_number_is_left_out(tmp_path: Path) -> None:
    folder = bundle(tmp_path, TRUTH, metrics=["auroc", "ppv"])
    with Worker(packed(folder, [])) as worker:
        stored = worker.submit("test", "timid", submission(TRUTH, risk=[0.1] * N))
        assert stored.status == "finished"
        assert "ppv_at_0_5" not in stored.scores["overall"]
        assert worker.leaderboard("test", "overall")[0][1][worker.labels.index("ppv_at_0_5")] == "#"


def test_broken_annotations_are_told_without_details(challenge: Path, tmp_path: Path) -> None:
    text = (challenge / "annotations/test.csv").read_text()
    (tmp_path / "broken.csv").write_text(text.replace(",1,", ",canary,", 1))
    (tmp_path / "given.csv").write_text(submission(TRUTH))
    for file in ("broken.csv", "absent.csv"):
        with pytest.raises(
            SubmissionError, match=r"^this phase could not be scored, for a reason that is not in the submission; please tell"
        ):
            evaluator(challenge / "evaluation_script")(tmp_path / file, tmp_path / "given.csv", "test")


def test_an_unforeseen_error_is_told_without_its_text(challenge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clinmetrics.integrations.evalai.scoring.public_result", lambda *_: {}["canary"])
    assert "for a reason that is not in the submission" in refusal(challenge, submission(TRUTH), tmp_path)
    monkeypatch.setenv("CLINMETRICS_DEBUG", "1")
    with pytest.raises(KeyError, match="canary"):
        evaluate(challenge, submission(TRUTH), tmp_path)


def test_it_runs_without_other_packages_and_writes_nothing(challenge: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "given.csv").write_text(submission(TRUTH))
    program = f"""
import sys
for name in ("pyarrow", "pandas", "polars", "yaml", "jinja2", "scipy", "tqdm", "typst", "matplotlib"):
    sys.modules[name] = None
sys.path.insert(0, {str(challenge)!r})
import evaluation_script as script
found = script.evaluate({str(challenge / "annotations/test.csv")!r}, {str(tmp_path / "given.csv")!r}, "test")
assert len(found["result"]) == 5
"""
    where = {**os.environ, "PYTHONPATH": str(Path(cm.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=where, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    evaluate(challenge, submission(TRUTH), tmp_path)
    assert capfd.readouterr() == ("", "")


def test_wheels_are_installed_only_if_clinmetrics_is_absent(challenge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script, calls = (challenge / "evaluation_script/__init__.py"), []
    code = compile(script.read_text().replace("from .main import evaluate", "pass"), "script", "exec")
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: calls.append((a[0], k)) or subprocess.CompletedProcess(a[0], 1, b"no wheel"))
    exec(code, {"__file__": str(script)})
    assert calls == []
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ImportError, match="clinmetrics could not be installed from wheels: no wheel"):
        exec(code, {"__file__": str(script)})
    command, how = calls[0]
    assert "--no-index" in command
    assert command[-2:] == [str(script.parent.resolve() / "wheels"), "clinmetrics"]
    assert how["stdout"] == subprocess.PIPE  # pip would write to the worker's own output


def test_remote_evaluation_gives_the_fields_of_the_request(challenge: Path, tmp_path: Path) -> None:
    evaluate_remotely = remote_evaluator(challenge / "evaluation_script")
    (tmp_path / "given.csv").write_text(submission(TRUTH))
    sent = evaluate_remotely(str(tmp_path / "given.csv"), "test", None, submission_metadata={})
    local = evaluate(challenge, submission(TRUTH), tmp_path)
    assert sorted(sent) == ["metadata", "result", "stderr", "stdout", "submission_status"]
    assert all(type(text) is str for text in sent.values())
    assert sent["submission_status"] == "FINISHED"
    rows = json.loads(sent["result"])
    labels = [x["label"] for x in json.loads((challenge / "evaluation_script/board.json").read_text())["labels"]]
    assert [{row["split"]: row["accuracies"]} for row in rows] == local["result"]
    for row in rows:
        assert sorted(row) == ["accuracies", "show_to_participant", "split"]
        assert all(name in labels and type(x) is float for name, x in row["accuracies"].items())
    (tmp_path / "given.csv").write_text("id\n1\n")
    failed = evaluate_remotely(str(tmp_path / "given.csv"), "test")
    assert (failed["submission_status"], failed["result"]) == ("FAILED", "[]")
    assert "must have the columns" in failed["stderr"]


def test_the_stand_in_has_the_rules_of_the_platform(challenge: Path) -> None:
    with Worker(packed(challenge, [])) as worker:
        good = {"result": [{"overall": {"auroc": 0.5}}], "submission_result": {}}
        bad = [
            {**good, "result": [{"overall": {"auroc": float("nan")}}]},
            {**good, "result": [{"overall": {"auroc": np.float32(0.5)}}]},
            {**good, "result": [{"nowhere": {"auroc": 0.5}}]},
            {**good, "submission_metadata": {}},
        ]
        for found, status in [(good, "finished"), *((x, "failed") for x in bad)]:
            worker._script.evaluate = lambda *a, x=found, **k: x
            assert worker.submit("test", "one", "").status == status
        worker._script.evaluate = lambda *a, **k: {**good, "error": [{"overall": {"error_auroc": 0.1}}]}
        assert worker.submit("test", "two", "").status == "finished"
        with pytest.raises(KeyError, match="error_"):
            worker.leaderboard("test", "overall")
        worker._script.evaluate = lambda *a, **k: sys.stdout.isatty()
        assert "has no attribute 'isatty'" in worker.submit("test", "three", "").stderr


def test_the_bundle_is_the_same_bytes_twice_and_has_no_other_columns(tmp_path: Path) -> None:
    extra = {**TRUTH, "name": ["canary"] * N}
    for name in "ab":
        (tmp_path / name).mkdir()
    first, second = (packed(bundle(tmp_path / name, extra), []) for name in "ab")
    assert first == second
    assert "canary" not in (tmp_path / "a/challenge/annotations/test.csv").read_text()
    assert "<in>" not in (tmp_path / "a/challenge/templates/description.html").read_text()


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = write_specification(tmp_path), tmp_path / "challenge"
    assert command(capsys, "evalai", "init", path, "--out", out)[0] == 0
    assert command(capsys, "evalai", "init", path, "--out", out)[0] == 2
    assert (out / "annotations/test.csv").stat().st_mode & 0o077 == 0
    code, text, _ = command(capsys, "evalai", "check", out)
    assert (code, text.splitlines()[-1]) == (0, "No faults found.")
    assert command(capsys, "evalai", "pack", out, "--out", tmp_path / "challenge.zip")[0] == 0
    code, text, _ = command(capsys, "evalai", "dry-run", tmp_path / "challenge.zip")
    assert code == 0
    told = dict(re.findall(r"^  ([\w ]+): (finished|failed)$", text, re.M))
    assert told == {
        "good": "finished", "shuffled": "finished", "missing id": "failed", "duplicate": "failed", "NaN": "failed", "constant": "finished",
        "hostile": "failed",
    }  # fmt: skip
    assert "script" not in text.replace("description", "").split("hostile", 1)[1].split("Leaderboard")[0]


@pytest.mark.parametrize(
    ("analysis", "text"),
    [
        ({"policies": {"predictions": "drop"}}, "analysis.policies.predictions: drop would let an entrant choose"),
        ({"policies": {"duplicates": "drop"}}, "analysis.policies.duplicates: a challenge needs error"),
        ({"models": [{"name": "a", "score": "a"}, {"name": "b", "score": "b"}]}, "choose the entry that describes it by --model"),
        ({"metrics": ["prevalence"]}, "no metric has one with a better direction"),
        ({"id": "sex", "groups": []}, "each row needs an id of its own"),
    ],
)
def test_what_does_not_suit_a_challenge_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], analysis: Any, text: str) -> None:
    code, _, err = command(capsys, "evalai", "init", write_specification(tmp_path, **analysis), "--out", tmp_path / "challenge")
    assert code == 3
    assert text in err


def test_a_challenge_of_decisions(tmp_path: Path) -> None:
    table = {**TRUTH, "died": ["yes" if y else "no" for y in TRUTH["died"]]}
    analysis = {
        "outcome": {"column": "died", "positive": "yes", "negative": "no"},
        "models": [{"name": "entrant", "decision": "call"}],
        "thresholds": [],
        "metrics": ["sensitivity", "specificity", "fpr"],
        "groups": ["sex", {"column": "age", "bins": [65]}, "sex*age"],
        "goals": [{"metric": "sensitivity", "at_least": 0.5}],
    }

    folder = bundle(tmp_path, table, **analysis)
    with Worker(packed(folder, [])) as worker:
        assert worker.order_by == "sensitivity_lo"
        examples = Examples.of(read_specification(folder / "evaluation_script/specification.json"), folder / "annotations/test.csv")
        found = {kind: worker.submit("test", kind, examples.text(kind)) for kind in KINDS}
        assert {kind: one.status for kind, one in found.items()} == {
            "good": "finished", "shuffled": "finished", "missing id": "failed", "duplicate": "failed", "NaN": "failed",
            "constant": "finished", "hostile": "failed",
        }  # fmt: skip
        assert "decision: the column 'call' of the submission has 1 row (first on line 301) with another level" in found["NaN"].stderr
        assert found["good"].scores["sex_female"]["sensitivity"] > 0.5
        assert json.loads(found["good"].result_file)["audit"]["goals"][0]["verdict"] == "met"
