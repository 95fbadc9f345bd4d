# SPDX-License-Identifier: Apache-2.0
"""Whole challenges on the real EvalAI: its API, its database and its worker in the Python that it has, with the wheels of the bundle.

EVALAI_CHECKOUT names a checkout of EvalAI, EVALAI_PYTHON a CPython 3.9 with its requirements and those of its worker, EVALAI_DATABASE a server of
PostgreSQL (postgresql://postgres@127.0.0.1:5432/evalai; the test has a database of its own there), EVALAI_WHEELS a folder with the wheels of
clinmetrics for CPython 3.9 and of narwhals. That Python must see the checkout, this folder and the temporary files at the same paths.
EvalAI stores names of at most 100 characters, folder included: give pytest a short folder, as in --basetemp=/tmp/e.
"""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from challenges import csv_text
from clinmetrics.cli import main
from clinmetrics.integrations.evalai.worker import Worker

NAMES = ("EVALAI_CHECKOUT", "EVALAI_PYTHON", "EVALAI_DATABASE", "EVALAI_WHEELS")
LACKING = [name for name in NAMES if not os.environ.get(name)]
DRIVER = Path(__file__).with_name("evalai_real.py")
DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo" / "predictions.csv"
N_LARGE = 100_000

pytestmark = [pytest.mark.long, pytest.mark.skipif(bool(LACKING), reason=f"no real EvalAI; not set: {', '.join(LACKING)}")]


def truth_of_demo() -> tuple[dict[str, list[Any]], dict[str, list[float]]]:
    """The truth of the demo with ids that no number resembles, and the scores of its two models."""
    with DEMO.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    table: dict[str, list[Any]] = {"id": [f"P-{row['patient_id']}-x" for row in rows], "died": [int(row["died"]) for row in rows]}
    table |= {name: [row[name] for row in rows] for name in ("sex", "age_band")}
    return table, {name: [float(row[name]) for row in rows] for name in ("logistic", "boosting")}


def large_truth() -> tuple[dict[str, list[Any]], list[float]]:
    """100,000 rows with the groups of the demo."""
    table, _ = truth_of_demo()
    rng = np.random.default_rng(5)
    died = rng.random(N_LARGE) < 0.3
    columns = {name: rng.choice(sorted(set(table[name])), N_LARGE).tolist() for name in ("sex", "age_band")}
    risk = np.round(np.clip(0.3 + 0.2 * died + 0.2 * rng.standard_normal(N_LARGE), 0, 1), 6)
    return {"id": [f"L-{i}-x" for i in range(N_LARGE)], "died": died.astype(int).tolist(), **columns}, risk.tolist()


def failing(table: dict[str, list[Any]], risk: list[float]) -> dict[str, tuple[str | bytes, str]]:
    """Submissions that must fail, with words of the message that the entrant must read."""
    ids, n = table["id"], len(risk)
    cells: list[Any] = ["=cmd|'/c calc'!A0"] * n
    return {
        "missing id": (csv_text({"id": ids[:-1], "risk": risk[:-1]}), "1 of 1,629 ids is missing"),
        "duplicate": (csv_text({"id": [*ids, ids[0]], "risk": [*risk, 0.5]}), "1 row (first"),
        "unknown id": (csv_text({"id": [*ids[:-1], "P-nobody"], "risk": risk}), "an id that this phase does not have"),
        "NaN": (csv_text({"id": ids, "risk": [*risk[:-1], "NaN"]}), "1 cell that is not a number"),
        "text": (csv_text({"id": ids, "risk": cells}), "number"),
        "too large": (csv_text({"id": ids, "risk": [*risk[:-1], "1e999"]}), "number"),
        "negative": (csv_text({"id": ids, "risk": [*risk[:-1], -3]}), "[0, 1]"),
        "column": (csv_text({"id": ids, "score": risk}), "the submission must have the columns 'id' and 'risk'"),
        "script": (csv_text({"id": [f'"><script>{i}</script>' for i in range(n)], "risk": ["\x1b[2J"] * n}), "an id that this phase does not have"),
        "zeros": (b"\x00" * 5000, "the submission"),
        "binary": (bytes(range(256)) * 50, "the submission"),
        "empty": ("\n", "the submission"),
        "quote": ('id,risk\n"' + "a" * 300_000, "the submission"),
        "one line": ("id,risk" + "," * 1_000_000 + "\n", "the submission"),
        "many rows": ("id,risk\n" + "a,1\n" * 500_000, "the submission"),
    }  # fmt: skip


def specification(folder: Path) -> Path:
    """The audit, whose truth is that of the demo."""
    analysis = {
        "title": "Death by 1992", "id": "id", "outcome": {"column": "died", "positive": 1, "negative": 0},
        "models": [{"name": "entrant", "score": "risk"}], "thresholds": [0.2], "metrics": ["auroc", "brier", "sensitivity"],
        "groups": ["sex", "age_band"], "goals": [{"metric": "auroc", "at_least": 0.75, "words": "Better than before."}],
    }  # fmt: skip
    path = folder / "audit.json"
    path.write_text(json.dumps({"schema": "clinmetrics.audit/1", "analysis": analysis, "site": {"truth": "test.csv"}}), encoding="utf-8")
    return path


def bundle(folder: Path, name: str, *options: str) -> Path:
    """A challenge made and packed by the command line."""
    made, out = folder / name, folder / f"{name}.zip"
    assert main(["evalai", "init", str(specification(folder)), "--out", str(made), *options]) == 0
    assert main(["evalai", "check", str(made)]) == 0
    assert main(["evalai", "pack", str(made), "--wheels", os.environ["EVALAI_WHEELS"], "--out", str(out)]) == 0
    assert main(["evalai", "check", str(out)]) == 0
    return out


def entries(folder: Path, phase: str, texts: dict[str, str | bytes]) -> list[dict[str, str]]:
    """The submissions as files."""
    found = []
    for name, text in texts.items():
        path = folder / f"{phase}_{name.replace(' ', '_')}.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        found.append({"team": name, "phase": phase, "file": str(path)})
    return found


def real(folder: Path, plan: list[dict[str, Any]]) -> Any:
    """What the driver found on the platform."""
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    checkout, python, database, _ = (os.environ[name] for name in NAMES)
    where = {name: text for name, text in os.environ.items() if not name.startswith(("PYTHON", "PIP_", "CLINMETRICS"))}
    done = subprocess.run(
        [python, str(DRIVER), checkout, database, str(folder)], capture_output=True, text=True, env=where, check=False, timeout=900
    )
    (folder / "log.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    assert done.returncode == 0, (done.stdout + done.stderr)[-5000:]
    return json.loads((folder / "found.json").read_text(encoding="utf-8"))


def test_challenges_on_the_real_platform(tmp_path: Path) -> None:
    table, models = truth_of_demo()
    large, large_risk = large_truth()
    (tmp_path / "test.csv").write_text(csv_text(table), encoding="utf-8")
    (tmp_path / "large.csv").write_text(csv_text(large), encoding="utf-8")
    phases = f"--phase=test={tmp_path / 'test.csv'}", f"--open-phase=large={tmp_path / 'large.csv'}"
    order = random.Random(1).sample(range(len(table["id"])), len(table["id"]))
    bad = failing(table, models["logistic"])
    good: dict[str, str | bytes] = {
        **{name: csv_text({"id": table["id"], "risk": risk}) for name, risk in models.items()},
        "shuffled": csv_text(
            {"risk": [models["logistic"][i] for i in order], "note": ["x"] * len(order), "id": [table["id"][i] for i in order]}
        ),
        "constant": csv_text({"id": table["id"], "risk": [0.5] * len(order)}),
        "halves": csv_text({"id": table["id"], "risk": [float(x > 0.2) for x in models["logistic"]]}),
    }
    given = {**good, **{name: text for name, (text, _) in bad.items()}}
    bundles = bundle(tmp_path, "by_auroc", *phases), bundle(tmp_path, "by_brier", "--order-by=brier", phases[0])
    given_large = {"rows": csv_text({"id": large["id"], "risk": large_risk})}
    plan = [
        {"bundle": str(bundles[0]), "submissions": entries(tmp_path, "test", given) + entries(tmp_path, "large", given_large)},
        {"bundle": str(bundles[1]), "submissions": entries(tmp_path, "test", good)},
    ]
    found = real(tmp_path, plan)
    assert found["versions"]["python"].startswith("3.9.")
    assert not found["versions"]["location"].startswith(str(DRIVER.parents[2])), "the wheel was not used"
    first, second = found["challenges"]
    for one in found["challenges"]:
        assert (one["created"], one["module_error"]) == (201, None)
    expect_outcomes(first["submissions"], {name: words for name, (_, words) in bad.items()})
    expect_order(first["leaderboards"], "auroc_lo", descending=True)
    expect_order(second["leaderboards"], "brier_hi", descending=False)
    expect_same_as_stand_in(bundles[0].read_bytes(), first, good)
    expect_secrets_kept(first)
    rows = next(one for one in first["submissions"] if one["phase"] == "large")
    print(json.dumps({**found["versions"], "seconds of 100,000 rows": rows["seconds"], "MiB": rows["mib"]}))
    assert rows["seconds"] <= 5  # of a core; a worker has half of one
    assert rows["mib"]["after"] <= 1024


def expect_outcomes(submissions: list[dict[str, Any]], bad: dict[str, str]) -> None:
    """The good ones have files and no errors; of the others, the last line of the errors is a plain message of this package."""
    for one in submissions:
        seen, name = one["entrant"], one["team"]
        assert not seen["stdout_file"], name
        assert one["status"] == ("failed" if name in bad else "finished"), (name, seen["stderr_file"])
        if name in bad:
            last = seen["stderr_file"].rstrip().splitlines()[-1]
            assert last.startswith("clinmetrics.integrations.evalai.errors.SubmissionError: "), (name, last)
            assert bad[name] in last, (name, last)
            assert len(last) < 600, name
            assert "tell the host" not in last, name
            assert (seen["submission_result_file"], one["metadata"]) == (None, None), name
        else:
            assert not seen["stderr_file"], name
            assert cm.Result.from_json(one["metadata"]).audit["goals"]
            assert json.loads(seen["submission_result_file"], parse_constant=pytest.fail)["rows"], name


def expect_order(boards: dict[str, list[dict[str, Any]]], label: str, *, descending: bool) -> None:
    """Each board is sorted by the limit that is less favorable, which for some is not the order of the values; limits enclose the value."""
    by_value = []
    assert set(boards) >= {"test/overall", "test/sex_female", "test/sex_male"}
    for name, rows in boards.items():
        numbers = [row["result"][row["leaderboard__schema"]["labels"].index(label)] for row in rows]
        assert numbers == sorted(numbers, reverse=descending), name
        values = [row["result"][row["leaderboard__schema"]["labels"].index(label.rpartition("_")[0])] for row in rows]
        by_value.append(values == sorted(values, reverse=descending))
        assert all(row["leaderboard__schema"]["default_order_by"] == label for row in rows)
        for row in rows:
            cells = dict(zip(row["leaderboard__schema"]["labels"], row["result"]))
            for metric in ("auroc", "brier", "sensitivity_at_0_2"):
                assert cells[f"{metric}_lo"] <= cells[metric] <= cells[f"{metric}_hi"], (name, metric)
    assert not all(by_value)
    assert len(boards["test/overall"]) == 5


def expect_same_as_stand_in(content: bytes, challenge: dict[str, Any], good: dict[str, str | bytes]) -> None:
    """The platform's leaderboards have the numbers of the stand-in on this machine: another Python, compiler and C library."""
    with Worker(content) as worker:
        for name, text in good.items():
            assert worker.submit("test", name, text).status == "finished"
        for split in worker.splits("test"):
            theirs = {
                row["submission__participant_team__team_name"][:-2]: row["result"] for row in challenge["leaderboards"][f"test/{split}"]
            }
            assert theirs == dict(worker.leaderboard("test", split))


def expect_secrets_kept(challenge: dict[str, Any]) -> None:
    """Nothing that an entrant or anybody reads has an id, such as P-233-x or L-5-x; the full result is for the host alone."""
    boards = json.dumps(challenge["leaderboards"])
    texts = [boards, *(json.dumps([one["entrant"], one["entrant_fields"]]) for one in challenge["submissions"])]
    for text in texts:
        assert "P-" not in text
        assert "L-" not in text
    for one in challenge["submissions"]:
        assert "submission_metadata_file" not in one["entrant_fields"]
        if one["status"] == "finished" and one["phase"] == "test":  # rounded, and without the counts of 2 x 2 tables
            document = json.loads(one["entrant"]["submission_result_file"])
            assert document["counts"] == []
            assert json.loads(one["metadata"])["counts"]
    assert all("submission_metadata_file" in fields for fields in challenge["host_sees"])
