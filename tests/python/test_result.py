# SPDX-License-Identifier: Apache-2.0
"""Results: the long table in each frame, its JSON, indexing, digests, and text for people."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from cohorts import seeded

COLUMNS = [
    "model", "metric", "parameters", "attribute", "group", "value", "status", "lower", "upper", "level", "method", "interval_status", "flags",
    "se", "df", "published_lower", "published_upper", "published_method", "numerator", "denominator", "n", "n_positive", "n_negative", "n_units",
    "weight_sum", "n_eff", "n_resamples", "n_undefined",
]  # fmt: skip
TEXTS = ["model", "metric", "parameters", "attribute", "group", "status", "method", "interval_status", "flags", "published_method"]
REALS = [
    "value", "lower", "upper", "level", "se", "df", "published_lower", "published_upper", "numerator", "denominator", "weight_sum", "n_eff",
]  # fmt: skip
HIDDEN = ["n_positive", "n_negative", "n_units"]
HOSTILE = ["F", "a*b", "back\\slash", "(missing)", "\\(missing)", "<script>alert(1)</script>", "", "=1+1", "\x1b[31mred\u202e"]


@pytest.fixture(scope="module")
def result() -> cm.Result:
    rows = seeded(4, 360)
    site = np.array([HOSTILE[i % 9] if i % 20 else None for i in range(360)], dtype=object)
    data = {"died": rows.y, "a": rows.score, "b*": rows.score**2, "site": site, "x*y": np.arange(360) % 2}
    metrics = ["auroc", "f_beta(beta=2)", "f_beta(beta=0.5)", "lr_positive", "ece(bins=5, binning=equal_mass)", "prevalence"]
    return cm.evaluate(
        data, y_true="died", y_score=["a", "b*"], threshold=[0.2, 0.995], groups=["site", ("site", "x*y")], metrics=metrics, n_resamples=400,
        curves="steps",
    )  # fmt: skip


def frame_columns(result: cm.Result, kind: str) -> dict[str, list[Any]]:
    frame = result.to_frame(kind)
    if kind == "pandas":
        return {c: frame[c].tolist() for c in frame.columns}
    return frame.to_dict(as_series=False) if kind == "polars" else frame.to_pydict()


@pytest.mark.parametrize("kind", ["pandas", "polars", "pyarrow"])
def test_frames(result: cm.Result, kind: str) -> None:
    columns = frame_columns(result, kind)
    assert list(columns) == COLUMNS
    for i, e in enumerate(result):
        for name in COLUMNS:
            if name not in TEXTS:
                got, want = columns[name][i], getattr(e, name)
                assert got == want or (want is None and got is pd.NA) or (want is not None and math.isnan(want) and math.isnan(got)), name
        assert (columns["model"][i], columns["metric"][i], columns["status"][i]) == (e.model, e.metric, e.status)
        assert json.loads(columns["parameters"][i]) == e.parameters


def test_types_of_frames(result: cm.Result) -> None:
    table = result.to_frame("pyarrow")
    for name in COLUMNS:
        want = pa.string() if name in TEXTS else pa.float64() if name in REALS else pa.int64()
        assert table.schema.field(name).type == want, name
    polars = result.to_frame("polars")
    assert [polars.schema[name] for name in COLUMNS] == [
        pl.String if n in TEXTS else pl.Float64 if n in REALS else pl.Int64 for n in COLUMNS
    ]
    pandas = result.to_frame("pandas")
    assert all(pandas[n].dtype == np.float64 for n in REALS)
    assert all(pandas[n].dtype == pd.Int64Dtype() for n in HIDDEN)
    assert all(pandas[n].dtype == np.int64 for n in ("n", "n_resamples", "n_undefined"))
    with pytest.raises(ValueError, match="`kind` must be"):
        result.to_frame("excel")


def test_an_empty_table_keeps_its_types(result: cm.Result) -> None:
    nothing = result[3:3]
    assert len(nothing) == 0
    assert nothing.to_frame("pyarrow").schema == result.to_frame("pyarrow").schema
    assert dict(nothing.to_frame("polars").schema) == dict(result.to_frame("polars").schema)
    assert list(nothing.to_frame("pandas").columns) == COLUMNS
    assert cm.Result.from_json(nothing.to_json()) == nothing


def test_groups_in_frames_are_unambiguous(result: cm.Result) -> None:
    frame = result["prevalence"].where(model="a").to_frame()
    assert frame["attribute"].iloc[0] is None or pd.isna(frame["attribute"].iloc[0])
    sites = frame[frame["attribute"] == "site"]["group"].tolist()
    written = {
        "F": "F", "a*b": "a\\*b", "back\\slash": "back\\\\slash", "(missing)": "\\(missing)", "\\(missing)": "\\\\(missing)",
        "<script>alert(1)</script>": "<script>alert(1)</script>", "": "", "=1+1": "=1+1", "\x1b[31mred\u202e": "\x1b[31mred\u202e",
    }  # fmt: skip
    assert sites == [*(written[level] for level in sorted(HOSTILE, key=lambda t: t.encode())), "(missing)"]
    crosses = frame[frame["attribute"] == "site*x\\*y"]["group"].tolist()
    assert len(set(crosses)) == len(crosses)
    assert {"a\\*b*0", "\\(missing)*1", "(missing)*0"} <= set(crosses)
    assert set(frame["model"]) == {"a"}


def test_json_schema(result: cm.Result) -> None:
    document = json.loads(result.to_json(), parse_constant=pytest.fail)
    assert list(document) == ["schema", "provenance", "models", "attributes", "rows", "counts", "comparisons", "gaps", "notices", "curves"]
    assert document["schema"] == "clinmetrics.result/2"
    assert document["models"] == ["a", "b*"]
    assert document["attributes"] == [{"name": "site", "parts": ["site"]}, {"name": "site*x\\*y", "parts": ["site", "x*y"]}]
    assert set(document["provenance"]) == {
        "version", "created", "y_true", "pos_label", "labels", "nan_policy", "weight_kind", "ci", "metrics", "threshold", "groups", "level",
        "seed", "resampling", "n_resamples", "min_group_size", "curves", "unit", "strata", "sample_weight", "backend", "num_threads",
        "n_rows_received", "n_rows_analysed", "n_dropped", "input_sha256", "platform",
        "compare", "gaps", "reference", "alternative", "margin", "adjustment",
    }  # fmt: skip
    assert [list(row) for row in document["rows"]] == [COLUMNS] * len(result)
    for row, e in zip(document["rows"], result):
        assert [g["value"] for g in row["group"]] == list(e.group)
        assert list(row["parameters"]) == sorted(row["parameters"])
        for name in REALS:
            got, want = row[name], getattr(e, name)
            assert got is None if math.isnan(want) else float(got) == want
            assert not isinstance(got, str) or got in ("inf", "-inf")
    assert any(row["value"] is None and row["status"] != "ok" for row in document["rows"])
    shown = [(row["model"], row["group"]) for row in document["rows"] if row["metric"] == "auroc" and row["status"] != "too_few"]
    assert [(c["model"], c["group"]) for c in document["curves"]] == shown
    for c in [c for c in document["curves"] if not c["group"]]:
        assert " ".join(c) == (
            "model attribute group tp fp n_positive n_negative marks roc_band simultaneous_roc_band pr_band simultaneous_pr_band calibration"
            " smooth decision histogram"
        )
        assert len(c["tp"]) == len(c["fp"]) <= 101
        assert sorted(m["threshold"] for m in c["marks"]) == [0.2, 0.995]
        assert c["n_positive"] + c["n_negative"] == sum(c["calibration"]["n"]) == 360
        assert sum(c["histogram"]["n_positive"]) == c["n_positive"]
        assert len(c["histogram"]["edges"]) == len(c["histogram"]["n_negative"]) + 1


def test_infinities_are_words() -> None:
    r = cm.evaluate(y_true=[1, 1, 0, 0], y_pred=[1, 0, 0, 0], metrics=["lr_positive", "ppv"])
    row = json.loads(r.to_json())["rows"][0]
    assert (row["value"], row["upper"], row["status"]) == ("inf", "inf", "zero_denominator")
    assert math.isinf(next(iter(cm.Result.from_json(r.to_json()))).value)


def test_numbers_survive_json_to_the_last_bit(result: cm.Result) -> None:
    read = cm.Result.from_json(result.to_json())
    for a, b in zip(result, read):
        assert a.same_as(b)
    assert read == result
    assert read != cm.Result.from_json(result.where(model="a").to_json())
    assert read != 3


def test_files(result: cm.Result, tmp_path: Path) -> None:
    path = tmp_path / "audit.json"
    result.to_json(path)
    assert cm.Result.from_json(path) == cm.Result.from_json(str(path)) == result
    assert path.read_text(encoding="utf-8").endswith("}\n")


def test_indexing(result: cm.Result) -> None:
    assert isinstance(result["auroc"], cm.Result)
    assert result["roc_auc_score"] == result["auroc"] == result["c_statistic"]
    assert {e.parameters["beta"] for e in result["f_beta"]} == {0.5, 2.0}
    assert {e.parameters["beta"] for e in result["f_beta(beta=2)"]} == {2.0}
    assert result["f_beta(beta=2.0)"] == result["fbeta_score(beta=2)"] == result["f_beta(beta=2)"]
    with pytest.raises(KeyError, match="no metric 'brier'; there are auroc; f_beta"):
        result["brier"]
    with pytest.raises(KeyError, match="no metric 'nosuch'; there are auroc; f_beta"):
        result["nosuch"]


def test_where(result: cm.Result) -> None:
    one = result.where(model="a", metric="f_beta(beta=2)", attribute="site", group="a*b", threshold=0.2).one()
    assert (one.model, one.metric, one.attribute, one.group) == ("a", "f_beta", ("site",), ("a*b",))
    assert one.parameters == {"beta": 2.0, "threshold": 0.2}
    assert {e.attribute for e in result.where(attribute="all")} == {()}
    for cross in (("site", "x*y"), "site*x\\*y"):
        assert {e.attribute for e in result.where(attribute=cross)} == {("site", "x*y")}
    assert {e.group for e in result.where(attribute="site", group=(None,))} == {(None,)}
    assert {e.group for e in result.where(group=("(missing)", "1"))} == {("(missing)", "1")}
    assert len(result.where(group=())) == len(result.where(attribute="all"))
    with pytest.raises(ValueError, match=r"the result has \d+ rows; narrow it down"):
        result.one()
    with pytest.raises(KeyError, match="no model 'c'; there are a, b"):
        result.where(model="c")
    with pytest.raises(KeyError, match="no attribute 'ward'; there are all, site"):
        result.where(attribute="ward")


def test_iteration_and_rows(result: cm.Result) -> None:
    rows = list(result)
    assert len(rows) == len(result)
    assert rows[3].same_as(result.row(3))
    assert float(rows[0]) == rows[0].value
    models = [e.model for e in rows]
    assert models == sorted(models)


def test_curves_hold_no_single_score() -> None:
    """At most 101 points, no score among the edges, and no step or bar of less than five rows."""
    y = np.arange(500) % 2
    score = np.random.default_rng(3).normal(0, 50, 500)
    curve = cm.evaluate(y_true=y, y_score=score, metrics="auroc", curves="steps").curves[0]
    assert len(curve["tp"]) == len(curve["fp"]) <= 101
    assert curve["calibration"] is None
    assert not set(curve["histogram"]["edges"]) & set(score.tolist())
    steps = np.diff(curve["tp"]) + np.diff(curve["fp"])
    assert min(steps) >= 5
    assert steps.sum() == 500


# --- digests ------------------------------------------------------------------------------------------------------------------------------------


def sha(name: str, a: np.ndarray) -> str:
    return hashlib.sha256(f"{name}\0{a.dtype.str}\0".encode() + a.tobytes()).hexdigest()


def digests_of(result: cm.Result) -> dict[str, str]:
    """The digest of each column by its name, in results where no two share one."""
    entries = result.provenance["input_sha256"]
    assert all(set(entry) == {"argument", "name", "sha256"} for entry in entries)
    return {entry["name"]: entry["sha256"] for entry in entries}


def test_digests_are_over_name_type_and_bytes() -> None:
    y, s, u = np.array([0, 1, 0, 1], dtype="<i8"), np.array([0.1, 0.2, 0.3, 0.4], dtype="<f4"), np.array([7, 7, 9, 9], dtype="<u2")
    given = cm.evaluate({"died": y, "risk": s}, y_true="died", y_score="risk", unit=u, metrics="auroc")
    got = digests_of(given)
    assert got == {"died": sha("died", y), "risk": sha("risk", s), "unit": sha("unit", u)}
    assert [entry["argument"] for entry in given.provenance["input_sha256"]] == ["y_true", "y_score", "unit"]
    big = cm.evaluate({"died": y[::-1][::-1], "risk": s.astype(">f4")}, y_true="died", y_score="risk", metrics="auroc")
    assert digests_of(big) == {k: v for k, v in got.items() if k != "unit"}


def test_a_model_and_an_attribute_of_one_name_have_a_digest_each() -> None:
    """Another attribute of the same name as a model gives another digest, and so does a model called as the outcome."""

    def digests(attribute: str) -> list[dict[str, str]]:
        result = cm.evaluate(
            y_true=[0, 1] * 6, y_score={"risk": range(12), "y_true": range(12)}, groups={"risk": list(attribute)}, metrics="auroc"
        )
        return list(result.provenance["input_sha256"])

    a, b = digests("ab" * 6), digests("ba" * 6)
    wanted = [("y_true", "y_true"), ("y_score", "risk"), ("y_score", "y_true"), ("groups", "risk")]
    assert [(d["argument"], d["name"]) for d in a] == wanted
    assert [x == y for x, y in zip(a, b)] == [True, True, True, False]
    assert len({d["sha256"] for d in a}) == 4


def test_digests_are_of_what_was_given() -> None:
    """Not of what was made of it: two columns of text identifiers have two digests though they are numbered alike."""

    def digests(**changed: Any) -> dict[str, str]:
        given = {"y": ["n", "p"] * 6, "s": np.arange(12), "patient": list("aabbccddeeff"), "site": ["x", None, "z"] * 4, **changed}
        result = cm.evaluate(
            given, y_true="y", y_score="s", unit="patient", groups="site", pos_label="p", metrics="auroc", min_group_size=0
        )
        return digests_of(result)

    plain = digests()
    assert set(plain) == {"y", "s", "patient", "site"}
    assert digests() == plain
    for name, other in (("patient", list("aabbccddeegg")), ("y", ["m", "p"] * 6), ("site", ["x", "", "z"] * 4), ("s", np.arange(12.0))):
        changed = digests(**{name: other})
        assert {k for k in plain if plain[k] != changed[k]} == {name}


def test_digests_do_not_run_texts_together() -> None:
    def digest(texts: list[str]) -> str:
        rows = cm.evaluate(y_true=[0, 1], y_score=[0, 1], groups={"g": texts}, metrics="auroc")
        return digests_of(rows)["g"]

    assert digest(["ab", "c"]) != digest(["a", "bc"])
    assert digest(["a\0\1b", "c"]) != digest(["a", "b\0\1c"])


# --- for people -----------------------------------------------------------------------------------------------------------------------------------


def test_repr(result: cm.Result) -> None:
    text = repr(result)
    assert text.splitlines()[0].split() == ["model", "group", "metric", "value", "interval", "method"]
    assert text.splitlines()[-1] == f"… and {len(result) - 60} more rows"
    assert "f_beta(beta=2) @ 0.2" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_html(result: cm.Result) -> None:
    page = "".join(result[at : at + 20]._repr_html_() for at in range(0, len(result), 20))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "\x1b" not in page
    assert "\u202e" not in page
