# SPDX-License-Identifier: Apache-2.0
"""The tables of comparisons and gaps of a result made by hand: entries, selection, frames, text."""

from __future__ import annotations

import math
from typing import Any

import clinmetrics as cm
import pytest
from clinmetrics.comparisons import Comparison, Comparisons, Gap, Gaps
from clinmetrics.decision_text import decision_sentence
from made_results import made, usual

RESULT = usual()


def test_entries_have_the_fields_by_name() -> None:
    first, joint = RESULT.comparisons[0], RESULT.comparisons[-1]
    assert isinstance(first, Comparison)
    assert (first.a, first.b, first.kind, first.metric, first.value, first.lower, first.upper) == (
        "risk", "Old score", "models", "auroc", -0.125, -0.25, -0.0625,
    )  # fmt: skip
    assert (first.attribute, first.group, first.margin, first.flags) == ((), (), None, ())
    assert (joint.a, joint.b, joint.kind, joint.df) == (None, None, "joint", 2.0)
    assert RESULT.comparisons[2].parameters == {"threshold": 0.2}
    assert RESULT.comparisons[2].group == ("M",)
    gaps = list(RESULT.gaps)
    assert all(isinstance(g, Gap) for g in gaps)
    assert [(g.model, g.attribute, g.a, g.b, g.kind) for g in gaps] == [
        ("risk", ("sex",), ("M",), ("F",), "range"),
        ("risk", ("sex",), (None,), None, "worst"),
        ("risk", ("sex",), ("F",), None, "rest"),
        ("risk", ("sex", "age_band"), None, None, "heterogeneity"),
        ("Old score", ("sex", "age_band"), ("M", "65+"), None, "rest"),
    ]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({}, [0, 1, 2, 3]),
        ({"metric": "auroc"}, [0, 1, 3]),
        ({"metric": "AUC"}, [0, 1, 3]),
        ({"metric": "sensitivity", "threshold": 0.2}, [2]),
        ({"a": "risk"}, [0, 1, 2]),
        ({"b": "Old score"}, [0, 1, 2]),
        ({"model": "old score"}, [0, 1, 2]),
        ({"group": "all"}, [0, 1, 3]),
        ({"group": "sex=M"}, [2]),
        ({"attribute": "sex"}, [2]),
        ({"kind": "joint"}, [3]),
        ({"scale": "ratio"}, [1]),
        ({"scale": "difference", "kind": "models", "metric": "auroc"}, [0]),
    ],
)
def test_comparisons_are_selected_by_each_name(given: dict[str, Any], kept: list[int]) -> None:
    found = RESULT.comparisons.where(**given)
    assert type(found) is Comparisons
    assert repr(list(found)) == repr([RESULT.comparisons[i] for i in kept])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"model": "risk"}, [0, 1, 2, 3]),
        ({"a": "M"}, [0]),
        ({"b": "sex=F"}, [0]),
        ({"group": "sex=F"}, [0, 2]),
        ({"group": "(missing)"}, [1]),
        ({"group": ("M", "65+")}, [4]),
        ({"attribute": "sex*age_band"}, [3, 4]),
        ({"attribute": ("sex",)}, [0, 1, 2]),
        ({"kind": "rest"}, [2, 4]),
        ({"scale": "i_squared"}, [3]),
        ({"metric": "sensitivity"}, [2]),
        ({"threshold": 0.2, "kind": "rest"}, [2]),
    ],
)
def test_gaps_are_selected_by_each_name(given: dict[str, Any], kept: list[int]) -> None:
    found = RESULT.gaps.where(**given)
    assert type(found) is Gaps
    assert list(map(repr, found)) == [repr(RESULT.gaps[i]) for i in kept]


def test_unknown_names_are_errors_that_list_the_known_ones() -> None:
    for table, given, message in [
        (RESULT.comparisons, {"a": "Old score"}, "no model 'Old score'; there is only risk"),
        (RESULT.comparisons, {"kind": "range"}, "no kind 'range'; there are models, joint"),
        (RESULT.comparisons, {"scale": "diference"}, "did you mean 'difference'"),
        (RESULT.gaps, {"a": "sex=X"}, "no group 'sex=X'"),
        (RESULT.gaps, {"metric": "brier"}, "no metric 'brier'"),
        (RESULT.gaps, {"attribute": "age"}, "no attribute 'age'"),
    ]:
        with pytest.raises(KeyError) as e:
            table.where(**given)  # type: ignore[attr-defined]
        assert message in e.value.args[0]


def test_difference_and_ratio_are_the_entries_of_one_scale() -> None:
    assert [c.scale for c in RESULT.comparisons.difference] == ["difference"] * 2
    assert [c.scale for c in RESULT.comparisons.ratio] == ["ratio"]
    assert [g.kind for g in RESULT.gaps.difference] == ["range", "rest"]
    assert [g.model for g in RESULT.gaps.ratio] == ["Old score"]
    empty = made(["m"], [([], [[]])], [("auroc", {})])
    assert (len(empty.comparisons.difference), len(empty.gaps.ratio)) == (0, 0)


def test_rows_keep_their_comparisons_and_gaps() -> None:
    for selected, n_comparisons, n_gaps in [
        (RESULT, 4, 5),
        (RESULT["auroc"], 3, 4),
        (RESULT.where(metric="sensitivity", threshold=0.2), 1, 1),
        (RESULT.where(model="Old score"), 4, 1),
        (RESULT.where(model="flag"), 0, 0),
        (RESULT.where(group="all"), 3, 0),
        (RESULT.where(attribute="sex"), 1, 3),
        (RESULT.where(group="sex=F"), 0, 2),
        (RESULT.where(group="sex=M"), 1, 1),
        (RESULT[:0], 0, 0),
        (RESULT[:], 4, 5),
    ]:
        assert (len(selected.comparisons), len(selected.gaps)) == (n_comparisons, n_gaps)
        assert cm.Result.from_json(selected.to_json()) == selected


def test_frames() -> None:
    pl, pa = pytest.importorskip("polars"), pytest.importorskip("pyarrow")
    for table in (RESULT.comparisons, RESULT.gaps, RESULT.gaps.where(model="Old score"), RESULT.comparisons.where(kind="joint")):
        columns = table.to_dict()
        pandas, polars, arrow = (table.to_frame(kind) for kind in ("pandas", "polars", "pyarrow"))  # type: ignore[arg-type]
        assert list(pandas.columns) == polars.columns == arrow.column_names == list(columns)
        assert polars.equals(pl.DataFrame(pa.table(table)))
        assert arrow.schema == pa.table(table).schema
        assert polars["a"].to_list() == columns["a"] == arrow["a"].to_pylist()
        assert (str(pandas["value"].dtype), str(pandas["n_judged"].dtype), polars["margin"].dtype) == ("float64", "int64", pl.Float64)
        assert len(pandas) == len(table)
    assert RESULT.gaps.to_dict()["a"] == ["M", "(missing)", "F", None, "M*65+"]
    assert RESULT.gaps.to_dict()["b"] == ["F", None, None, None, None]
    assert RESULT.comparisons.to_dict()["b"] == ["Old score", "Old score", "Old score", None]


def test_equality_takes_nan_as_equal() -> None:
    assert usual().comparisons == RESULT.comparisons
    assert usual().gaps == RESULT.gaps
    assert RESULT.comparisons.where(kind="joint") != RESULT.comparisons
    assert math.isnan(RESULT.comparisons[2].value)


def test_the_text_has_the_important_columns() -> None:
    assert repr(RESULT.comparisons).splitlines() == [
        "a           b          group  metric             scale       value      interval          p      decision",
        "risk        Old score  all    auroc              difference  -0.125     [-0.250, -0.062]  0.062  different",
        "risk        Old score  all    auroc              ratio       0.750      [0.500, 0.875]    0.062  superior",
        "risk        Old score  sex=M  sensitivity @ 0.2  difference  undefined",
        "all models             all    auroc              test_only",
    ]
    assert repr(RESULT.gaps).splitlines()[1:4] == [
        "risk       sex=M                   sex=F     range          auroc              difference  -0.125  [-0.250, -0.062]  0.062  different",
        "risk       sex=(missing)                     worst          auroc              value       0.500   [0.250, 0.750]    0.062",
        "risk       sex=F                   the rest  rest           sensitivity @ 0.2  difference  -0.125  [-0.250, -0.062]  0.062  different",
    ]
    assert "There are 4 comparisons and 5 gaps: result.comparisons, result.gaps" in repr(RESULT).splitlines()
    assert "<p>There are 4 comparisons and 5 gaps: result.comparisons, result.gaps</p>" in RESULT._repr_html_()
    assert "There is 1 gap: result.gaps" in repr(RESULT.where(model="Old score", attribute="sex*age_band"))
    assert "comparisons" not in repr(made(["m"], [([], [[]])], [("auroc", {})]))


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"decision": "different"}, "Model risk is shown to have a lower AUROC than model Old score."),
        ({"decision": "different", "value": 0.5}, "Model risk is shown to have a higher AUROC than model Old score."),
        ({"decision": "not_shown"}, "Model risk and model Old score are not shown to differ in AUROC."),
        ({"decision": "not_judged"}, ""),
        (
            {"decision": "non_inferior", "alternative": "non_inferior", "margin": 0.02},
            "Model risk is shown to be non-inferior to model Old score in AUROC at the margin 0.02.",
        ),
        (
            {"decision": "not_shown", "alternative": "equivalent", "margin": 0.02},
            "Model risk is not shown to be equivalent to model Old score in AUROC at the margin 0.02.",
        ),
        ({"decision": "superior", "alternative": "superior"}, "Model risk is shown to be superior to model Old score in AUROC."),
    ],
)
def test_a_decision_is_a_sentence(changes: dict[str, Any], text: str) -> None:
    assert decision_sentence(RESULT.comparisons[0]._replace(**changes)) == text


def test_the_sentence_of_a_gap() -> None:
    assert decision_sentence(RESULT.gaps[2]) == (
        "Group sex=F (model risk) is shown to have a lower Sensitivity at the threshold 0.2 than the rest."
    )
    assert decision_sentence(RESULT.gaps[0]._replace(kind="xauc", b=None)) == (
        "Group sex=M (model risk) is shown to have a lower cross-group AUROC than the rest."
    )
    assert decision_sentence(RESULT.gaps[0]) == "Group sex=M (model risk) is shown to have a lower AUROC than group sex=F."
