# SPDX-License-Identifier: Apache-2.0
"""A specification is refused for a metric that its models and thresholds rule out, exactly where the evaluation refuses it."""

from __future__ import annotations

from typing import Any

import clinmetrics as cm
import pytest
from audits import specification
from clinmetrics.audit.words import of_library
from cohorts import CATALOGUE, seeded

ROWS = seeded(23, 60)
IDS = [f"r{i}" for i in range(60)]
TRUTH = {"id": IDS, "died": ROWS.y}
PREDICTIONS = {"id": IDS, "risk": ROWS.score, "flag": (ROWS.score > 0.5).astype(int)}
SCORE, DECISION = {"name": "m", "score": "risk"}, {"name": "d", "decision": "flag"}
SETUPS: dict[str, dict[str, Any]] = {
    "scores": {"models": [SCORE]},
    "scores, a number": {"models": [SCORE], "thresholds": [0.2]},
    "scores, a rule": {"models": [SCORE], "thresholds": ["youden"]},
    "scores, both": {"models": [SCORE], "thresholds": [0.2, "youden"]},
    "scores, no risk": {"models": [SCORE], "thresholds": [1.5]},
    "scores, own": {"models": [{**SCORE, "thresholds": [0.3]}], "thresholds": ["youden"]},
    "decisions": {"models": [DECISION]},
    "both models": {"models": [SCORE, DECISION], "thresholds": [0.2, "youden"]},
}


def texts_of(about: dict[str, Any]) -> list[str]:
    """The metric with the parameters that it must have, and with a threshold of its own if it can have one."""
    needed = [f"{p['name']}=0.2" for p in about["parameters"] if p["default"] is None and not p["is_threshold"]]
    own = [f"{p['name']}=0.3" for p in about["parameters"] if p["is_threshold"]]
    return [f"{about['name']}({', '.join(given)})" if given else about["name"] for given in (needed, *([needed + own] if own else []))]


@pytest.mark.parametrize("setup", SETUPS)
def test_it_agrees_with_the_evaluation(setup: str) -> None:
    analysis = SETUPS[setup]
    scores = {m["name"]: PREDICTIONS["risk"] for m in analysis["models"] if "score" in m} or None
    decisions = {m["name"]: PREDICTIONS["flag"] for m in analysis["models"] if "decision" in m} or None
    threshold = analysis["models"][0].get("thresholds", analysis.get("thresholds"))
    for text in (text for about in CATALOGUE.values() for text in texts_of(about)):
        refused = refusal(
            lambda text=text: cm.evaluate(y_true=ROWS.y, y_score=scores, y_pred=decisions, threshold=threshold, metrics=[text], ci=None)
        )
        faults = refusal(lambda text=text: cm.read_specification(specification({**analysis, "metrics": [text]})))
        assert (refused is None) == (faults is None), (text, refused, faults)
        assert faults is None or faults.startswith("analysis.metrics[0] is "), faults


def refusal(call: Any) -> str | None:
    try:
        call()
    except ValueError as e:
        return str(e)
    return None


@pytest.mark.parametrize(
    ("analysis", "fault"),
    [
        ("  metrics: sensitivity", "is sensitivity, which needs a threshold (model 'm'); give thresholds in analysis"),
        ("  thresholds: youden\n  metrics: net_benefit", "is net_benefit, which needs the number of a threshold, and thresholds has a rule (model 'm')"),
        ("  thresholds: 0.2\n  metrics: chosen_threshold", "is chosen_threshold, which needs a rule that chooses the threshold (model 'm'); add one"),
    ],
)  # fmt: skip
def test_the_fault_has_its_line(tmp_path: Any, analysis: str, fault: str) -> None:
    pytest.importorskip("yaml")
    text = f"schema: clinmetrics.audit/1\nanalysis:\n  outcome: {{column: died}}\n  models: [{{name: m, score: risk}}]\n{analysis}\nsite: {{truth: t.csv}}\n"
    path = tmp_path / "audit.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(cm.SpecificationError) as error:
        cm.read_specification(path)
    line = 1 + text[: text.index("  metrics")].count("\n")
    assert str(error.value).startswith(f"line {line}: analysis.metrics[0] {fault}")
    assert len(error.value.faults) == 1


def test_a_set_leaves_out_what_cannot_be_computed() -> None:
    given = specification({"models": [SCORE, DECISION], "metrics": ["clinical"], "minimum_group_size": 0})
    assert cm.audit(given, truth=TRUTH, predictions=PREDICTIONS)


def test_the_message_of_the_library_is_one_of_an_audit() -> None:
    with pytest.raises(ValueError, match="`threshold` is missing") as error:
        cm.evaluate(y_true=ROWS.y, y_score=ROWS.score, metrics="sensitivity")
    assert of_library(str(error.value)).endswith("give analysis.thresholds for scores, or a decision in analysis.models")
