# SPDX-License-Identifier: Apache-2.0
"""Two data sets: drift against formulas written anew and SciPy, the identifiers that both have, and files of fingerprints."""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.stats
from cli_program import run, write_csv
from clinmetrics import dataset
from clinmetrics.dataset.shift import holm

RNG = np.random.default_rng(3)
A = {"age": RNG.normal(60, 10, 400), "sex": RNG.choice(["F", "M"], 400), "died": (RNG.random(400) < 0.2).astype(int)}
B = {"age": RNG.normal(63, 10, 300), "sex": RNG.choice(["F", "M", "X"], 300), "died": (RNG.random(300) < 0.3).astype(int)}


def test_numbers_by_hand() -> None:
    """Ten numbers in ten bins of one each; of the second set, all lie in the last bin."""
    drift = dataset.compare({"x": list(range(1, 12))}, {"x": [100] * 12})
    p, q = np.array([2.5] + [1.5] * 9) / 16, np.array([0.5] * 9 + [12.5]) / 17
    assert drift.column("x")["psi"] == pytest.approx(float(np.sum((q - p) * np.log(q / p))), rel=1e-12)
    assert drift.column("x")["ks"] == 1


def test_numbers_against_scipy() -> None:
    found = dataset.compare(A, B).column("age")
    expected = scipy.stats.ks_2samp(A["age"], B["age"], method="asymp")
    assert (found["ks"], found["p"]) == (expected.statistic, expected.pvalue)
    points = np.concatenate([A["age"], B["age"]])
    distance = max(abs(np.mean(A["age"] <= x) - np.mean(B["age"] <= x)) for x in points)
    assert found["ks"] == pytest.approx(distance, rel=1e-12)
    edges = np.quantile(A["age"], np.arange(0.1, 0.95, 0.1))
    counts = [np.histogram(x, np.concatenate([[-np.inf], edges, [np.inf]]))[0] for x in (A["age"], B["age"])]
    p, q = ((n + 0.5) / (n.sum() + 5) for n in counts)
    assert found["psi"] == pytest.approx(float(np.sum((q - p) * np.log(q / p))), rel=1e-9)


def test_levels_by_hand() -> None:
    """The 2 x 2 table 10, 20; 30, 5: chi-square n (ad - bc)^2 / product of the margins."""
    drift = dataset.compare({"sex": ["F"] * 10 + ["M"] * 20}, {"sex": ["F"] * 30 + ["M"] * 5})
    found = drift.column("sex")
    chi2 = 65 * (10 * 5 - 20 * 30) ** 2 / (30 * 35 * 40 * 25)
    assert found["chi2"] == pytest.approx(chi2, rel=1e-12)
    assert found["cramers_v"] == pytest.approx(math.sqrt(chi2 / 65), rel=1e-12)
    assert found["p"] == pytest.approx(math.erfc(math.sqrt(chi2 / 2)), rel=1e-9)
    assert (found["df"], found["n_a"], found["n_b"]) == (1, 30, 35)


def test_missing_cells_are_a_level() -> None:
    found = dataset.compare({"sex": ["F", None] * 20}, {"sex": ["M"] * 40}).column("sex")
    assert (found["df"], found["n_new_levels"], found["n_vanished_levels"]) == (2, 1, 1)
    assert found["missing_difference"]["value"] == -0.5
    numbers = dataset.compare({"x": [*range(20), *([None] * 20)]}, {"x": list(range(40))}).column("x")
    assert (numbers["n_bins"], numbers["n_a"], numbers["n_b"], numbers["missing_a"]) == (11, 20, 40, 20)


def test_outcome_has_newcombe_interval() -> None:
    """Newcombe 1998, Statistics in Medicine 17:873, table II: 56/70 - 48/80, method 10 gives 0.0524 to 0.3339."""
    found = dataset.compare({"died": [1] * 48 + [0] * 32}, {"died": [1] * 56 + [0] * 14}, y_true="died").outcome
    assert found is not None
    assert [round(found["difference"][name], 4) for name in ("value", "lower", "upper")] == [0.2, 0.0524, 0.3339]


def test_text_is_compared_as_numbers_or_levels(tmp_path: Path) -> None:
    codes = [f"{i % 12:02}" for i in range(48)]
    columns = {
        "age": [f"{i},5" for i in range(48)],
        "code": codes,
        "id": [f"i{i}" for i in range(48)],
        "few": [str(i % 3) for i in range(48)],
    }
    path = write_csv(tmp_path / "t.csv", columns, ";")
    found = dataset.compare(path, path)
    assert {c["name"]: c["kind"] for c in found.columns} == {"age": "numbers", "code": "levels", "id": "levels", "few": "levels"}
    assert all(c["psi"] == 0 for c in found.columns)
    other = write_csv(tmp_path / "u.csv", {**columns, "id": [f"j{i}" for i in range(48)]}, ";")
    assert dataset.compare(path, other).column("id")["kind"] == "not_compared"
    assert "id" not in [c["name"] for c in dataset.compare(path, other, id="id").columns]


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == [0.03, 0.06, 0.06]
    assert holm([0.5, 0.6]) == [1.0, 1.0]
    assert holm([]) == []


def test_columns_of_one_and_nothing_to_compare() -> None:
    found = dataset.compare({"a": [1, 1], "b": [1, 2], "e": [None, None]}, {"a": [1, 1, 1], "c": [1, 2, 3], "e": [None] * 3})
    assert (found.only_in_a, found.only_in_b) == (("b",), ("c",))
    assert (found.column("a")["cramers_v"], found.column("a")["p"], found.column("a")["p_adjusted"]) == (0, None, None)
    assert dataset.compare({"a": []}, {"a": [1]}).column("a")["psi"] is None


def test_the_command_compares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = (write_csv(tmp_path / f"{name}.csv", {k: v.tolist() for k, v in t.items()}) for name, t in (("a", A), ("b", B)))
    code, out, err = run(capsys, "dataset", "compare", a, b, "--y-true", "died", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == dataset.compare(a, b, y_true="died").to_dict()
    code, out, err = run(capsys, "dataset", "compare", a, b, "--y-true", "died")
    assert (code, err) == (0, "")
    lines = [line.split() for line in out.splitlines()]
    assert next(line for line in lines if line[:1] == ["age"])[2] == "D"
    assert "A p value measures the number of rows" in out


IDS = {"id": ["007", "7", "x", "x", ""], "patient": ["a", "a", "b", "b", "c"]}
OTHERS = {"id": ["7", "y", "x", "z", "w"], "patient": ["c", "d", "e", "f", "g"]}
EXPECTED = {"n_a": 3, "n_b": 5, "n_shared": 2, "share_a": 2 / 3, "share_b": 0.4}


def test_overlap(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = write_csv(tmp_path / "a.csv", IDS), write_csv(tmp_path / "b.csv", OTHERS)
    found = dataset.overlap(a, b, id="id", unit="patient")
    assert found["id"] == {**EXPECTED, "n_missing_a": 1, "n_missing_b": 0}
    assert found["unit"]["n_shared"] == 1
    assert dataset.overlap(IDS, OTHERS, id="id")["id"] == found["id"]
    assert dataset.overlap({"id": [7, 8]}, OTHERS, id="id")["id"]["n_shared"] == 1
    code, out, err = run(capsys, "dataset", "overlap", a, b, "--id", "id", "--unit", "patient")
    assert (code, err) == (0, "")
    assert [line.split() for line in out.splitlines()[1:3]] == [
        ["id", "3", "5", "2", "0.667", "0.400"],
        ["unit", "3", "5", "1", "0.333", "0.200"],
    ]
    assert "007" not in out


@pytest.mark.parametrize("argument", ["id", "unit"])
def test_an_unknown_column(tmp_path: Path, capsys: pytest.CaptureFixture[str], argument: str) -> None:
    a = write_csv(tmp_path / "a.csv", IDS)
    given = {"id": "id", "unit": "patient", argument: "patent"}
    code, out, err = run(capsys, "dataset", "overlap", a, a, "--id", given["id"], "--unit", given["unit"])
    assert (code, out) == (3, "")
    assert err.startswith(f"clinmetrics: --{argument} names the column 'patent', which a.csv does not have; did you mean 'patient'?")
    with pytest.raises(ValueError, match=f"`{argument}` names the column 'patent', which the data do not have"):
        dataset.overlap(IDS, IDS, **given)


def secret(path: Path, content: bytes) -> Path:
    path.touch(mode=0o600)
    path.write_bytes(content)
    return path


def test_fingerprints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = os.urandom(32).replace(b"\n", b"-")
    ours, theirs = secret(tmp_path / "s1", key), secret(tmp_path / "s2", key + b"\n")
    a, b = write_csv(tmp_path / "a.csv", IDS), write_csv(tmp_path / "b.csv", OTHERS)
    code, out, err = run(capsys, "dataset", "fingerprint", a, "--id", "id", "--secret-file", ours, "--out", tmp_path / "a.fp")
    assert (code, err) == (0, "")
    assert out.startswith("3 identifiers in ")
    dataset.fingerprint(b, id="id", secret_file=theirs, out=tmp_path / "b.fp")
    head, *lines = (tmp_path / "a.fp").read_text().splitlines()
    assert lines == sorted(hmac.new(key, b"clinmetrics.fingerprint/1\0id\0" + i, hashlib.sha256).hexdigest() for i in (b"007", b"7", b"x"))
    assert json.loads(head)["n"] == 3
    assert (tmp_path / "a.fp").stat().st_mode & 0o777 == 0o600
    assert dataset.overlap(tmp_path / "a.fp", tmp_path / "b.fp")["id"] == {**EXPECTED, "n_missing_a": None, "n_missing_b": None}
    dataset.fingerprint(b, id="id", secret_file=secret(tmp_path / "s3", os.urandom(40)), out=tmp_path / "c.fp")
    code, out, err = run(capsys, "dataset", "overlap", tmp_path / "a.fp", tmp_path / "c.fp")
    assert (code, out) == (3, "")
    assert "different secrets" in err


@pytest.mark.parametrize(("content", "mode", "message"), [
    (b"s" * 31, 0o600, "at least 32 random bytes"), (b"s" * 64, 0o600, "at least 32 random bytes"), (bytes(range(40)), 0o640, "chmod 600"),
    (bytes(5000), 0o600, "larger than 4,096 bytes"), (bytes(range(31)) + b"\n", 0o600, "at least 32 random bytes"), (None, 0, "cannot be read"),
])  # fmt: skip
def test_secrets_that_are_refused(tmp_path: Path, content: bytes | None, mode: int, message: str) -> None:
    path = tmp_path / "secret"
    if content is not None:
        secret(path, content).chmod(mode)
    with pytest.raises(ValueError, match=message):
        dataset.fingerprint(IDS, id="id", secret_file=path, out=tmp_path / "a.fp")
    assert not (tmp_path / "a.fp").exists()


@pytest.mark.parametrize("change", [
    lambda t: t[:-1], lambda t: t + "0", lambda t: t.replace('"n": 3', '"n": 2'), lambda t: t.replace('"n": 3', '"n": 1e99'), lambda t: "",
    lambda t: t.replace("fingerprint/1", "fingerprint/2"), lambda t: "{" + "x" * 5000, lambda t: "id,a\n1,2\n", lambda t: t.upper(),
    lambda t: "\n".join([t.splitlines()[0], *t.splitlines()[:0:-1], ""]), lambda t: t[:-3] + "g1\n", lambda t: t.replace('"n": 3', '"n": true'),
])  # fmt: skip
def test_files_of_fingerprints_that_are_refused(tmp_path: Path, change: Any) -> None:
    dataset.fingerprint(IDS, id="id", secret_file=secret(tmp_path / "s", os.urandom(48)), out=tmp_path / "a.fp")
    (tmp_path / "b.fp").write_text(change((tmp_path / "a.fp").read_text()))
    with pytest.raises(ValueError, match=r"b\.fp") as caught:
        dataset.overlap(tmp_path / "a.fp", tmp_path / "b.fp")
    assert "pangolin" not in str(caught.value)
