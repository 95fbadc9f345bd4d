# SPDX-License-Identifier: Apache-2.0
"""Every result has a report: whatever the scores, labels, weights, groups and names."""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jinja2")
pytest.importorskip("clinmetrics._core")
sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside this file

import clinmetrics as cm
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from report_page import parse

Y = [0, 1] * 20
SCORES = {
    "constant": [3] * 40,
    "pH": np.linspace(7.350, 7.354, 40),
    "years": np.arange(1985, 2025),
    "smallest double": [2.0, -5e-324] * 20,
    "largest double": [1.7976931348623157e308, -1.7976931348623157e308] * 20,
    "tiny": [1e-300, 3e-300] * 20,
    "subnormal": [5e-324, 1e-323] * 20,
    "huge and close": [1e15, 1e15 + 1] * 20,
    "just below 1": np.linspace(0.9999, 0.99999, 40),
    "zero": [0.0] * 40,
    "one": [1.0] * 40,
    "two risks": [0.008, 0.001] * 20,
    "integers": np.arange(40) - 20,
    "float32": np.linspace(0.1, 0.9, 40, dtype=np.float32),
}


def report(result: Any) -> str:
    """The page of a result, by way of its JSON, which must hold no NaN."""
    from clinmetrics.report import render

    page = render(json.loads(json.dumps(result.to_json_dict(), allow_nan=False)))
    tree = parse(page)
    for svg in tree.all("svg", "chart"):
        for node in svg.walk():
            for value in node.attributes.values():
                assert "nan" not in (value or "")
                assert "inf" not in (value or "").lower().split()
    return page


def evaluate(**options: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return cm.evaluate(**{"metrics": "auroc", "n_resamples": 50, "curves": "steps", **options})


@pytest.mark.parametrize("name", SCORES)
@pytest.mark.parametrize("metrics", ["auroc", "clinical"])
def test_scores_of_any_range(name: str, metrics: str, tmp_path: Path) -> None:
    scores = SCORES[name]
    result = evaluate(y_true=Y, y_score=scores, metrics=metrics, threshold=float(scores[7]))
    report(result)
    assert result.report(tmp_path / "a.html").exists()


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 9])
@pytest.mark.parametrize("label", [None, 0, 1])
def test_few_rows_and_one_class(n: int, label: int | None) -> None:
    y = [i % 2 for i in range(n)] if label is None else [label] * n
    report(evaluate(y_true=y, y_score=[0.1 * (i + 1) for i in range(n)], metrics="clinical", threshold=0.3, groups={"g": ["a"] * n}))


def test_labels_alone_weights_clusters_and_hostile_names() -> None:
    rng = np.random.default_rng(0)
    hostile = ["<script>", "\u202e\x00", "a" * 500, "(missing)", "\\", "\"&'"]
    report(evaluate(y_true=Y, y_pred=Y[::-1], metrics="clinical", groups={hostile[1]: [hostile[i % 6] for i in range(40)]}))
    report(evaluate(y_true=Y, y_score=rng.random(40), metrics="clinical", sample_weight=rng.random(40) + 0.1, threshold=0.5))
    report(evaluate(y_true=Y, y_score=rng.random(40), metrics="clinical", unit=np.arange(40) // 3, threshold=0.5))
    scores = {name: rng.random(40) for name in hostile}
    report(evaluate(y_true=Y, y_score=scores, metrics="clinical", threshold=[0.1 + 0.2, 0.3], ci=None))


any_score = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False), st.floats(0, 1), st.integers(0, 5).map(float), st.sampled_from([0.0, 0.5, 1.0])
)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_cohort(data: Any) -> None:
    n = data.draw(st.integers(1, 60))
    column = st.lists(any_score, min_size=n, max_size=n)
    y = data.draw(st.lists(st.booleans(), min_size=n, max_size=n))
    options: dict[str, Any] = {}
    if data.draw(st.booleans()):
        options["sample_weight"] = data.draw(st.lists(st.sampled_from([1.0, 2.0, 0.5]), min_size=n, max_size=n))
    if data.draw(st.booleans()):
        options["unit"] = data.draw(st.lists(st.integers(0, 20), min_size=n, max_size=n))
    if data.draw(st.booleans()):
        options["groups"] = {data.draw(st.text(min_size=1, max_size=9)): data.draw(st.lists(st.sampled_from("ab"), min_size=n, max_size=n))}
    if data.draw(st.booleans()):
        options["threshold"] = data.draw(st.lists(any_score, min_size=1, max_size=3))
    scores = {name: data.draw(column) for name in data.draw(st.sampled_from([["a"], ["a", "b"], ["a", "b", "c"]]))}
    try:
        result = evaluate(y_true=y, y_score=scores, metrics=data.draw(st.sampled_from(["auroc", "clinical"])), **options)
    except ValueError:  # the engine's word on the input, not the report's
        return
    report(result)
