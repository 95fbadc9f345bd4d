# SPDX-License-Identifier: Apache-2.0
"""An audit of files or frames gives the numbers that `evaluate` gives on rows that were joined by hand."""

from __future__ import annotations

import doctest
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from audits import audited, overall, specification, write
from clinmetrics.audit.errors import AuditError
from clinmetrics.audit.run import run
from cohorts import seeded

N = 80
ROWS = seeded(21, N)
TRUTH = pd.DataFrame(
    {
        "id": [f"{i:03}" for i in range(N)],
        "died": ROWS.y,
        "sex": np.where(np.arange(N) % 3 == 0, "F", "M"),
        "age": 20 + np.arange(N),
        "patient": np.arange(N) // 2,
        "weight": 1.0 + np.arange(N) % 2,
    }
)
TRUTH.loc[7, "sex"] = None
SHUFFLED = np.random.default_rng(5).permutation(N)
PREDICTIONS = pd.DataFrame({"id": TRUTH["id"], "risk": ROWS.score, "other": np.round(ROWS.score[::-1], 2)}).iloc[SHUFFLED]
ANALYSIS: dict[str, Any] = {
    "models": [{"name": "m", "score": "risk", "thresholds": [0.3, "youden"]}, {"name": "k", "score": "other"}],
    "unit": "patient",
    "weights": {"column": "weight"},
    "thresholds": [0.5],
    "groups": [{"column": "sex", "order": ["M", "F"]}, {"column": "age", "bins": [40, 65]}, "sex*age"],
    "metrics": ["auroc", "sensitivity", "brier"],
    "intervals": {"n_resamples": 50, "seed": 3, "level": 0.9, "methods": {"brier": "percentile"}},
    "comparisons": {"pairs": "all"},
    "gaps": {"kind": "reference", "reference": {"sex": "F"}},
    "minimum_group_size": 5,
}


def by_hand() -> cm.Result:
    """The same call of `evaluate`, after a join by pandas."""
    rows = TRUTH.merge(PREDICTIONS, on="id", validate="one_to_one").sort_values("id")
    rows["sex"] = pd.Categorical(rows["sex"], ["M", "F"])
    rows["age"] = pd.cut(rows["age"], [-np.inf, 40, 65, np.inf], right=False, labels=["<40", "40 to <65", ">=65"])
    return cm.evaluate(
        rows, y_true="died", y_score={"m": "risk", "k": "other"}, threshold={"m": [0.3, "youden"], "k": 0.5}, unit="patient",
        sample_weight="weight", groups=["sex", "age", ("sex", "age")], metrics=["auroc", "sensitivity", "brier"], ci={"brier": "percentile"},
        n_resamples=50, seed=3, level=0.9, compare="all", gaps="reference", reference={"sex": "F"}, min_group_size=5, curves="steps",
    )  # fmt: skip


def numbers(result: cm.Result) -> dict[str, Any]:
    document = result.to_json_dict()
    return {name: document[name] for name in ("rows", "counts", "comparisons", "gaps", "curves", "models")}


def frames(kind: str, folder: Path) -> tuple[Any, Any]:
    if kind == "pandas":
        return TRUTH, PREDICTIONS
    if kind == "mapping":
        return {name: TRUTH[name].tolist() for name in TRUTH}, [{name: PREDICTIONS[name].tolist() for name in PREDICTIONS}]
    if kind == "polars":
        return pl.from_pandas(TRUTH), pl.from_pandas(PREDICTIONS.reset_index(drop=True))
    if kind == "pyarrow":
        return pa.Table.from_pandas(TRUTH), pa.Table.from_pandas(PREDICTIONS)
    paths = folder / f"t.{kind}", folder / f"p.{kind}"
    for frame, path in zip((TRUTH, PREDICTIONS), paths):
        if kind == "parquet":
            pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), path)
        else:
            frame.to_csv(path, index=False, sep="\t" if kind == "tsv" else ",")
    return paths


@pytest.mark.parametrize("kind", ["pandas", "mapping", "polars", "pyarrow", "csv", "csv.gz", "tsv", "parquet"])
def test_the_numbers_are_those_of_the_joined_rows(kind: str, tmp_path: Path) -> None:
    truth, predictions = frames(kind, tmp_path)
    result = audited(truth, predictions, **ANALYSIS)
    assert numbers(result) == numbers(by_hand())
    assert overall(result) == {"received": N, "analysed": N}
    asked = result.provenance
    assert (asked["y_true"], asked["unit"], asked["sample_weight"]) == ("died", "patient", "weight")
    assert asked["groups"] == ["sex", "age:40,65", "sex*age:40,65"]


@pytest.mark.parametrize("kind", ["csv", "csv.gz", "parquet"])
def test_files_are_named_with_their_digests(kind: str, tmp_path: Path) -> None:
    paths = frames(kind, tmp_path)
    result = cm.audit(specification(), truth=paths[0], predictions=paths[1])
    truth, predictions = (
        {"name": path.name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for path, content in ((path, path.read_bytes()) for path in paths)
    )
    assert result.provenance["files"] == [{"role": "truth", **truth}, {"role": "predictions", **predictions}]
    assert result.audit["manifest"]["files"] == [truth]
    assert result.audit["manifest"]["predictions"] == [predictions]
    assert str(tmp_path) not in result.to_json()


@pytest.mark.parametrize(("kind", "n_digests"), [("csv", 0), ("csv.gz", 0), ("parquet", 2)])
def test_a_file_is_read_once(kind: str, n_digests: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns and rows for analysis, manifest and check of the registered manifest; the digest of text needs no reading of its own."""
    from clinmetrics.table_files import table

    paths, calls = frames(kind, tmp_path), list[str]()
    cm.dataset.describe(paths[0]).to_json(tmp_path / "m.json")

    def counted(name: str) -> None:
        original = getattr(table, name)
        monkeypatch.setattr(table, name, lambda *given: (calls.append(name), original(*given))[1])

    reader = "read_parquet_columns" if kind == "parquet" else "read_columns"
    counted(reader)
    counted("file_entry")
    result = cm.audit(specification(manifest=str(tmp_path / "m.json")), truth=paths[0], predictions=paths[1])
    assert result.audit["verified"] == {"matches": True, "differences": []}
    assert (calls.count(reader), calls.count("file_entry")) == (2, n_digests)


def test_a_fault_in_a_column_that_is_not_analysed_prevents_the_manifest_only(tmp_path: Path) -> None:
    path = write(tmp_path, "", "id,risk\n1,0.9\n2,0.1\n")
    (tmp_path / "truth.csv").write_bytes(b"id,died,note\n1,1,\xff\n2,0,b\n")
    result = cm.audit(path)
    assert (result["auroc"].one().value, result.audit["manifest"]) == (1, None)
    text = next(n.text for n in result.notices if n.code == "no_manifest")
    assert text.startswith("The result has no manifest of the data: truth.csv is not UTF-8")
    path.write_text(json.dumps(specification(manifest="m.json")), encoding="utf-8")
    with pytest.raises(AuditError, match=r"site\.manifest: truth\.csv is not UTF-8"):
        cm.audit(path)


@pytest.mark.parametrize("kind", ["csv", "parquet", "pandas"])
def test_data_are_described_only_if_that_is_asked_for(kind: str, tmp_path: Path) -> None:
    given, tables = cm.read_specification(specification()), frames(kind, tmp_path)
    secret, open_to_all = (run(given, *tables, describe=describe).result.audit for describe in (False, True))
    assert secret["manifest"] is None
    assert open_to_all["manifest"]["n_rows"] == N


def test_the_audit_of_a_result() -> None:
    first, again = audited(TRUTH, PREDICTIONS), audited(TRUTH, PREDICTIONS)
    assert re.fullmatch(r"[0-9a-f]{32}", first.audit["run_id"])
    assert first.audit["run_id"] != again.audit["run_id"]
    asked = first.audit["specification"]
    assert asked["schema"] == "clinmetrics.audit/1"
    assert asked["analysis"]["outcome"]["column"] == "died"
    given = cm.read_specification(specification())
    from clinmetrics.audit.specification import digest

    assert asked["digest"] == digest(given.analysis)
    assert cm.audit(given, truth=TRUTH, predictions=PREDICTIONS).audit["specification"] == asked


def test_ids_are_text(tmp_path: Path) -> None:
    """012 and 12 are two ids in files, and a number in a frame is its digits."""
    truth = "id,died\n012,0\n12,1\n1.0,0\n1,1\n"
    result = cm.audit(write(tmp_path, truth, "id,risk\n12,0.9\n012,0.1\n1,0.8\n1.0,0.2\n"))
    assert result["auroc"].one().value == 1
    assert overall(result) == {"received": 4, "analysed": 4}
    with pytest.raises(ValueError, match=r"truth.csv: 1 row \(first on line 2\) without a prediction"):
        cm.audit(write(tmp_path, truth, "id,risk\n12,0.9\n1,0.8\n1.0,0.2\n"))
    numbers_for_text = audited({"id": ["12", "7"], "died": [0, 1]}, {"id": [7, 12], "risk": [0.9, 0.1]})
    assert numbers_for_text["auroc"].one().value == 1


def test_columns_may_have_other_names_in_the_files(tmp_path: Path) -> None:
    names = {"died": "outcome 30d", "risk": "p", "id": "case"}
    path = write(tmp_path, "case,outcome 30d\na,0\nb,1\n", "case,p\nb,.9\na,.1\n", columns=names)
    result = cm.audit(path)
    assert result["auroc"].one().value == 1
    assert result.provenance["y_true"] == "died"


def test_decimal_marks_missing_texts_and_encoding_are_those_of_the_site(tmp_path: Path) -> None:
    analysis = {"filters": [{"column": "größe", "op": "at_least", "value": 1.5}], "policies": {"labels": "drop"}}
    path = write(tmp_path, "", "id;risk\nb;0,9\na;0,1\nc;0,5\nd;0,5\n", analysis, missing=["k.A."], encoding="latin-1")
    (tmp_path / "truth.csv").write_bytes("id;died;größe\na;0;1,5\nb;1;1,75\nc;k.A.;1,6\nd;1;1,49\n".encode("latin-1"))
    assert overall(cm.audit(path)) == {"received": 4, "excluded": 1, "missing_label": 1, "analysed": 2}


HOSTILE = {
    "encoding": (b"id,died\na,0\nb,\xe9\n", r"truth.csv is not UTF-8: line 3, column 'died'; .* site.encoding: latin-1"),
    "binary": (b"id,died\na,0\nb,\x001\n", "truth.csv holds NUL characters"),
    "cells": (b"id,died\na,0,3\nb,1\n", "truth.csv: line 2 has 3 cells, and the header line has 2"),
    "quotation": (b'id,died\n"a,0\nb,1\n', "a quotation mark that opens on line 2 is never closed"),
    "nothing": (b"", "there is no header line"),
    "header": (b"a,0\nb,1\n", "is the header missing"),
    "twice": (b"id,died,died\na,0,1\n", "has 2 times"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gives_one_line_in_the_words_of_the_specification(name: str, tmp_path: Path) -> None:
    content, message = HOSTILE[name]
    path = write(tmp_path, "", "id,risk\na,.1\nb,.2\n")
    (tmp_path / "truth.csv").write_bytes(content)
    with pytest.raises(ValueError, match=message) as caught:
        cm.audit(path)
    assert "\n" not in str(caught.value)
    assert "--" not in str(caught.value)


def test_a_parquet_file_may_stand_beside_text(tmp_path: Path) -> None:
    path = write(tmp_path, "", "id;risk\nb;0,9\na;0,1\n", decimal=",", encoding="latin-1", missing=["-"])
    path.write_text(path.read_text(encoding="utf-8").replace("truth.csv", "truth.parquet"), encoding="utf-8")
    pq.write_table(pa.table({"id": ["a", "b", "c"], "died": ["0", "1", "-"]}), tmp_path / "truth.parquet")
    with pytest.raises(ValueError, match=r"truth.parquet: 1 row \(first at row 2, counted from 0\) without a label"):
        cm.audit(path)


def test_a_cell_that_is_no_number_is_an_error_with_its_line(tmp_path: Path) -> None:
    analysis = {"filters": [{"column": "sex", "op": "equals", "value": "F"}, {"column": "age", "op": "above", "value": 3}]}
    predictions = "id,risk\na,.1\nb,.2\nc,.3\n"
    message = (
        r"analysis.filters\[1\].column: the column 'age' of truth.csv has 1 cell that is not a number \(first on line 4\); .*site.missing"
    )
    with pytest.raises(ValueError, match=message):
        cm.audit(write(tmp_path, "id,died,sex,age\na,0,F,4\nb,1,M,old\nc,1,F,old\n", predictions, analysis))
    excluded_before = cm.audit(write(tmp_path, "id,died,sex,age\na,0,F,4\nb,1,M,old\nc,1,F,9\n", predictions, analysis))
    assert overall(excluded_before) == {"received": 3, "excluded": 1, "analysed": 2}
    with pytest.raises(ValueError, match=r"analysis.models\[0\].score: .* of predictions.csv has 1 cell .*first on line 3"):
        cm.audit(write(tmp_path, "id,died\na,0\nb,1\n", "id,risk\na,.1\nb,high\n"))


@pytest.mark.parametrize(
    ("outcome", "died"),
    [
        ({"positive": "yes"}, ["no", "yes", "no", "yes"]), ({"positive": "2", "negative": "1"}, [1, 2, 1, 2]), ({}, [False, True, False, True]),
        ({}, ["-1", "1", "-1", "1"]), ({}, [0.0, 1.0, 0.0, 1.0]), ({"positive": "0"}, [1, 0, 1, 0]), ({}, ["False", "TRUE", "False", "TRUE"]),
        ({"positive": "no"}, ["yes", "no", "yes", "no"]),
    ],
)  # fmt: skip
def test_levels_of_the_outcome(outcome: dict[str, str], died: Any, tmp_path: Path) -> None:
    risk, models = [0.1, 0.8, 0.3, 0.2], [{"name": "m", "score": "risk"}, {"name": "d", "decision": "call"}]
    analysis = {"outcome": {"column": "died", **outcome}, "models": models, "metrics": ["sensitivity", "specificity"], "thresholds": [0.5]}
    truth, predictions = (
        {"id": list("abcd"), "died": died},
        {"id": list("abcd"), "risk": risk, "call": [died[1], died[1], died[0], died[0]]},
    )
    for result in (
        audited(truth, predictions, **analysis),
        cm.audit(write(tmp_path, pd.DataFrame(truth).to_csv(index=False), pd.DataFrame(predictions).to_csv(index=False), analysis)),
    ):
        assert {(e.model, e.metric): e.value for e in result} == {
            ("m", "sensitivity"): 0.5, ("m", "specificity"): 1, ("d", "sensitivity"): 0.5, ("d", "specificity"): 0.5
        }  # fmt: skip


def test_a_level_is_text_in_files_and_a_number_in_frames(tmp_path: Path) -> None:
    """A frame has 2.0 for 2 where another row is missing; in a file these are two texts."""
    analysis = {"outcome": {"column": "died", "positive": "2", "negative": "1"}, "policies": {"labels": "drop"}}
    truth, predictions = pd.DataFrame({"id": list("abc"), "died": [1, 2, None]}), pd.DataFrame({"id": list("abc"), "risk": [0.1, 0.8, 0.3]})
    assert audited(truth, predictions, **analysis)["auroc"].one().value == 1
    with pytest.raises(ValueError, match=r"'died' of truth.csv has 2 rows \(first on line 2\) with another level"):
        cm.audit(write(tmp_path, truth.to_csv(index=False), predictions.to_csv(index=False), analysis))


@pytest.mark.parametrize(
    ("outcome", "died", "message"),
    [
        ({}, [1, 2, 1, 2], "numbers other than 0/1 or -1/1"), ({}, ["a", "b", "a", "b"], "text other than"),
        ({"positive": "b"}, ["a", "b", "c", "b"], "has 3 levels; name the negative one"),
        ({"positive": "b", "negative": "a"}, ["a", "b", "c", "b"], r"has 1 row \(first at row 2, counted from 0\) with another level"),
        ({"positive": "B"}, ["a", "b", "a", "b"], "does not have the level of analysis.outcome.positive"),
        ({"positive": "b"}, ["a", "b", "A", "b"], "differ only in spaces, capitals or decimals"),
    ],
)  # fmt: skip
def test_levels_that_are_refused(outcome: dict[str, str], died: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        audited(
            {"id": list("abcd"), "died": died}, {"id": list("abcd"), "risk": [0.1, 0.8, 0.3, 0.2]}, outcome={"column": "died", **outcome}
        )


def test_variants_are_compared_with_their_model() -> None:
    models = [
        {"name": "m", "score": "risk"}, {"name": "noisy", "score": "other", "variant_of": "m", "variant": "noise"}, {"name": "k", "score": "third"},
    ]  # fmt: skip
    predictions = PREDICTIONS.assign(third=0.5)

    def pairs(**analysis: Any) -> list[tuple[str, str]]:
        result = audited(TRUTH, predictions, models=models, **analysis)
        return list(dict.fromkeys((c.a, c.b) for c in result.comparisons if c.a is not None))

    assert pairs() == [("noisy", "m")]
    assert pairs(comparisons={"pairs": [["m", "k"]]}) == [("m", "k"), ("noisy", "m")]
    assert pairs(comparisons={"reference": "k", "pairs": "all"}) == [("m", "k"), ("noisy", "k"), ("noisy", "m")]
    assert len(pairs(comparisons={"pairs": "all"})) == 3


def test_a_common_method_of_intervals_holds_for_metrics_without_their_own() -> None:
    intervals = {"method": "percentile", "methods": {"auroc": "delong"}, "n_resamples": 20}
    result = audited(TRUTH, PREDICTIONS, intervals=intervals, metrics=["auroc", "brier", "prevalence"])
    assert {e.metric: e.method for e in result} == {"auroc": "delong", "brier": "percentile", "prevalence": "percentile"}


def test_columns_that_are_not_there() -> None:
    with pytest.raises(
        ValueError, match=r"analysis.outcome.column names the column 'died', which truth does not have; did you mean 'dead'"
    ):
        audited({"id": ["a"], "dead": [1]}, {"id": ["a"], "risk": [1]})
    with pytest.raises(ValueError, match=r"analysis.models\[0\].score names the column 'risk', which predictions does not have"):
        audited({"id": ["a"], "died": [1]}, {"id": ["a"], "rusk": [1]})
    with pytest.raises(ValueError, match="both truth and predictions have the column 'risk'"):
        audited({"id": ["a"], "died": [1], "risk": [1]}, {"id": ["a"], "risk": [1]})
    with pytest.raises(ValueError, match=r"predictions\[1\] has no column of a model"):
        audited({"id": ["a"], "died": [1]}, [{"id": ["a"], "risk": [1]}, {"id": ["a"], "rusk": [1]}])
    with pytest.raises(ValueError, match="has 1 rows, and others have 2"):
        audited({"id": ["a", "b"], "died": [1]}, {"id": ["a"], "risk": [1]})


def test_messages_of_the_evaluation_name_keys_and_rows_of_the_truth(tmp_path: Path) -> None:
    analysis = {"filters": [{"column": "died", "op": "present"}], "unit": "pid"}
    truth = "id,died,pid\na,,1\nb,1,2\nc,0,\n"
    with pytest.raises(ValueError, match=r"^`analysis.unit` has 1 missing identifier|analysis.unit.*\(first on line 4\)"):
        cm.audit(write(tmp_path, truth, "id,risk\na,.1\nb,.2\nc,.3\n", analysis))
    with pytest.raises(ValueError, match=r"analysis\.comparisons"):
        audited(TRUTH, PREDICTIONS, comparisons={"alternative": "non_inferior", "pairs": "all"})


def test_a_notebook_needs_no_files() -> None:
    """A mapping as specification and pandas frames, as in a notebook."""
    result = cm.audit(specification({"groups": ["sex"]}), truth=TRUTH, predictions=PREDICTIONS)
    assert result.groups == ["all", "sex=F", "sex=M", "sex=(missing)"]
    assert json.loads(result.to_json())["audit"]["flow"]["steps"][0]["received"] == N


def test_the_docstring_runs() -> None:
    runner, said = doctest.DocTestRunner(verbose=False), list[str]()
    runner.run(doctest.DocTestParser().get_doctest(cm.audit.__doc__, {}, "audit", "audit", 0), out=said.append)
    assert (runner.failures, runner.tries > 0) == (0, True), "".join(said)


def test_frames_need_neither_pyarrow_nor_a_reader_of_yaml() -> None:
    """An evaluation server may have NumPy and pandas alone."""
    code = """
import sys
for name in ("pyarrow", "yaml", "polars", "jinja2", "typst"):
    sys.modules[name] = None
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name == "pyarrow" else find(name, *more)
import clinmetrics as cm, pandas as pd
from audits import audited
truth = pd.DataFrame({"id": ["a", "b", "c"], "died": [0, 1, 1], "sex": ["F", "M", None]})
result = audited(truth, pd.DataFrame({"id": ["c", "b", "a"], "risk": [0.9, 0.8, 0.1]}), groups=["sex"])
print(result["auroc"].where(attribute="all").one().value, [n.code for n in result.notices if n.code == "no_manifest"])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("1.0 ['no_manifest']\n", "")


def test_a_registered_manifest_needs_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the data would seem to have been compared with it."""
    from clinmetrics.audit import parts

    monkeypatch.setattr(parts, "find_spec", lambda _: None)
    with pytest.raises(AuditError, match=r"site\.manifest: it needs pyarrow"):
        cm.audit(specification(manifest="m.json"), truth=TRUTH, predictions=PREDICTIONS)
