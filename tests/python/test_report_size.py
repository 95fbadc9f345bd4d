# SPDX-License-Identifier: Apache-2.0
"""A report of three models, forty groups and five thresholds stays small: bytes here, height and accessibility in headless Chromium."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("jinja2")
sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside this file

import clinmetrics as cm
from audit_data import audit
from clinmetrics.report import render
from report_page import parse

MOST_BYTES, MOST_HEIGHT = 1_200_000, 15_000
THRESHOLDS = [0.1, 0.2, 0.3, 0.4, 0.5]


@pytest.fixture(scope="module")
def large() -> dict[str, Any]:
    """Three models on 4,000 rows, two attributes of twenty groups each, five thresholds, comparisons and gaps."""
    draw = np.random.default_rng(5)
    risk = draw.beta(1.2, 4, 4000)
    scores = {name: np.clip(risk + draw.normal(0, noise, 4000), 0.001, 0.999) for name, noise in (("a", 0.05), ("b", 0.1), ("c", 0.2))}
    groups = {name: draw.integers(0, 20, 4000).astype(str) for name in ("region", "ward")}
    result = cm.evaluate(
        y_true=(draw.random(4000) < risk).astype(int),
        y_score=scores,
        threshold=THRESHOLDS,
        groups=groups,
        compare="all",
        gaps="auto",
        ci="none",
        curves="steps",
    )
    made = result.to_json_dict()
    _with_limits(made)
    made["audit"] = audit()
    return made


def _with_limits(made: dict[str, Any]) -> None:
    """Limits around each value, as wide texts as real ones: making real ones would take minutes."""
    for row in (*made["rows"], *made["gaps"], *made["comparisons"]):
        if isinstance(row["value"], float):
            row.update(lower=row["value"] - 0.0517, upper=row["value"] + 0.0523, method="wilson", interval_status="ok")


def test_a_large_report_is_small_in_bytes(large: dict[str, Any]) -> None:
    page = render(large)
    assert len(page.encode()) <= MOST_BYTES
    tables = parse(page).all("table", "every")
    assert sum(len(table.all("tbody")[0].all("tr")) for table in tables) == 40 * 3 * (1 + len(THRESHOLDS))  # nothing was left out


def chromium() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("chromium is not installed")
    return found


def title_after(page: str, script: str, folder: Path, *options: str, width: int = 1280) -> str:
    """The title of the page after a script of the test's own ran in it, in a copy without the policy that forbids scripts."""
    free = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    copy = folder / "page.html"
    copy.write_text(free.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    fixed = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=20000"]
    done = subprocess.run(
        [chromium(), *fixed, f"--window-size={width},900", *options, "--dump-dom", copy.as_uri()],
        check=True,
        capture_output=True,
        timeout=120,
    )
    found = re.search(r"<title>(.*?)</title>", done.stdout.decode("utf-8", "replace"), re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.browser
def test_a_large_report_is_not_long(large: dict[str, Any], tmp_path: Path) -> None:
    height = title_after(render(large), "document.title = document.documentElement.scrollHeight", tmp_path)
    assert int(height) <= MOST_HEIGHT


AXE = """
axe.run(document, {resultTypes: ["violations"]}).then(
  found => { document.title = "axe:" + found.violations.map(v => v.id + " " + v.nodes.length + " " + v.nodes[0].html.slice(0, 150)).join(";") });
"""


def as_printed(page: str) -> str:
    """The page with its rules for paper on the screen."""
    return page.replace("@media print", "@media screen")


@pytest.mark.browser
@pytest.mark.parametrize("layout", ["light", "dark", "print", "narrow"])
def test_axe_finds_nothing(layout: str, tmp_path: Path) -> None:
    source = pytest.importorskip("axe_playwright_python").__path__[0]
    axe = (Path(source) / "axe.min.js").read_text(encoding="utf-8")
    page = render(small())
    page = as_printed(page) if layout == "print" else page
    if layout == "dark":
        page = page.replace("(prefers-color-scheme: dark)", "all").replace("color-scheme: light dark", "color-scheme: dark")
    if layout == "narrow":
        page = page.replace("(max-width: 40rem)", "all").replace("<body>", '<body style="max-width: 390px">')
    assert title_after(page, f"{axe}\n{AXE}", tmp_path) == "axe:"


def small() -> dict[str, Any]:
    """Two models with everything that a report can have."""
    draw = np.random.default_rng(3)
    risk = draw.beta(1.2, 4, 400)
    scores = {name: np.clip(risk + draw.normal(0, noise, 400), 0.001, 0.999) for name, noise in (("logistic", 0.05), ("noisy", 0.2))}
    groups = {"sex": draw.choice(["f", "m"], 400), "race": draw.choice(["x", "y", "z"], 400)}
    result = cm.evaluate(
        y_true=(draw.random(400) < risk).astype(int), y_score=scores, threshold=[0.2, 0.4], groups=groups, compare="all", gaps="auto", n_resamples=99,
        curves="steps",
    )  # fmt: skip
    return {**result.to_json_dict(), "audit": audit()}
