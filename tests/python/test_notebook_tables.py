# SPDX-License-Identifier: Apache-2.0
"""What a notebook shows: few rows with sizes, what is not shown, no markup and no formula from the data, no colors; and the report in a frame."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import clinmetrics as cm
import pytest
from report_page import Node, parse

N = 240
Y = [int(i % 7 in (1, 4)) for i in range(N)]
RISK = [(i * 37 % 100 + 20 * y) / 130 for i, y in enumerate(Y)]
HOSTILE = ["<script>alert(1)</script>", "$10,000", "$20,000", "a\u202eb"]


@pytest.fixture(scope="module")
def result() -> cm.Result:
    data = {"y": Y, "risk": RISK, "half": [x / 2 for x in RISK], "income": [HOSTILE[i % 4] for i in range(N)]}
    return cm.evaluate(
        data, y_true="y", y_score=["risk", "half"], groups="income", metrics=["auroc", "brier", "prevalence"], compare="all", gaps="auto", ci="auto",
        n_resamples=200, curves="steps",
    )  # fmt: skip


def cells(page: str) -> list[list[str]]:
    return [[cell.text for cell in row.children if isinstance(cell, Node)] for row in parse(page).all("tr")]


def test_a_result_shows_its_sizes_and_at_most_20_rows(result: cm.Result) -> None:
    page = result._repr_html_()
    head, *rows = cells(page)
    assert head == ["model", "group", "n", "events", "metric", "value", "interval", "method"]
    assert len(rows) == 20 < len(result)
    first = result[0]
    assert rows[0][:5] == ["risk", "all", "240", str(sum(Y)), "auroc"]
    assert rows[0][7] == first.method
    (caption,) = parse(page).all("caption")
    assert caption.text == (
        f"Intervals of 95 %. Models: risk, half. 20 of {len(result)} rows are shown, {len(result) - 20} are not; "
        "result.to_frame() has all of them, and result.where(…) selects some."
    )
    assert "not" not in parse(result[:20]._repr_html_()).all("caption")[0].text


def test_a_small_group_shows_no_events() -> None:
    result = cm.evaluate(
        y_true=[0, 1] * 12, y_score=[i / 24 for i in range(24)], groups={"g": ["a"] * 20 + ["b"] * 4}, metrics="auroc", ci=None
    )
    assert cells(result._repr_html_())[-1][1:4] == ["g=b", "4", "–"]
    assert parse(result._repr_html_()).all("caption")[0].text.startswith("No intervals.")


@pytest.mark.parametrize("table", ["comparisons", "gaps", "counts", "rows", "estimate", "goals"])
def test_texts_of_the_data_are_no_markup_and_no_formula(result: cm.Result, table: str) -> None:
    goals = cm.judge(result, [{"metric": "auroc", "at_least": 0.5, "groups": "every"}])
    estimate = result.where(group=(HOSTILE[0],), metric="auroc", model="risk").one()
    shown = {"rows": result, "estimate": estimate, "goals": goals}.get(table) or getattr(result, table)
    page = shown._repr_html_()
    assert not parse(page).all("script")
    assert "\u202e" not in page
    assert page.startswith(('<div class="tex2jax_ignore mathjax_ignore">', '<span class="tex2jax_ignore mathjax_ignore">'))
    assert not re.findall(r"color:(?!inherit)|background", page)
    assert len(cells(page)) <= 21


def test_an_estimate_shows_its_interval_and_sizes(result: cm.Result) -> None:
    e = cm.auroc(Y, RISK)
    value, lower, upper = (f"{x:.3f}" for x in (e.value, e.lower, e.upper))
    (span,) = parse(e._repr_html_()).all("span")
    assert span.text == f"{value} [{lower}, {upper}]95 % interval, beta_bound; n = 240, events = {sum(Y)}"
    assert "auroc of risk. 95 % interval" in result[0]._repr_html_()
    assert "undefined" in cm.auroc([1, 1], [0.2, 0.3], labels=[0, 1])._repr_html_()
    assert "without interval; n = 240" in cm.auroc(Y, RISK, ci=None)._repr_html_()


def test_goals_show_their_verdicts(result: cm.Result) -> None:
    goals = cm.judge(
        result, [{"metric": "auroc", "at_least": 0.1}, {"metric": "auroc", "at_least": 0.99}, {"metric": "brier", "at_most": 0.9}]
    )
    assert parse(goals._repr_html_()).all("caption")[0].text == "3 goals: 2 met, 1 missed."
    assert len(cells(goals._repr_html_())) == 4


def test_the_report_without_a_path_is_a_frame_that_runs_nothing(result: cm.Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shown = result.report()
    (frame,) = parse(shown._repr_html_()).all("iframe")
    assert frame.attributes["sandbox"] == ""
    page = frame.attributes["srcdoc"] or ""
    assert page.replace('<base href="about:srcdoc">', "") == shown.page == result.report(tmp_path / "a.html").read_text(encoding="utf-8")
    assert html.escape(page) in shown._repr_html_()
    assert len(repr(shown)) < 100
    assert [file.name for file in tmp_path.iterdir()] == ["a.html"]
    assert result.report(view="public").page != shown.page


@pytest.mark.browser
def test_links_of_the_frame_stay_in_the_report(result: cm.Result, tmp_path: Path) -> None:
    """Chromium gives the page of the notebook after the frame was asked to go to a place of the report."""
    chromium = shutil.which("chromium") or pytest.skip("no Chromium")
    frame = result.report()._repr_html_().replace('sandbox=""', 'sandbox="allow-same-origin"')  # so that this page may look into it
    script = """<script>addEventListener("load", () => {
      const inner = document.querySelector("iframe");
      [...inner.contentDocument.querySelectorAll("a")].find(a => a.getAttribute("href").startsWith("#")).click();
      setTimeout(() => document.body.append("now at " + inner.contentWindow.location.href), 300);
    });</script>"""
    page = tmp_path / "notebook.html"
    page.write_text(f"<!DOCTYPE html><meta charset=utf-8><body>{frame}{script}", encoding="utf-8")
    command = [
        chromium,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=3000",
        f"--user-data-dir={tmp_path}/profile",
        "--dump-dom",
    ]
    done = subprocess.run([*command, page.as_uri()], capture_output=True, text=True, timeout=60)
    assert re.search(r"now at about:srcdoc#\w+", done.stdout)
