# SPDX-License-Identifier: Apache-2.0
"""Smooth calibration curves, calibration slopes and decision curves in the report: drawn where the result has them, and nowhere else."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jinja2")
sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside this file

from clinmetrics.report import charts, render
from report_data import example
from report_page import Node, parse, without_checklists
from test_report_charts import points_of

SCORE = [0.05, 0.2, 0.4, 0.7]
SMOOTH = [
    {"method": "loess", "score": SCORE, "observed": [0.1, 0.2, 0.3, 0.4], "lower": [None] * 4, "upper": [None] * 4},
    {"method": "rcs", "score": SCORE, "observed": [0.1, 0.25, 0.35, 0.5], "lower": [0.05, 0.2, 0.3, 0.4], "upper": [0.2, 0.3, 0.4, 0.6]},
]
DECISION = {
    "threshold": [0.1, 0.2, 0.3, 0.5], "net_benefit": [0.1, 0.08, 0.04, 0.01], "lower": [0.08, 0.06, 0.02, -0.01],
    "upper": [0.12, 0.1, 0.06, 0.03], "simultaneous_lower": [0.07, 0.05, 0.01, -0.02], "simultaneous_upper": [0.13, 0.11, 0.07, 0.04],
    "treat_all": [0.05, 0.0, -0.1, -0.7],
}  # fmt: skip


def made(models: tuple[str, ...] = ("a",), *, slope: tuple[float | None, float | None, float | None] | None = None, **members: Any) -> Any:
    result = example(models, n=300, attributes={}, crosses=())
    for curve in result["curves"]:
        curve.update(members)
    for model in models if slope else ():
        row = next(row for row in result["rows"] if (row["model"], row["metric"]) == (model, "observed_expected_ratio"))
        value, lower, upper = slope or (None, None, None)
        result["rows"].append({**row, "metric": "calibration_slope", "value": value, "lower": lower, "upper": upper})
    return result


def chart(page: Node, key: str) -> Node:
    return next(svg for svg in page.all("svg", "chart") if (svg.attributes["aria-labelledby"] or "").startswith(f"{key}-title"))


def caption(page: Node, title: str) -> str:
    return next(figure.all("figcaption")[0].text for figure in page.all("figure") if title in figure.text)


def flat(points: list[tuple[float, float]]) -> list[float]:
    return [x for point in points for x in point]


def test_a_unit_of_calibration_is_as_long_on_both_axes() -> None:
    (diagonal,) = chart(parse(render(made(smooth=SMOOTH))), "calibration-0").all("path", "reference")
    (x0, y0), (x1, y1) = points_of(diagonal.attributes["d"] or "")
    assert x1 - x0 == pytest.approx(y0 - y1)


def test_the_smooth_curve_is_that_of_the_splines_with_its_band() -> None:
    page = parse(render(made(smooth=SMOOTH)))
    drawn = chart(page, "calibration-0")
    (line,), (band,) = drawn.all("path", "curve"), drawn.all("path", "band")
    ends = points_of(drawn.all("path", "reference")[0].attributes["d"] or "")
    (left, bottom), (right, top) = ends  # the corners are 0 and 1, because a bin has all its patients die
    expected = [(left + (right - left) * x, bottom + (top - bottom) * y) for x, y in zip(SCORE, SMOOTH[1]["observed"])]
    assert flat(points_of(line.attributes["d"] or "")) == pytest.approx(flat(expected), abs=0.011)
    assert len(points_of(band.attributes["d"] or "")) == 8
    assert "restricted cubic spline, shaded with its pointwise 95% band" in caption(page, "Calibration")


def test_a_curve_without_limits_has_no_band_and_promises_none() -> None:
    page = parse(render(made(smooth=SMOOTH[:1])))
    assert not chart(page, "calibration-0").all("path", "band")
    assert "a smooth curve by loess, a local regression." in caption(page, "Calibration")


@pytest.mark.parametrize(
    ("slope", "says"),
    [
        ((0.41, 0.33, 0.49), "The predictions are too extreme"),
        ((1.3, 1.1, 1.5), "The predictions are not extreme enough"),
        ((0.94, 0.79, 1.09), "The data do not show whether"),
    ],
)
def test_the_slope_stands_on_the_chart_in_its_caption_and_in_the_summary(slope: Any, says: str) -> None:
    page = parse(render(made(slope=slope)))
    value, lower, upper = (f"{x:.3f}" for x in slope)
    notes = [text.text for text in chart(page, "calibration-0").all("text", "note")]
    events = next(row["n_positive"] for row in made()["rows"])
    assert notes == [f"n = 300, {events} events", f"slope {value} ({lower}–{upper})"]
    said = f"The calibration slope is {value} (95% CI {lower}–{upper}). {says}"
    assert said in caption(page, "Calibration")
    assert said in page.all("article", "card")[0].text
    assert f"slope {value}" in chart(page, "calibration-0").all("desc")[0].raw


def test_a_slope_that_is_not_defined_says_nothing() -> None:
    page = parse(render(made(slope=(None, None, None))))
    assert "slope is" not in page.text
    assert len(chart(page, "calibration-0").all("text", "note")) == 1


@pytest.mark.parametrize("is_low", [True, False])
def test_notes_stand_where_the_points_are_not(is_low: bool) -> None:
    rising = [0.02, 0.3, 0.9, 0.99] if is_low else [0.01, 0.02, 0.03, 0.2]
    page = parse(render(made(smooth=[{**SMOOTH[1], "observed": rising, "lower": [None] * 4, "upper": [None] * 4}])))
    (note,) = chart(page, "calibration-0").all("text", "note")
    assert (float(note.attributes["y"] or 0) > (charts.TOP + charts.SQUARE_BOTTOM) / 2) == (
        is_low and "end" in (note.attributes["class"] or "")
    )


def test_nothing_is_drawn_that_the_result_does_not_have() -> None:
    page = parse(render(made()))
    assert not chart(page, "calibration-0").all("path", "curve")
    for word in ("Decision curve", "Net benefit", "smooth", "slope"):
        assert word not in without_checklists(page)


@pytest.mark.parametrize("models", [("a",), ("a", "b"), ("a", "b", "c")])
def test_the_decision_curve_has_all_models_and_both_strategies(models: tuple[str, ...]) -> None:
    page = parse(render(made(models, decision=DECISION)))
    svg = chart(page, "decision")
    assert svg.attributes["role"] == "img"
    lines = svg.all("path", "curve")
    assert len(lines) == len(models)
    assert [text.text for text in svg.all("text", "note")] == ["treat none", "treat all"]
    (everyone,), (no_one,) = svg.all("path", "treat-all"), svg.all("path", "zero")
    zero = points_of(no_one.attributes["d"] or "")[0][1]
    assert points_of(everyone.attributes["d"] or "")[1][1] == pytest.approx(zero, abs=0.011)  # the net benefit of treating all is 0 there
    ratio = [(zero - y) / (zero - points_of(lines[0].attributes["d"] or "")[0][1]) for _, y in points_of(lines[0].attributes["d"] or "")]
    assert ratio == pytest.approx([x / 0.1 for x in DECISION["net_benefit"]], abs=1e-3)
    has_bands = len(models) < 3
    assert len(svg.all("path", "band")) == (len(models) if has_bands else 0)
    assert len(svg.all("path", "limit")) == (2 * len(models) if has_bands else 0)
    said = caption(page, "Decision curve")
    assert ("95% intervals at each threshold" in said) == ("for the whole curve at once" in said) == has_bands


def test_lines_that_leave_the_chart_are_cut_at_its_edge() -> None:
    svg = chart(parse(render(made(decision=DECISION))), "decision")
    (inner,) = [node for node in svg.all("svg") if node is not svg]
    assert any(y > charts.BOTTOM for path in inner.all("path", "treat-all") for _, y in points_of(path.attributes["d"] or ""))
    box = [float(x) for x in (inner.attributes["viewbox"] or "").split()]
    assert box == [charts.LEFT, charts.TOP, charts.RIGHT - charts.LEFT, charts.BOTTOM - charts.TOP]
    assert "overflow" not in inner.attributes


def test_decision_curves_without_limits_promise_none() -> None:
    empty: dict[str, list[Any]] = {name: [] for name in ("lower", "upper", "simultaneous_lower", "simultaneous_upper")}
    page = parse(render(made(decision={**DECISION, **empty})))
    svg = chart(page, "decision")
    assert not svg.all("path", "band")
    assert not svg.all("path", "limit")
    assert not re.search(r"\d+%", caption(page, "Decision curve") + svg.all("desc")[0].raw)
