# SPDX-License-Identifier: Apache-2.0
"""Pictures with matplotlib: the points of the report's charts, the manner of scikit-learn's displays, and names that stay as they are."""

from __future__ import annotations

import math
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("jinja2")

import clinmetrics as cm
import matplotlib
import matplotlib.pyplot as plt
import numpy as np
from clinmetrics.displays import Display, RocDisplay
from clinmetrics.displays.theme import THEMES
from clinmetrics.points.axes import difference_axis, forest_axis
from clinmetrics.points.calibration import calibration_range, share_end
from clinmetrics.points.scores import highest
from clinmetrics.report import charts, render
from clinmetrics.report.read import Histogram, read
from clinmetrics.report.svg import Scale
from clinmetrics.result import Result
from made_results import CURVE, NAN, made, usual
from report_page import Node, parse
from test_report_charts import points_of

CURVES = ("roc", "pr", "calibration", "scores")
ALL = (*CURVES, "forest", "gaps", "thresholds", "decision")
SMOOTH = [
    {"method": "loess", "score": [0.2, 0.8], "observed": [0.1, 0.9], "lower": [0.05, 0.8], "upper": [0.2, 0.95]},
    {"method": "rcs", "score": [0.2, 0.5, 0.8], "observed": [0.1, 0.4, 0.7], "lower": [0.05, 0.3, 0.6], "upper": [0.2, 0.5, 0.8]},
]
DECISION = {
    "threshold": [0.1, 0.2, 0.3], "net_benefit": [0.3, 0.2, 0.1], "lower": [0.25, 0.15, 0.02], "upper": [0.35, 0.25, 0.18],
    "simultaneous_lower": [0.2, 0.1, None], "simultaneous_upper": [0.4, 0.3, None], "treat_all": [0.3, 0.1, -0.2],
}  # fmt: skip


def evaluated() -> Result:
    draw = np.random.default_rng(5)
    n = 600
    risk = draw.normal(-1, 1.3, n)
    y = draw.random(n) < 1 / (1 + np.exp(-risk))
    scores = {name: 1 / (1 + np.exp(-risk - draw.normal(0, spread, n))) for name, spread in (("new", 0.4), ("old", 1.8))}
    groups = {"sex": draw.choice(["F", "M"], n), "site": draw.choice(["north", "south", "west"], n)}
    return cm.evaluate(
        y_true=y, y_score=scores, groups=groups, threshold=[0.2, 0.4], curves="steps", gaps="auto", n_resamples=200,
        metrics=["prevalence", "auroc", "average_precision", "sensitivity", "specificity", "observed_expected_ratio"],
    )  # fmt: skip


RESULT = evaluated()
PAGE = parse(render(RESULT.to_json_dict()))


def with_every_curve() -> Result:
    bands = {
        name: {"lower": [None, 0.4, 0.8], "upper": [0.3, 0.7, 1.0]} for name in ("simultaneous_roc_band", "pr_band", "simultaneous_pr_band")
    }
    curve = {**CURVE, **bands, "smooth": SMOOTH, "decision": DECISION}
    lines: Any = [("auroc", {}), ("sensitivity", {"threshold": 0.2}), ("sensitivity", {"threshold": 0.35}), ("calibration_slope", {})]
    return made(["risk", "other"], [([], [[]])], lines, curves=[curve, {**curve, "model": "other"}], gaps=usual()._gaps)


def plain_curve() -> Result:
    """A result whose curve has no smooth calibration curve, no decision curve and no simultaneous band."""
    return made(["risk"], [([], [[]])], [("auroc", {})], curves=[{**CURVE, "smooth": [], "decision": None, "simultaneous_roc_band": None}])


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    plt.close("all")


def chart(name: str) -> Node:
    return next(svg for svg in PAGE.all("svg", "chart") if any((t.attributes.get("id") or "") == f"{name}-title" for t in svg.all("title")))


def data(artist: Any) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in artist.get_xydata()]


def on_page(points: list[tuple[float, float]], x: Scale, y: Scale) -> Any:
    return pytest.approx([c for a, b in points for c in (x(a), y(b))], abs=0.011)


def flat(points: list[tuple[float, float]]) -> list[float]:
    return [c for point in points for c in point]


UNIT = Scale(0, 1, charts.LEFT, charts.RIGHT), Scale(0, 1, charts.BOTTOM, charts.TOP)


# --- the points of the report ---------------------------------------------------------------------------------------------------------


def places(svg: Node, index: int) -> list[tuple[float, float]]:
    """The marks of a series in an SVG: circles, or the middles of squares."""
    own = [n for n in svg.walk() if f"s{index}" in (n.attributes.get("class") or "").split() and "dot" in (n.attributes["class"] or "")]
    found = []
    for node in own:
        if node.tag == "circle":
            found.append((float(node.attributes["cx"] or 0), float(node.attributes["cy"] or 0)))
        else:
            corners = points_of(node.attributes["d"] or "")
            found.append((sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners)))
    return found


@pytest.mark.parametrize("name", ["roc", "pr"])
def test_curves_bands_and_marks_are_those_of_the_report(name: str) -> None:
    svg, display = chart(f"{name}-0-1"), getattr(RESULT.plot, name)(band="pointwise" if name == "roc" else None)
    top = max(y for line in (*display.lines_, *display.marks_) for _, y in data(line))
    scales = UNIT if name == "roc" else (UNIT[0], Scale(0, share_end(top), charts.BOTTOM, charts.TOP))
    for index, line in enumerate(display.lines_):
        (drawn,) = [p for p in svg.all("path", "curve") if f"s{index}" in (p.attributes["class"] or "").split()]
        assert flat(points_of(drawn.attributes["d"] or "")) == on_page(data(line), *scales)
    bands = svg.all("path", "band")
    assert len(bands) == len(display.bands_) == (2 if name == "roc" else 0)
    for band, drawn in zip(display.bands_, bands):
        assert flat(points_of(drawn.attributes["d"] or "")) == on_page([tuple(p) for p in band.get_xy()[:-1]], *scales)
    marks = [point for mark in display.marks_ for point in data(mark)]
    assert flat(places(svg, 0) + places(svg, 1)) == on_page(marks, *scales)


@pytest.mark.parametrize(("index", "model"), [(0, "new"), (1, "old")])
def test_calibration_points_are_those_of_the_report(index: int, model: str) -> None:
    svg, display = chart(f"calibration-{index}"), RESULT.where(model=model).plot.calibration()
    found = [x for artist in (*display.marks_, *display.bars_, *display.lines_) for point in data(artist) for x in point]
    start, end = calibration_range(found)
    scales = Scale(start, end, charts.LEFT, charts.RIGHT), Scale(start, end, charts.SQUARE_BOTTOM, charts.TOP)
    assert flat(places(svg, index)) == on_page([point for mark in display.marks_ for point in data(mark)], *scales)
    bars = [[float(bar.attributes[key] or 0) for key in ("x1", "y1", "x2", "y2")] for bar in svg.all("line", "bar")]
    assert [x for bar in bars for x in bar] == on_page([point for bar in display.bars_ for point in data(bar)], *scales)
    (line,), (band,) = svg.all("path", "curve"), svg.all("path", "band")
    assert flat(points_of(line.attributes["d"] or "")) == on_page(data(display.lines_[0]), *scales)
    assert flat(points_of(band.attributes["d"] or "")) == on_page([tuple(p) for p in display.bands_[0].get_xy()[:-1]], *scales)


def test_score_bars_are_those_of_the_report() -> None:
    display = RESULT.plot.scores()
    assert len(display.axes_) == 2
    for index, model in enumerate(RESULT.models):
        svg = chart(f"scores-{index}")
        curve = read(RESULT.to_json_dict()).curves[model]
        counts: Histogram = curve.histogram  # type: ignore[assignment]
        x = Scale(counts.edges[0], counts.edges[-1], charts.LEFT, charts.RIGHT)
        y = Scale(-1.25 * highest(counts), 1.25 * highest(counts), charts.BOTTOM, charts.TOP)
        drawn = [bar for bar in display.bars_ if bar.axes is display.axes_[index]]
        rects = svg.all("rect")
        assert len(rects) == len(drawn) > 20
        for rect, bar in zip(rects, drawn):
            assert float(rect.attributes["x"] or 0) - 0.5 == pytest.approx(x(bar.get_x()), abs=0.011)
            assert float(rect.attributes["height"] or 0) == pytest.approx(abs(y(bar.get_height()) - y(0)), abs=0.011)


def strips(table: Node, model: int = 0) -> list[tuple[float, ...]]:
    """Ends of a model's thick line and the place of its mark in each strip of a table, in per cent."""
    found = []
    for strip in table.all("svg", "strip"):
        lines = [n for n in strip.all("line", "whisker") if "thin" not in (n.attributes["class"] or "").split()]
        marks = [n for n in strip.all("svg") if "x" in n.attributes]
        numbers = [lines[model].attributes["x1"], lines[model].attributes["x2"], marks[model].attributes["x"]]
        found.append(tuple(float((x or "").rstrip("%")) for x in numbers))
    return found


def drawn_rows(display: Any) -> list[tuple[float, ...]]:
    return [(*(x for x, _ in data(bar)), data(mark)[0][0]) for bar, mark in zip(display.bars_, display.marks_)]


def test_the_forest_has_the_places_of_the_report() -> None:
    result = RESULT.where(model="new", metric="auroc")
    both = [result.where(attribute=name) for name in ("all", "sex")]
    limits = [
        x for e in (*RESULT["auroc"].where(attribute="all"), *RESULT["auroc"].where(attribute="sex")) for x in (e.lower, e.upper, e.value)
    ]
    axis = forest_axis("auroc", limits)
    table = next(t for t in PAGE.all("table", "forest") if t.all("caption")[0].text.startswith("AUROC by sex"))
    mine = [row for one in both for row in drawn_rows(one.plot.forest())]
    shown = strips(table, RESULT.models.index("new"))
    assert len(mine) == len(shown) == 3
    assert [x for row in sorted(shown) for x in row] == pytest.approx([axis.place(x) for row in sorted(mine) for x in row], abs=0.011)


def test_gaps_have_the_places_and_the_order_of_the_report() -> None:
    display = RESULT.where(attribute="site", model="new").plot.gaps()
    kept = RESULT.gaps.difference.where(attribute="site", kind="rest", metric="auroc")
    axis = difference_axis(x for g in kept for x in (g.lower, g.upper, g.value, g.simultaneous_lower, g.simultaneous_upper))
    tables = [t for t in PAGE.all("table", "forest") if "Each group against the rest" in t.all("caption")[0].text]
    shown = strips(next(t for t in tables if "north" in t.text))[:3]
    assert [x for row in shown for x in row] == pytest.approx([axis.place(x) for row in drawn_rows(display) for x in row], abs=0.011)
    assert len(display.lines_) == 3
    assert [g.value for g in display.gaps] == sorted(g.value for g in display.gaps)


def test_smooth_curves_and_decision_curves_are_those_of_the_result() -> None:
    result = with_every_curve()
    calibration = result.plot.calibration()
    assert data(calibration.lines_[0]) == [(0.2, 0.1), (0.5, 0.4), (0.8, 0.7)]
    assert [tuple(p) for p in calibration.bands_[0].get_xy()[:3]] == [(0.2, 0.2), (0.5, 0.5), (0.8, 0.8)]
    assert data(result.plot.calibration(smooth="loess").lines_[0]) == [(0.2, 0.1), (0.8, 0.9)]
    decision = result.plot.decision()
    assert data(decision.lines_[0]) == [(0.1, 0.3), (0.2, 0.2), (0.3, 0.1)]
    assert len(decision.bands_[0].get_xy()) == 7
    assert len(result.plot.decision(band="simultaneous").bands_[0].get_xy()) == 5  # without the point that has no limits
    assert result.plot.decision(band=None).bands_ == []
    with pytest.raises(ValueError, match="'rcs', 'loess' or None"):
        result.plot.calibration(smooth="spline")
    with pytest.raises(ValueError, match="no smooth calibration curve of the method 'rcs'"):
        plain_curve().plot.calibration(smooth="rcs")


def test_bands_are_those_of_the_result() -> None:
    roc = with_every_curve().plot.roc(band="simultaneous")
    assert [tuple(p) for p in roc.bands_[0].get_xy()] == [(5 / 60, 0.7), (1.0, 1.0), (1.0, 0.8), (5 / 60, 0.4), (5 / 60, 0.7)]
    assert [tuple(p) for p in with_every_curve().plot.roc().bands_[0].get_xy()[:2]] == [(5 / 60, 0.6), (1.0, 1.0)]
    pr = with_every_curve().plot.pr()
    assert [tuple(p) for p in pr.bands_[0].get_xy()[:4]] == [(0.0, 0.7), (0.5, 0.7), (0.5, 1.0), (1.0, 1.0)]
    whole = with_every_curve().plot.pr(band="simultaneous")
    assert [tuple(p) for p in whole.bands_[0].get_xy()] == [(0.5, 0.7), (1.0, 1.0), (1.0, 0.8), (0.5, 0.4), (0.5, 0.7)]
    assert with_every_curve().plot.pr(band=None).bands_ == plain_curve().plot.roc(band="simultaneous").bands_ == []


def test_metrics_by_threshold_are_those_of_the_rows() -> None:
    display = RESULT.plot.thresholds()
    assert len(display.axes_) == 2
    for k, (model, metric) in enumerate([(m, name) for m in RESULT.models for name in ("sensitivity", "specificity")]):
        rows = RESULT.where(model=model, metric=metric, attribute="all")
        assert data(display.lines_[k]) == [(e.parameters["threshold"], e.value) for e in rows]
    assert [data(bar) for bar in display.bars_[:2]] == [
        [(e.parameters["threshold"], x) for x in e.ci] for e in RESULT.where(model="new", metric="sensitivity", attribute="all")
    ]


# --- the manner of scikit-learn -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
def test_a_display_is_the_same_from_memory_and_from_json(name: str) -> None:
    result = with_every_curve() if name == "decision" else RESULT
    here = getattr(result.plot, name)()
    stored = getattr(Result.from_json(result.to_json()).plot, name)()
    assert isinstance(here, Display)
    for kind in ("lines_", "marks_", "bars_"):
        mine, other = getattr(here, kind), getattr(stored, kind)
        assert len(mine) == len(other)
        for a, b in zip(mine, other):
            assert getattr(a, "get_xydata", a.get_bbox if hasattr(a, "get_bbox") else None)().__repr__() == (
                getattr(b, "get_xydata", b.get_bbox if hasattr(b, "get_bbox") else None)().__repr__()
            )
    assert here.ax_ is here.axes_[0]
    assert here.figure_ is here.ax_.figure
    here.figure_.canvas.draw()


def test_axes_and_style_of_the_user_are_used() -> None:
    figure, (left, right) = plt.subplots(1, 2)
    display = RESULT.where(model="new").plot.roc(left, color="black", lw=5)
    assert display.figure_ is figure
    assert display.lines_[0].get_color() == "black"
    assert display.lines_[0].get_linewidth() == 5
    again = display.plot(right, c="red")
    assert again is display
    assert display.ax_ is right
    assert len(left.lines) == len(right.lines)


@pytest.mark.parametrize("name", [*CURVES, "forest", "gaps", "thresholds"])
def test_short_names_of_properties_are_known(name: str) -> None:
    display = getattr(RESULT.where(model="new").plot, name)(lw=3, alpha=0.5)
    artist = next(
        iter(display.lines_ if name in ("roc", "pr", "thresholds") else display.marks_ if name == "calibration" else display.bars_)
    )
    assert artist.get_linewidth() == 3 or name == "calibration"


def test_a_model_has_the_color_of_its_number() -> None:
    result = made(["flag", "risk"], [([], [[]])], [("auroc", {})], curves=[CURVE])
    assert result.plot.roc().lines_[0].get_color() == THEMES["light"].series[1]


def test_several_panels_need_several_axes() -> None:
    _, axes = plt.subplots(1, 2)
    assert RESULT.plot.scores(axes).axes_ == tuple(axes)
    with pytest.raises(ValueError, match=r"`ax` has 1 axes, and the picture has 2 panels; .* where\(model=...\)"):
        RESULT.plot.scores(axes[0])
    assert len(RESULT.plot.forest(metric=["auroc", "observed_expected_ratio"]).axes_) == 2


def test_themes_are_the_colors_of_the_report() -> None:
    css = (Path(cm.__file__).parent / "report" / "style.css").read_text(encoding="utf-8")
    for theme, part in zip(("light", "dark"), css.split("prefers-color-scheme: dark")):
        for i, color in enumerate(THEMES[theme].series):
            assert re.search(rf"--c{i}: (#\w+);", part)[1] == color  # type: ignore[index]
        for name in ("paper", "ink", "soft", "grid"):
            assert re.search(rf"--{name}: (#\w+);", part)[1] == getattr(THEMES[theme], name)  # type: ignore[index]


def test_the_theme_fits_the_background() -> None:
    with plt.style.context("dark_background"):
        assert RESULT.plot.roc().lines_[0].get_color() == THEMES["dark"].series[0]
    assert RESULT.plot.roc().lines_[0].get_color() == THEMES["light"].series[0]
    assert RESULT.plot.roc(theme="dark").figure_.get_facecolor() == matplotlib.colors.to_rgba(THEMES["dark"].paper)
    with pytest.raises(ValueError, match="'light', 'dark' or None"):
        RESULT.plot.roc(theme="blue")


def test_series_differ_without_color() -> None:
    display = RESULT.plot.roc()
    assert len({line.get_linestyle() for line in display.lines_}) == 2
    assert len({mark.get_marker() for mark in display.marks_}) == 2


def labels(display: Any) -> list[str]:
    return [text.get_text() for text in display.ax_.get_legend().get_texts()]


def test_the_legend_has_value_interval_and_sizes() -> None:
    auroc = RESULT.where(model="new", metric="auroc", group="all").one()
    display = RESULT.plot.roc()
    assert labels(display)[0] == f"new\nAUROC {auroc.value:.3f} ({auroc.lower:.3f}–{auroc.upper:.3f})"
    assert display.ax_.get_legend().get_title().get_text() == f"n = 600, {auroc.n_positive} events"
    by_group = RESULT.where(model="new", attribute="sex").plot.roc()
    female = RESULT.where(model="new", metric="auroc", group="F").one()
    assert labels(by_group)[0].splitlines()[0] == "F"
    assert labels(by_group)[0].splitlines()[2] == f"n = {female.n}, {female.n_positive} events"


def test_marks_have_short_names() -> None:
    marks = [{"threshold": t, "tp": 30.0, "fp": 12.5} for t in (0.25, 1 / 3)]
    display = made(["risk"], [([], [[]])], [("auroc", {})], curves=[{**CURVE, "marks": marks}]).plot.roc()
    assert [text.get_text() for text in display.ax_.texts] == ["0.25", "0.333"]


def test_many_series_have_no_bands_and_the_legend_beside_them() -> None:
    curves = [{**CURVE, "model": name} for name in "abcd"]
    for n, count in ((3, 3), (4, 0)):
        display = made(list("abcd")[:n], [([], [[]])], [("auroc", {})], curves=curves[:n]).plot.roc()
        display.figure_.canvas.draw()
        assert len(display.bands_) == count
        box, axes = display.ax_.get_legend().get_window_extent(), display.ax_.get_window_extent()
        assert (box.x0 >= axes.x1) == (n > 3)
        assert box.x1 <= display.figure_.bbox.x1
    assert len(made(list("abcd"), [([], [[]])], [("auroc", {})], curves=curves).plot.roc(band="pointwise").bands_) == 4


def test_a_coarse_curve_says_so() -> None:
    """The made curve has the area 17/24, and its AUROC is 0.75."""
    coarse = made(["risk"], [([], [[]])], [("auroc", {})], curves=[CURVE], provenance={"curves": "steps"}).plot.roc()
    assert coarse.ax_.get_legend().get_title().get_text() == "n = 100, 40 events\ndrawn in coarse steps of at least 5 patients"
    exact = made(["risk"], [([], [[]])], [("auroc", {})], curves=[CURVE], provenance={"curves": "exact"}).plot.roc()
    assert exact.ax_.get_legend().get_title().get_text() == "n = 100, 40 events"
    assert "coarse" not in RESULT.plot.roc().ax_.get_legend().get_title().get_text()


def test_names_from_the_data_stay_as_they_are() -> None:
    curve = {**CURVE, "smooth": SMOOTH, "decision": DECISION, "model": "_a$b$_{x}\u202e"}
    partitions: Any = [([], [[]]), (["$s$"], [["$x^2$"], ["_y"]])]
    result = made(["_a$b$_{x}\u202e"], partitions, [("auroc", {}), ("sensitivity", {"threshold": 0.2})], curves=[curve])
    for name in ("roc", "pr", "calibration", "scores", "forest", "thresholds", "decision"):
        display = getattr(result.plot, name)()
        display.figure_.canvas.draw()
        found = [t for ax in display.axes_ for t in ax.findobj(matplotlib.text.Text) if "$" in t.get_text()]
        assert found
        assert not any(t.get_parse_math() for t in found)
        assert not any("\u202e" in t.get_text() for t in found)
    assert labels(result.plot.roc())[0].startswith("_a$b$_{x}\\u202e\nAUROC")


# --- what cannot be drawn -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*CURVES, "decision"])
def test_without_curves_the_message_says_how_to_ask(name: str) -> None:
    result = made(["m"], [([], [[]])], [("auroc", {})])
    with pytest.raises(ValueError, match=r'evaluate\(\.\.\., curves="steps"\)'):
        getattr(result.plot, name)()


def test_what_is_missing_is_named() -> None:
    plain = made(["m"], [([], [[]])], [("auroc", {})], provenance={"curves": "steps"})
    with pytest.raises(ValueError, match="the models give labels"):
        plain.plot.roc()
    with pytest.raises(ValueError, match=r'gaps="auto"'):
        plain.plot.gaps()
    with pytest.raises(ValueError, match=r"threshold=\[0.1, 0.2, 0.3\]"):
        plain.plot.thresholds()
    with pytest.raises(ValueError, match="no decision curve"):
        plain_curve().plot.decision()
    with pytest.raises(ValueError, match="no gaps of the kind 'reference', only of 'rest'"):
        RESULT.plot.gaps(kind="reference")
    with pytest.raises(ValueError, match=r"2 metrics of the gaps; name one, as in 'sensitivity @ 0.2'"):
        RESULT.plot.gaps(metric="sensitivity")
    with pytest.raises(ValueError, match="'auto', 'pointwise', 'simultaneous' or None"):
        RESULT.plot.roc(band="both")
    one_class = {**CURVE, "tp": [0.0], "fp": [5.0], "n_positive": 0, "n_negative": 5, "marks": [], "roc_band": None,
                 "simultaneous_roc_band": None, "pr_band": None, "simultaneous_pr_band": None}  # fmt: skip
    with pytest.raises(ValueError, match="one of the classes has no rows"):
        made(["risk"], [([], [[]])], [("auroc", {})], curves=[one_class]).plot.roc()


@pytest.mark.parametrize(("n", "width"), [(8, 7), (12, 7), (12, 45), (30, 7)])
def test_a_forest_of_many_models_is_readable(n: int, width: int) -> None:
    names = [f"{i:0{width}d}" for i in range(n)]
    result = made(names, [([], [[]]), (["sex"], [["F"], ["M"]])], [("auroc", {})])
    display = result.plot.forest()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns if there is no room for the axes
        display.figure_.canvas.draw()
    legend = display.ax_.get_legend()
    assert [t.get_text() for t in legend.get_texts()] == names
    box, whole = legend.get_window_extent(), display.figure_.bbox
    assert 0 <= box.x0 < box.x1 <= whole.x1
    assert box.y1 <= whole.y1
    looks = [(mark.get_color(), mark.get_marker()) for mark in display.marks_]
    assert looks == [(line.get_color(), line.get_marker()) for line in legend.get_lines()] * 3
    assert len(set(looks)) == n


def test_more_models_than_a_forest_can_show_are_refused() -> None:
    result = made([f"m{i}" for i in range(31)], [([], [[]])], [("auroc", {})])
    with pytest.raises(ValueError, match=r"31 models, and a forest plot can show 30; select one with where\(model=...\)"):
        result.plot.forest()
    draw = np.random.default_rng(5)
    scores = {f"m{i}": draw.random(60) for i in range(31)}
    compared = cm.evaluate(y_true=[0, 1] * 30, y_score=scores, metrics="auroc", compare={"reference": "m0"})
    assert len(compared.where(model="m0").comparisons) > 0
    (mark,) = compared.where(model="m0").plot.forest().marks_
    assert mark.get_marker() == "D"


@pytest.mark.parametrize("metric", [[], (), 3])
def test_a_forest_without_a_metric_is_refused(metric: Any) -> None:
    with pytest.raises(ValueError, match="`metric` must name at least one metric"):
        RESULT.plot.forest(metric=metric)


@pytest.mark.parametrize(("ax", "kind"), [("x", "str"), (3, "int"), (["x", "y"], "str"), (matplotlib.figure.Figure(), "Figure")])
def test_what_is_no_axes_is_refused(ax: Any, kind: str) -> None:
    for name in ("roc", "forest"):
        with pytest.raises(TypeError, match=f"`ax` must be axes of matplotlib, as from .*, and not {kind}"):
            getattr(RESULT.plot, name)(ax)


def test_undefined_values_and_open_limits_are_drawn() -> None:
    changes = {
        0: {"value": 1.2, "lower": 0.01, "upper": math.inf},
        1: {"value": NAN, "lower": NAN, "upper": NAN, "status": "too_few", "n": 7, "n_positive": -1, "n_negative": -1},
        2: {"value": math.inf, "lower": NAN, "upper": NAN},
    }
    result = made(["m"], [([], [[]]), (["sex"], [["F"], ["M"]])], [("observed_expected_ratio", {})], changes=changes)
    display = result.plot.forest()
    display.figure_.canvas.draw()
    assert len(display.marks_) == len(display.bars_) == 1
    texts = [t.get_text() for t in display.ax_.texts]
    assert "too few rows" in texts
    assert "F  (n = 7)" in texts
    assert "∞" in texts


def test_matplotlib_is_imported_only_to_draw() -> None:
    code = "import clinmetrics as cm, sys; cm.Result.plot; import clinmetrics.displays; print('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "False"


def test_a_missing_matplotlib_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    monkeypatch.delattr(matplotlib, "pyplot", raising=False)
    with pytest.raises(ImportError, match=r"pip install 'clinmetrics\[plot\]'"):
        RESULT.plot.roc()


def test_a_display_is_made_without_drawing() -> None:
    before = plt.get_fignums()
    assert isinstance(RocDisplay.from_result(RESULT), RocDisplay)
    assert plt.get_fignums() == before
    assert "plot.roc()" in repr(RESULT.plot)
