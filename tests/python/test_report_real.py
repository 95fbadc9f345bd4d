# SPDX-License-Identifier: Apache-2.0
"""The report and the engine speak the same words: a result of the engine renders, and no name of the engine is unknown to the report."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jinja2")
pytest.importorskip("clinmetrics._core")
pytest.importorskip("pandas")
sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside this file

import clinmetrics as cm
import numpy as np
import pandas as pd
from clinmetrics import _core as core
from clinmetrics._tables import WORDS
from clinmetrics.report import words
from report_page import cells, parse


@pytest.fixture(scope="module")
def result() -> Any:
    draw = np.random.default_rng(5)
    n = 400
    risk = draw.normal(-1.2, 1.3, n)
    data = pd.DataFrame(
        {
            "died": draw.random(n) < 1 / (1 + np.exp(-risk)),
            "model_a": 1 / (1 + np.exp(-risk - draw.normal(0, 0.4, n))),
            "model_b": 1 / (1 + np.exp(-risk - draw.normal(0.3, 1.2, n))),
            "sex": draw.choice(["F", "M", "<b>x</b>"], n, p=[0.5, 0.485, 0.015]),
            "site": draw.choice(["one", "two", None], n, p=[0.6, 0.3, 0.1]),
        }
    )
    groups = ["sex", "site", ("sex", "site")]
    return cm.evaluate(
        data, y_true="died", y_score=["model_a", "model_b"], threshold=[0.2, 0.5], groups=groups, n_resamples=200, curves="steps"
    )


def test_a_result_of_the_engine_renders(result: Any, tmp_path: Path) -> None:
    page = result.report(tmp_path / "audit.html").read_text(encoding="utf-8")
    root = parse(page)
    assert root.all("h1")[0].text == "Audit of model_a and model_b"
    shown = {(line[0], line[1]): line[2] for line in cells(root.all("table", "overall")[0]) if len(set(line)) > 1}
    made = result.to_json_dict()
    auroc = next(row for row in made["rows"] if row["metric"] == "auroc" and row["model"] == "model_b" and not row["group"])
    assert shown["AUROC", "model_b"] == f"{auroc['value']:.3f} ({auroc['lower']:.3f}–{auroc['upper']:.3f})"
    assert len(root.all("svg", "chart")) == 7
    assert len(root.all("section", "attribute")) == 3
    assert "<b>x</b>" in [node.text for node in root.all("bdi")]


@pytest.mark.parametrize("method", [name for name in WORDS["method"] if name != "none"])
def test_every_method_is_explained(method: str) -> None:
    assert words.method_meaning(method) != words.method_meaning("unheard of")


@pytest.mark.parametrize("method", [name for name in WORDS["method"] if name != "none"])
def test_a_method_is_called_by_its_name(method: str) -> None:
    """The label is the name that the table, the terminal and `ci` have, with capitals and spaces."""
    assert re.sub(r"[ –-]", "_", words.method_label(method)).lower() == method.replace("newcombe5", "newcombe_5")


@pytest.mark.parametrize("status", [name for name in WORDS["status"] if name != "ok"])
def test_every_status_is_explained(status: str) -> None:
    assert words.status_meaning(status) != words.status_meaning("unheard of")


@pytest.mark.parametrize("status", [name for name in WORDS["interval_status"] if name != "ok"])
def test_every_interval_status_is_explained(status: str) -> None:
    assert words.interval_reason(status) != status.replace("_", " ") or status in ("too_few",)


def test_every_flag_is_explained() -> None:
    for flag in WORDS["flags"]:
        assert words.flag_entry(flag)[1] != words.flag_entry("unheard of")[1]


@pytest.mark.parametrize("metric", [about["name"] for about in core.catalogue()] + ["my_own_metric"])
def test_every_metric_has_a_label(metric: str) -> None:
    assert words.metric(metric).label
    assert words.metric(metric).meaning


def test_the_demo_shows_which_model_is_too_extreme() -> None:
    """Boosting was fitted too closely: its slope is .41, that of the logistic model .94."""
    data = pd.read_csv(Path(__file__).parent.parent.parent / "examples" / "demo" / "predictions.csv")
    result = cm.evaluate(
        data, y_true="died", y_score=["logistic", "boosting"], threshold=[0.2, "sensitivity>=0.9"], n_resamples=200, curves="steps",
    )  # fmt: skip
    from clinmetrics.report import render

    page = parse(render(result.to_json_dict()))
    charts = {svg.all("title")[0].raw: svg for svg in page.all("svg", "chart")}
    for model, slope, says in (
        ("logistic", "0.938", "The data do not show whether"),
        ("boosting", "0.414", "The predictions are too extreme"),
    ):
        chart = charts[f"Calibration of {model}"]
        assert [text.text.partition(" (")[0] for text in chart.all("text", "note")] == ["n = 1,629, 318 events", f"slope {slope}"]
        assert len(chart.all("path", "curve")) == len(chart.all("path", "band")) == 1
        card = next(card for card in page.all("article", "card") if card.all("h3")[0].text == model)
        assert f"The calibration slope is {slope}" in card.text
        assert says in card.text
    decision = charts["Decision curve of logistic, boosting"]
    assert len(decision.all("path", "curve")) == len(decision.all("path", "band")) == 2
    table = page.all("table", "by-threshold")[0]
    heads = [head.text for head in table.all("thead")[0].all("th")]
    assert heads[:6] == ["Threshold", "TP", "FP", "FN", "TN", "Chosen threshold"]
    assert heads[6:] == ["Sensitivity", "Specificity", "PPV", "NPV"]  # 10 columns are printed, and the next table has the others
    assert page.all("table", "by-threshold")[1].all("thead")[0].all("th")[1].text == "Net benefit"
    assert [line[0] for line in cells(table)][1::3] == ["0.2", "0.2"]
    assert all("chosen by sensitivity ≥ 0.9" in line[0] for line in cells(table)[2::3])
