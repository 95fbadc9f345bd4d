# SPDX-License-Identifier: Apache-2.0
"""Rows by position and by name; what an unknown name is told; counts, notices and curves that go with the rows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np
import pyarrow as pa
import pytest
from clinmetrics.counts import Count
from clinmetrics.notices import Notice
from made_results import LINES, NAN, counts, made, usual


@pytest.fixture(scope="module")
def result() -> cm.Result:
    return usual()


def groups_of(result: cm.Result) -> set[tuple[Any, ...]]:
    return {e.group for e in result}


# --- positions ------------------------------------------------------------------------------------------------------------------------


def test_positions(result: cm.Result) -> None:
    rows = list(result)
    assert len(rows) == len(result) == 2 * 7 * 4 + 7
    for i in (0, 5, len(rows) - 1, -1, -len(rows), np.int64(3)):
        assert result[i].same_as(rows[i])
    for i in (len(rows), -len(rows) - 1):
        with pytest.raises(IndexError, match=r"there is no row -?\d+; the result has 63"):
            result[i]
    for wrong in (1.0, None, (0, 1), [0]):
        with pytest.raises(TypeError, match="a result is indexed by a position, a slice, or the name of a metric"):
            result[wrong]  # type: ignore[call-overload]


@pytest.mark.parametrize("part", [slice(2, 5), slice(None), slice(None, None, -1), slice(-3, None), slice(40, 2, -7), slice(9, 9)])
def test_slices(result: cm.Result, part: slice) -> None:
    got = result[part]
    assert isinstance(got, cm.Result)
    wanted = list(result)[part]
    assert len(got) == len(wanted)
    assert all(a.same_as(b) for a, b in zip(got, wanted))


# --- what there is ----------------------------------------------------------------------------------------------------------------------


def test_what_there_is(result: cm.Result) -> None:
    assert result.models == ["risk", "Old score", "flag"]
    assert result.metrics == ["auroc", "sensitivity", "f_beta(beta=2)"]
    assert result.thresholds == [0.2, 0.35]
    assert result.groups == [
        "all", "sex=F", "sex=M", "sex=(missing)", "sex=F, age_band=65+", "sex=F, age_band=<65", "sex=M, age_band=65+",
    ]  # fmt: skip
    part = result.where(model="flag")
    assert (part.models, part.metrics, part.thresholds) == (["flag"], ["sensitivity"], [])
    assert result[:0].groups == []


def test_every_group_as_printed_is_found(result: cm.Result) -> None:
    """Each printed group selects itself, in the table that `groups` and `repr` print."""
    for text in result.groups:
        assert result.where(group=text).groups == [text]
        assert text in repr(result.where(group=text))
    for text in result.metrics:
        assert result[text].metrics == [text]
    for t in result.thresholds:
        assert result.where(threshold=t).thresholds == [t]
    for m in result.models:
        assert result.where(model=m).models == [m]


# --- where --------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "wanted"),
    [
        ("sex=F", {("F",)}),
        ("F", {("F",)}),
        (("F",), {("F",)}),
        (["F"], {("F",)}),
        ("sex=F, age_band=65+", {("F", "65+")}),
        ("F*65+", {("F", "65+")}),
        (("F", "65+"), {("F", "65+")}),
        ("sex=(missing)", {(None,)}),
        ("(missing)", {(None,)}),
        ((None,), {(None,)}),
        ("all", {()}),
        ((), {()}),
        ("SEX=f", {("F",)}),
        ("f", {("F",)}),
        ("Sex=F, Age_Band=65+", {("F", "65+")}),
        ("ALL", {()}),
    ],
)
def test_groups(result: cm.Result, group: Any, wanted: set[tuple[Any, ...]]) -> None:
    assert groups_of(result.where(group=group)) == wanted


def test_a_level_of_several_attributes_is_found_in_all() -> None:
    result = made(["m"], [([], [[]]), (["sex"], [["F"], ["M"]]), (["partner"], [["F"], ["M"]])], LINES)
    assert {e.attribute for e in result.where(group="F")} == {("sex",), ("partner",)}
    assert {e.attribute for e in result.where(group="partner=F")} == {("partner",)}
    assert {e.attribute for e in result.where(attribute="partner", group="f")} == {("partner",)}


def test_names_that_look_like_ours() -> None:
    levels = [["all"], ["(missing)"], [None], ["\\(missing)"], ["a*b"], ["1"], ["f"], ["F"], ["x\x1b[31m"], ["back\\slash"], [""]]
    result = made(["m"], [([], [[]]), (["all"], levels)], [("auroc", {})])
    assert len(set(result.groups)) == len(levels) + 1
    for text, (level, *_) in zip(result.groups[1:], levels):
        assert groups_of(result.where(group=text)) == {(level,)}
    for level in ("a*b", "1", "x\x1b[31m", "back\\slash", "f", "F"):
        assert groups_of(result.where(group=level)) == {(level,)}
    for text, level in (("a\\*b", "a*b"), ("(missing)", None), ("\\(missing)", "(missing)"), (("(missing)",), "(missing)"), (1, "1")):
        assert groups_of(result.where(group=text)) == {(level,)}
    assert groups_of(result.where(attribute="all")) == {tuple(level) for level in levels}
    assert groups_of(result.where(attribute=())) == {()}
    assert groups_of(result.where(group=())) == {()}
    nothing_missing = made(["m"], [([], [[]]), (["site"], [["(missing)"], ["b"]])], [("auroc", {})])
    assert groups_of(nothing_missing.where(group="(missing)")) == {("(missing)",)}


def test_a_printed_group_wins_over_a_level_of_the_same_text() -> None:
    levels = [["b"], ["t=b"], ["all"]]
    result = made(["m"], [([], [[]]), (["t"], levels)], [("auroc", {})])
    for text in result.groups:
        assert result.where(group=text).groups == [text]
    assert groups_of(result.where(group="all")) == groups_of(result.where(group="ALL")) == {()}
    assert groups_of(result.where(group="t=b")) == groups_of(result.where(group="T=B")) == {("b",)}
    assert groups_of(result.where(group=("t=b",))) == groups_of(result.where(group="t=t=b")) == {("t=b",)}
    assert groups_of(result.where(attribute="t", group="all")) == {("all",)}, "these rows have no group that is printed so"


@pytest.mark.parametrize("attribute", ["sex*age_band", ("sex", "age_band"), ["sex", "age_band"], "SEX*age_band"])
def test_attributes(result: cm.Result, attribute: Any) -> None:
    assert {e.attribute for e in result.where(attribute=attribute)} == {("sex", "age_band")}


@pytest.mark.parametrize(
    "metric", ["f_beta", "F_Beta", "fbeta_score", "FBETA_SCORE", "f_beta(beta=2)", "F_beta(beta=2.0)", "fbeta_score( beta = 2 )"]
)
def test_metrics_by_any_name(result: cm.Result, metric: str) -> None:
    assert {e.metric for e in result[metric]} == {"f_beta"}


def test_a_metric_as_printed(result: cm.Result) -> None:
    assert {e.parameters["threshold"] for e in result["sensitivity @ 0.35"]} == {0.35}
    assert {e.metric for e in result["f_beta(beta=2) @ 0.2"]} == {"f_beta"}
    with pytest.raises(KeyError, match=r"no metric 'sensitivity @ 0\.5'"):
        result["sensitivity @ 0.5"]


def test_a_metric_that_this_process_does_not_know() -> None:
    result = made(["m"], [([], [[]])], [("their_benefit", {"steps": 3, "threshold": 0.2}), ("auroc", {})])
    assert result["their_benefit"].one().parameters["steps"] == 3
    assert len(result["Their_Benefit"]) == 1
    assert len(result["their_benefit(steps=3)"]) == 1
    assert "their_benefit(steps=3) @ 0.2" in repr(result)
    assert cm.Result.from_json(result.to_json()) == result


def test_case_is_ignored_only_where_one_name_fits() -> None:
    result = made(["Risk", "risk", "OTHER"], [([], [[]])], [("auroc", {})])
    assert result.where(model="risk").models == ["risk"]
    assert result.where(model="Risk").models == ["Risk"]
    assert result.where(model="other").models == ["OTHER"]
    with pytest.raises(KeyError, match="no model 'RISK'; did you mean 'Risk'"):
        result.where(model="RISK")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"model": "riks"}, "no model 'riks'; did you mean 'risk'? There are risk, Old score, flag"),
        ({"model": "zzz"}, "no model 'zzz'; there are risk, Old score, flag"),
        ({"metric": "aurok"}, "no metric 'aurok'; did you mean 'auroc'? There are auroc, sensitivity, f_beta(beta=2)"),
        ({"metric": "brier"}, "no metric 'brier'; there are auroc, sensitivity, f_beta(beta=2)"),
        ({"metric": "f_beta(beta=3)"}, "no metric 'f_beta(beta=3)'; did you mean 'f_beta(beta=2)'? There are"),
        ({"metric": "f_beta(beta=x)"}, "no metric 'f_beta(beta=x)'"),
        ({"metric": "f_beta("}, "no metric 'f_beta('"),
        ({"attribute": "age"}, "no attribute 'age'; there are all, sex, sex*age_band"),
        ({"attribute": ("age_band", "sex")}, "no attribute 'age_band*sex'; did you mean"),
        (
            {"group": "sex=mising"},
            "no group 'sex=mising'; did you mean 'sex=(missing)'? There are all; sex=F; sex=M; sex=(missing); sex=F, age",
        ),
        ({"group": ("X",)}, "no group 'X'; there are all"),
        ({"group": "sex=M, age_band=<65"}, "no group 'sex=M, age_band=<65'; did you mean 'sex="),
        ({"group": "F", "attribute": "all"}, "no group 'F'; there is only all"),
        ({"threshold": 0.3}, "no threshold 0.3; there are 0.2, 0.35"),
        ({"threshold": NAN}, "no threshold nan; there are 0.2, 0.35"),
        ({"threshold": 0.2, "metric": "auroc"}, "no threshold 0.2; there is none"),
        ({"threshold": 0.35, "metric": "f_beta"}, "no threshold 0.35; there is only 0.2"),
        ({"threshold": 0.35, "model": "flag"}, "no threshold 0.35; there is none"),
    ],
)
def test_an_unknown_name_is_told_what_there_is(result: cm.Result, given: dict[str, Any], message: str) -> None:
    with pytest.raises(KeyError) as told:
        result.where(**given)
    assert told.value.args[0].startswith(message)


def test_what_is_no_name_at_all(result: cm.Result) -> None:
    for given in ({"threshold": b"0.2"}, {"threshold": [0.2]}, {"metric": 3}, {"model": 3}, {"attribute": 3}):
        with pytest.raises(TypeError):
            result.where(**given)


def test_messages_are_bounded_and_printable() -> None:
    levels = [[f"level \x1b[31m{i}" + "x" * 500] for i in range(3000)]
    result = made(["m"], [([], [[]]), (["site"], levels)], [("auroc", {})])
    for wanted in ("\x1b[2J\u202e", "y" * 100_000):
        with pytest.raises(KeyError) as told:
            result.where(group=wanted)
        text = told.value.args[0]
        assert text.isprintable()
        assert text.endswith("and 2981 more")
        assert len(text) < 3000


# --- thresholds ----------------------------------------------------------------------------------------------------------------------------


def test_thresholds_are_compared_exactly() -> None:
    near = float(np.nextafter(0.2, 1))
    lines = [("sensitivity", {"threshold": t}) for t in (0.2, near, 1e-310, -0.0, float("inf"))]
    result = made(["m"], [([], [[]])], lines)
    for t in (0.2, near, 1e-310, 0, float("inf"), np.float64(0.2)):
        assert result.where(threshold=t).one().parameters["threshold"] == t
    with pytest.raises(KeyError, match=r"no threshold 0\.20000000298"):
        result.where(threshold=np.float32(0.2))
    assert cm.Result.from_json(result.to_json()) == result
    assert [e.parameters["threshold"] for e in cm.Result.from_json(result.to_json())] == [0.2, near, 1e-310, -0.0, float("inf")]


COMMA = """
import locale, sys
assert locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")
assert locale.localeconv()["decimal_point"] == ","
import clinmetrics as cm
r = cm.evaluate(y_true=[0, 1] * 20, y_score=[i / 40 for i in range(40)], threshold=[0.25, 1e-310], metrics=["sensitivity", "f_beta(beta=0.5)"])
assert r.thresholds == [0.25, 1e-310], r.thresholds
assert r.where(threshold=0.25, metric="sensitivity").one() == 0.75
assert r["f_beta(beta=0.5)"].metrics == ["f_beta(beta=0.5)"]
assert "sensitivity @ 0.25" in repr(r) and "f_beta(beta=0.5) @ 1e-310" in repr(r), repr(r)
read = cm.Result.from_json(r.to_json())
assert read == r and read.thresholds == [0.25, 1e-310]
assert f"{r[0]:.3f}" == "0.750" and ", n = 40)" in repr(r[0]), repr(r[0])
assert '"threshold": 0.25' in r.to_json()
"""


def test_a_comma_locale_changes_nothing(tmp_path: Path) -> None:
    made_locale = subprocess.run(
        ["localedef", "-i", "de_DE", "-f", "UTF-8", str(tmp_path / "de_DE.UTF-8")], capture_output=True, text=True, check=False
    ) if Path("/usr/bin/localedef").exists() and Path("/usr/share/i18n/locales/de_DE").exists() else None  # fmt: skip
    if made_locale is None or not (tmp_path / "de_DE.UTF-8").exists():
        pytest.skip("no German locale can be generated here")
    environment = {**os.environ, "LOCPATH": str(tmp_path), "PYTHONPATH": str(Path(cm.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", COMMA], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# --- counts ----------------------------------------------------------------------------------------------------------------------------------


def test_counts(result: cm.Result) -> None:
    counts = result.counts
    assert len(counts) == 2 * 2 * 4 + 1
    assert counts[0] == Count("risk", 0.2, None, (), (), 30.0, 12.5, 10.0, 47.5)
    assert next(iter(counts)).tp == 30.0
    assert list(counts)[1] == ("risk", 0.2, None, ("sex",), ("F",), 30.0, 12.5, 10.0, 47.5)
    assert counts == usual().counts
    assert counts != result.where(model="risk").counts


def test_counts_go_with_the_rows(result: cm.Result) -> None:
    assert {c.model for c in result.where(model="Old score").counts} == {"Old score"}
    assert {c.threshold for c in result.where(threshold=0.35).counts} == {0.35}
    assert {c.group for c in result.where(group="sex=F").counts} == {("F",)}
    assert [c[:5] for c in result.where(model="risk", attribute="sex", group="M", threshold=0.2).counts] == [
        ("risk", 0.2, None, ("sex",), ("M",))
    ]
    assert {c.threshold for c in result["auroc"].counts} == {0.2, 0.35}  # rows without a threshold keep every threshold
    assert {(c.model, c.group) for c in result[:1].counts} == {("risk", ())}
    assert {(c.model, c.threshold, c.group) for c in result[1:2].counts} == {("risk", 0.2, ())}
    assert len(result[:0].counts) == 0
    assert len(result.where(group="(missing)").counts) == 0


def test_counts_of_labels_have_no_threshold() -> None:
    result = made(["flag"], [([], [[]])], [("sensitivity", {})], counts=counts((0, NAN, 0, 0, 8.0, 2.0, 1.0, 9.0)))
    assert result.counts[0].threshold is None
    assert result.counts.to_dict()["threshold"] == [None]
    assert result.to_json_dict()["counts"] == [
        {"model": "flag", "threshold": None, "rule": None, "attribute": None, "group": [], "tp": 8.0, "fp": 2.0, "fn": 1.0, "tn": 9.0}
    ]
    assert cm.Result.from_json(result.to_json()).counts == result.counts


def test_counts_as_tables(result: cm.Result) -> None:
    import pandas as pd
    import polars as pl

    names = ["model", "threshold", "rule", "attribute", "group", "tp", "fp", "fn", "tn"]
    counts = result.counts
    assert list(counts.to_dict()) == names
    assert counts.to_dict()["group"][:4] == [None, "F", "M", "F*65+"]
    assert counts.to_dict()["attribute"][3] == "sex*age_band"
    pandas, polars, arrow = (counts.to_frame(kind) for kind in ("pandas", "polars", "pyarrow"))
    assert list(pandas.columns) == polars.columns == arrow.column_names == names
    assert pandas["threshold"].dtype == np.float64
    assert (polars.schema["tp"], arrow.schema.field("threshold").type) == (pl.Float64, pa.float64())
    assert polars["fp"].to_list() == [c.fp for c in counts]
    assert pl.DataFrame(pa.table(counts)).equals(polars)
    assert pl.DataFrame(counts).equals(polars)
    assert pd.isna(pandas["group"][0])
    assert result[:0].counts.to_frame("pyarrow").schema == arrow.schema
    text = repr(counts)
    assert text.splitlines()[0].split() == names[:2] + names[4:]
    assert text.splitlines()[1].split() == ["risk", "0.2", "all", "30", "12.5", "10", "47.5"]


def test_counts_are_printed_by_the_dozen_only() -> None:
    many = counts(*((0, t / 200, 0, 0, 1.0, 2.0, 3.0, 4.0) for t in range(100)))
    result = made(["\x1b[31mm"], [([], [[]])], [("auroc", {})], counts=many)
    assert repr(result.counts).endswith("… and 40 more entries")
    assert "\x1b" not in repr(result.counts)


# --- notices and curves -----------------------------------------------------------------------------------------------------------------


def test_notices(result: cm.Result) -> None:
    first, second = result.notices
    assert first == Notice("metrics_left_out", "The metric brier was left out of risk: 3 scores are above 1.", "risk", ("brier",), 3, 17)
    assert str(first) == first.text
    with pytest.raises(AttributeError):
        first.text = "x"  # type: ignore[misc]
    assert result.where(model="risk").notices == (first, second)
    assert result.where(model="flag").notices == result.where(model="flag")[:1].notices == (second,)
    assert repr(result).splitlines()[-2:] == [f"Note: {first}", f"Note: {second}"]
    assert result._repr_html_().endswith(f"<p>Note: {first}</p><p>Note: {second}</p></div>")


def test_notices_are_printed_safely() -> None:
    result = made(["m"], [([], [[]])], [("auroc", {})], notices=[Notice("c", "<b>\x1b[31m")])
    assert "\x1b" not in repr(result)
    assert "&lt;b&gt;\\x1b" in result._repr_html_()
    assert cm.Result.from_json(result.to_json()).notices == result.notices


def test_curves_go_with_the_model(result: cm.Result) -> None:
    assert [c["model"] for c in result.where(model="Old score").curves] == ["Old score"]
    assert [c["model"] for c in result["auroc"].curves] == ["risk", "Old score"]
    assert result.where(model="flag").to_json_dict()["models"] == ["flag"]
    assert result.where(model="Old score").to_json_dict()["models"] == ["risk", "Old score"], "a comparison names both"
    assert len(result.curves) == 2


# --- Arrow --------------------------------------------------------------------------------------------------------------------------------


def test_arrow_readers_take_a_result(result: cm.Result) -> None:
    import polars as pl

    want, polars = result.to_frame("pyarrow"), result.to_frame("polars")
    assert pa.table(result).schema == want.schema
    assert pl.DataFrame(pa.table(result)).equals(polars)
    assert pl.DataFrame(result).equals(polars)
    taken = pl.from_arrow(result)
    assert (taken if isinstance(taken, pl.DataFrame) else taken.struct.unnest()).equals(polars)
    assert pa.table(result[:0]).schema == want.schema
    assert want["n_positive"].to_pylist()[5] is None
    assert want["n_positive"].type == pa.int64()


def test_without_pyarrow_the_remedy_is_named(result: cm.Result, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for table in (result, result.counts):
        with pytest.raises(ImportError, match=r"install clinmetrics\[io\]"):
            table.__arrow_c_stream__()


def test_hidden_counts_are_null_in_every_frame(result: cm.Result) -> None:
    import pandas as pd

    for name in ("n_positive", "n_negative", "n_units"):
        assert result.to_frame()[name].dtype == pd.Int64Dtype()
        assert result.to_frame()[name][5] is pd.NA
        assert result.to_frame("polars")[name][5] is None
        assert result.to_dict()[name][5] is None
        assert result.to_json_dict()["rows"][5][name] is None
        assert result.to_frame()[name][0] in (40, 60, 100)
