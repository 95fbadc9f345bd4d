# SPDX-License-Identifier: Apache-2.0
"""Laws of the charts' geometry, read back from the SVG that was drawn."""

from __future__ import annotations

import dataclasses
import math
import re
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jinja2")
sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside this file

from clinmetrics.points.axes import proportion_axis, ratio_axis
from clinmetrics.points.ranking import band_outline, precision_recall_points, roc_points
from clinmetrics.points.ticks import nice_ticks
from clinmetrics.report import charts, forest
from clinmetrics.report.read import Band, Calibration, Curve, Histogram, read
from clinmetrics.report.svg import marker
from report_data import example
from report_page import Node, parse

TITLES = ("With the outcome", "Without the outcome")


def points_of(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path)]


def on_paper(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Back from the page to the unit square."""
    return [((x - charts.LEFT) / (charts.RIGHT - charts.LEFT), (charts.BOTTOM - y) / (charts.BOTTOM - charts.TOP)) for x, y in points]


@pytest.fixture(scope="module", params=["even", "rare", "tied"])
def curve(request: pytest.FixtureRequest) -> Curve:
    options: dict[str, dict[str, Any]] = {
        "even": {},
        "rare": {"intercept": -5.0, "n": 2000},
        "tied": {"transform": lambda p: round(p, 1)},
    }
    document = read(example(["a"], **{"n": 400, "attributes": {}, "crosses": (), **options[request.param]}))
    return document.curves["a"]


def lines(svg: str, class_: str) -> list[Node]:
    return parse(svg).all("path", class_)


def test_roc_goes_from_corner_to_corner_and_never_back(curve: Curve) -> None:
    svg = charts.roc("k", [charts.Series("a", 0, curve)], "95%")
    (line,) = lines(svg, "curve")
    points = on_paper(points_of(line.attributes["d"] or ""))
    assert points[0] == pytest.approx((0, 0), abs=1e-4)
    assert points[-1] == pytest.approx((1, 1), abs=1e-4)
    assert all(later[0] >= earlier[0] - 1e-9 and later[1] >= earlier[1] - 1e-9 for earlier, later in zip(points, points[1:]))
    assert all(-1e-4 <= x <= 1.0001 and -1e-4 <= y <= 1.0001 for x, y in points)


def test_roc_area_is_near_the_auroc() -> None:
    made = example(["a"], n=2000, attributes={}, crosses=())
    points = roc_points(read(made).curves["a"])
    area = sum((x1 - x0) * (y0 + y1) / 2 for (x0, y0), (x1, y1) in zip(points, points[1:]))
    assert area == pytest.approx(next(row["value"] for row in made["rows"] if row["metric"] == "auroc"), abs=0.005)


def test_band_holds_the_curve(curve: Curve) -> None:
    assert curve.band is not None
    outline = band_outline(curve.band)
    n = len(outline) // 2
    upper, lower = outline[:n], outline[n:][::-1]
    for (x, high), (same, low) in zip(upper, lower):
        assert x == same
        assert 0 <= low <= high <= 1
    assert all(low <= tp / curve.n_positive <= high for tp, (_, high), (_, low) in zip(curve.tp, upper, lower))


def test_band_leaves_out_what_is_not_a_number() -> None:
    nan = math.nan
    assert band_outline(Band((0.0, 0.5, 1.0), (0.0, nan, 0.9), (0.1, nan, 1.0))) == [(0.0, 0.1), (1.0, 1.0), (1.0, 0.9), (0.0, 0.0)]


def test_precision_recall_steps_sum_to_average_precision() -> None:
    tp, fp = (1.0, 2.0, 2.0, 3.0), (0.0, 0.0, 2.0, 4.0)
    points = precision_recall_points(Curve("a", tp, fp, 3.0, 5.0, None, None, None))
    area = sum((x1 - x0) * y1 for (x0, _), (x1, y1) in zip(points, points[1:]))
    assert area == pytest.approx((1 + 1 + 3 / 7) / 3)
    assert points[0] == (0.0, 1.0)
    assert points[-1] == (1.0, 3 / 7)


def test_precision_recall_runs_from_left_to_right(curve: Curve) -> None:
    (line,) = lines(charts.precision_recall("k", [charts.Series("a", 0, curve)], 0.2), "curve")
    points = on_paper(points_of(line.attributes["d"] or ""))
    assert points[0][0] == pytest.approx(0, abs=1e-4)
    assert points[-1][0] == pytest.approx(1, abs=1e-4)
    assert all(later[0] >= earlier[0] - 1e-9 for earlier, later in zip(points, points[1:]))


def test_a_perfect_model_turns_once() -> None:
    perfect = Curve("a", (0.0, 10.0, 10.0), (0.0, 0.0, 30.0), 10.0, 30.0, None, None, None)
    assert roc_points(perfect) == [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
    assert max(precision for _, precision in precision_recall_points(perfect)) == 1.0


def test_no_class_no_curve() -> None:
    assert roc_points(Curve("a", (0.0,), (5.0,), 0.0, 5.0, None, None, None)) == []
    assert precision_recall_points(Curve("a", (0.0,), (5.0,), 0.0, 5.0, None, None, None)) == []


def test_calibration_bars_hold_their_points_and_share_one_scale(curve: Curve) -> None:
    assert curve.calibration is not None
    tree = parse(charts.calibration("k", "a", 0, curve.calibration, "95%", "Observed share"))
    dots, bars = tree.all("circle"), tree.all("line", "bar")
    filled = [n for n in curve.calibration.n if n > 0]
    assert len(dots) == len(bars) == len(filled)
    for dot, bar in zip(dots, bars):
        assert dot.attributes["cx"] == bar.attributes["x1"] == bar.attributes["x2"]
        low, middle, high = (float(one or 0) for one in (bar.attributes["y1"], dot.attributes["cy"], bar.attributes["y2"]))
        assert charts.TOP - 0.01 <= high <= middle <= low <= charts.SQUARE_BOTTOM + 0.01
    diagonal = points_of(tree.all("path", "reference")[0].attributes["d"] or "")
    assert diagonal == [(charts.LEFT, charts.SQUARE_BOTTOM), (charts.RIGHT, charts.TOP)]


def test_score_bars_of_each_class_sum_to_one() -> None:
    counts = Histogram((0.0, 0.25, 0.5, 0.75, 1.0), (1.0, 2.0, 3.0, 4.0), (8.0, 4.0, 0.0, 0.0))
    tree = parse(charts.score_distribution("k", "a", 0, counts, [], TITLES))
    heights = {
        kind: [float(bar.attributes["height"] or 0) for bar in tree.all("rect") if kind in (bar.attributes["class"] or "").split()]
        for kind in ("with", "without")
    }
    assert sum(heights["with"]) == pytest.approx(sum(heights["without"]), abs=0.05)
    assert heights["with"][3] / heights["with"][0] == pytest.approx(4, rel=0.01)
    assert len(heights["without"]) == 2


def bar_areas(counts: Histogram, kind: str) -> list[float]:
    tree = parse(charts.score_distribution("k", "a", 0, counts, [], TITLES))
    bars = [bar.attributes for bar in tree.all("rect") if kind in (bar.attributes["class"] or "").split()]
    return [float(bar["height"] or 0) * (float(bar["width"] or 0) + 1) for bar in bars]


def test_bars_of_unequal_width_show_shares_by_their_area() -> None:
    areas = bar_areas(Histogram((0.0, 0.1, 0.2, 1.0), (2.0, 2.0, 4.0), (1.0, 0.0, 3.0)), "with")
    assert areas[1] / areas[0] == pytest.approx(1, rel=0.02)
    assert areas[2] / areas[0] == pytest.approx(2, rel=0.02)


@pytest.mark.parametrize(
    ("low", "high"), [(7.35, 7.354), (1980.0, 2024.0), (-1.7e308, 1.7e308), (0.0, 1e-290), (1e15, 1.01e15), (2.99, 3.01), (-0.1, 2.0)]
)
def test_scores_of_any_size_have_axes(low: float, high: float) -> None:
    middle = low / 2 + high / 2
    svg = charts.score_distribution("k", "a", 0, Histogram((low, middle, high), (5.0, 6.0), (7.0, 2.0)), [("t", middle)], TITLES)
    labels = [node.text for node in parse(svg).all("text", "tick") if not node.text.endswith("%")]
    assert len(labels) == len(set(labels)) >= 2
    places = [float(x) for x in re.findall(r'x1?="(-?[\d.]+)"', svg)]
    assert all(0 <= x <= charts.WIDTH for x in places)


def test_rare_outcomes_fill_the_calibration_chart() -> None:
    bins = Calibration((0.0001, 0.001, 0.008), (500.0, 500.0), (1.0, 3.0), (0.0006, 0.004), (0.0003, 0.002), (0.006, 0.017))
    tree = parse(charts.calibration("k", "a", 0, bins, "95%", "Observed share"))
    assert "0.02" in [node.text for node in tree.all("text", "tick")]
    assert max(float(dot.attributes["cx"] or 0) for dot in tree.all("circle")) > charts.LEFT + 50
    assert min(float(bar.attributes["y2"] or 0) for bar in tree.all("line", "bar")) < charts.TOP + 80


def test_precision_of_rare_outcomes_does_not_lie_on_the_axis() -> None:
    rare = Curve("a", (0.0, 10.0, 20.0), (0.0, 1000.0, 9980.0), 20.0, 9980.0, None, None, None)
    svg = charts.precision_recall("k", [charts.Series("a", 0, rare)], 0.002)
    (line,) = lines(svg, "curve")
    assert min(y for _, y in points_of(line.attributes["d"] or "")) < charts.TOP + 20


def test_alternative_texts_promise_no_interval_that_is_not_drawn(curve: Curve) -> None:
    bare = dataclasses.replace(curve, band=None)
    nan = (math.nan,)
    bins = Calibration((0.0, 1.0), (10.0,), (4.0,), (0.3,), nan, nan)
    for svg in (charts.roc("k", [charts.Series("a", 0, bare)], "95%"), charts.calibration("k", "a", 0, bins, "95%", "Observed share")):
        assert "95%" not in svg
        assert "Wilson" not in svg
    assert "95% band" in charts.roc("k", [charts.Series("a", 0, curve)], "95%")


def _boxes(svg: str) -> list[tuple[float, float, float, float]]:
    notes = parse(svg).all("text", "note")
    return [
        (
            float(n.attributes["x"] or 0),
            float(n.attributes["y"] or 0) - 10,
            float(n.attributes["x"] or 0) + 6.5 * len(n.text),
            float(n.attributes["y"] or 0),
        )
        for n in notes
    ]


def test_threshold_labels_on_curves_do_not_overlap() -> None:
    document = read(example(["a"], n=600, attributes={}, crosses=()))
    marks = tuple(charts.Mark(f"0.{i}", i / 10, 0.2 + i / 100, 0.6 + i / 100) for i in range(1, 7))
    boxes = _boxes(charts.roc("k", [charts.Series("a", 0, document.curves["a"], marks)], "95%"))
    assert len(boxes) == 6
    for i, one in enumerate(boxes):
        assert one[0] >= charts.LEFT
        assert one[2] <= charts.RIGHT + 5
        for other in boxes[i + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_series_differ_in_shape_and_dash_not_only_in_color() -> None:
    assert len({marker(0, 0, i) for i in range(5)}) == 5
    assert len({charts.series_class(i) for i in range(30)}) == 30


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0, 0.05), (-13.7, 4.2), (0, 1e-6), (0, 3e9), (0.5, 0.500001)])
def test_ticks_are_few_even_and_inside(low: float, high: float) -> None:
    ticks = nice_ticks(low, high)
    assert 2 <= len(ticks) <= 6
    steps = [b - a for a, b in zip(ticks, ticks[1:])]
    assert steps == pytest.approx([steps[0]] * len(steps))
    assert ticks[0] >= low - 1e-9 * (high - low)
    assert ticks[-1] <= high + 1e-9 * abs(high)


def per_cents(svg: str, class_: str, *names: str) -> list[float]:
    return [float((node.attributes[name] or "").rstrip("%")) for node in parse(svg).all("line", class_) for name in names]


def test_forest_strip_places_are_in_order_and_on_one_axis() -> None:
    axis = proportion_axis([0.7, 0.95], floor=0.1)
    assert (axis.low, axis.high) == (0.7, 1.0)
    start, end = per_cents(forest.strip(axis, 0.8, 0.75, 0.9, 0.85, 0), "whisker", "x1", "x2")
    assert start < axis.place(0.8) < end
    assert per_cents(forest.strip(axis, 0.8, 0.75, 0.9, 0.85, 0), "reference", "x1") == [pytest.approx(axis.place(0.85), abs=0.01)]
    assert 0 < axis.place(axis.low) < axis.place(axis.high) < 100


def test_ratio_axis_is_even_about_one_and_points_at_what_it_cuts() -> None:
    axis = ratio_axis([0.5, 40.0, math.inf])
    assert axis.place(1.0) == pytest.approx(50)
    assert axis.place(2.0) - 50 == pytest.approx(50 - axis.place(0.5))
    assert axis.high == 8.0
    assert len(parse(forest.strip(axis, 1.0, 0.5, 40.0, 1.0, 0)).all("path")) == 1
    assert len(parse(forest.strip(axis, 1.0, 0.0, math.inf, 1.0, 0)).all("path")) == 2


@pytest.mark.parametrize("value", [math.nan, math.inf, 0.0])
def test_a_strip_without_a_value_draws_no_mark(value: float) -> None:
    axis = ratio_axis([0.5, 2.0])
    assert not parse(forest.strip(axis, value, math.nan, math.nan, 1.0, 0)).all("circle")
