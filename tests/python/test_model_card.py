# SPDX-License-Identifier: Apache-2.0
"""The model card: valid by the schema of the Coalition for Health AI, with the values of the result, and without a guess."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside this file

from audit_data import audit
from clinmetrics import Result, evaluate
from clinmetrics.model_card.card import NAMESPACE
from clinmetrics.model_card.given import NOT_GIVEN

SCHEMA = Path(__file__).parents[3] / "shared" / "oracles" / "chai" / "schema.xsd"
Y = [0, 1] * 30
SCORES = {
    name: [(0.3 + 0.01 * (i % 40)) + (gain if y else 0) for i, y in enumerate(Y)] for name, gain in (("logistic", 0.2), ("boosting", 0.1))
}
SEX = ["female", "male", "male"] * 20


def result(*models: str, **options: Any) -> Result:
    """Sixty rows of two groups."""
    defaults = {
        "metrics": ["auroc", "sensitivity", "lr_positive", "calibration_slope"],
        "threshold": 0.2,
        "groups": {"sex": SEX},
        "n_resamples": 50,
    }
    return evaluate(y_true=Y, y_score={name: SCORES[name] for name in models or ("logistic",)}, **{**defaults, **options})


def audited(*models: str) -> Result:
    return Result.from_json_dict({**result(*models).to_json_dict(), "audit": audit()})


def entries(card: str, part: str) -> dict[str, dict[str, Any]]:
    found = root(card).findall(f".//c:{part}/c:Results/c:MetricResult", {"c": NAMESPACE})
    return {one[0].text or "": json.loads(one[1].text or "") for one in found}


def root(card: str) -> ET.Element:
    return ET.fromstring(card.encode())


def text(card: str, tag: str) -> str:
    return root(card).findtext(f".//c:{tag}", "", {"c": NAMESPACE})


@pytest.mark.skipif(not SCHEMA.exists(), reason="needs the schema of the card, which is not part of the repository")
@pytest.mark.parametrize(
    "card",
    [
        lambda: audited().model_card(),
        lambda: result().model_card(),
        lambda: result(groups=None, metrics="auroc").model_card(),
        lambda: result(ci=None).model_card(),
        lambda: result(groups={"\x01]]>&": ["<a>\x00", 'b"', "c‮"] * 20}).model_card(),
    ],
)
def test_it_is_valid_by_the_schema(card: Any) -> None:
    etree = pytest.importorskip("lxml.etree")
    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    schema.assertValid(etree.fromstring(card().encode()))


def test_its_values_are_those_of_the_result() -> None:
    found = result()
    card = found.model_card()
    for part, metric, group, label in [
        ("UsefulnessUsabilityEfficacy", "auroc", "all", "AUROC"),
        ("FairnessEquity", "auroc", "sex=male", "AUROC, sex=male"),
        ("FairnessEquity", "sensitivity", "sex=female", "Sensitivity at a threshold of 0.2, sex=female"),
        ("SafetyReliability", "calibration_slope", "all", "Calibration slope"),
    ]:
        row = found.where(metric=metric, group=group).one()
        expected = {"kind": "estimate_ci", "estimate": row.value, "lower": row.lower, "upper": row.upper, "level": 0.95, "unit": ""}
        assert entries(card, part)[label] == expected


def test_each_value_of_the_overall_rows_is_told_once() -> None:
    found = result()
    card = found.model_card()
    told = [value for part in ("UsefulnessUsabilityEfficacy", "SafetyReliability") for value in entries(card, part).values()]
    estimates = [value["estimate"] for value in told if value["kind"] == "estimate_ci"]
    rows = [row for row in found if not row.attribute and math.isfinite(row.upper)]
    assert sorted(estimates) == sorted(row.value for row in rows)


def test_without_intervals_there_are_single_values() -> None:
    card = result(ci=None, metrics="auroc").model_card()
    assert entries(card, "UsefulnessUsabilityEfficacy")["AUROC"]["kind"] == "single"


def test_what_is_not_defined_is_named_with_the_reason_and_has_no_value() -> None:
    card = result(threshold=5, metrics=["auroc", "ppv"]).model_card()
    assert not any("PPV" in label for label in entries(card, "UsefulnessUsabilityEfficacy"))
    assert "because they are not defined or not estimated: PPV at a threshold of 5 (zero in the denominator)." in text(
        card, "Interpretation"
    )


def test_an_infinite_limit_is_told_in_words() -> None:
    found = result(threshold=0.2, metrics=["lr_positive"])
    row = found.where(metric="lr_positive", group="all").one()
    card = found.model_card()
    assert "Infinity" not in card
    assert "NaN" not in card
    assert math.isfinite(row.upper) == any("LR+" in label for label in entries(card, "UsefulnessUsabilityEfficacy"))


def test_texts_are_those_of_the_specification() -> None:
    card = audited().model_card()
    assert text(card, "ModelDeveloper") == "University hospital"
    assert text(card, "ReleaseVersion") == "2.1"
    assert text(card, "ModelType") == "Logistic regression"
    assert text(card, "IntendedUseAndWorkflow") == "A general practitioner sees the risk at a routine visit."
    assert text(card, "KnownRisksAndLimitations").startswith("Limitations: The data are fifty years old.")
    assert text(card, "OutcomesAndOutputs") == "death within ten years"
    assert audit()["run_id"] in text(card, "ValidationProcessAndJustification")


def test_goals_stand_with_their_verdicts() -> None:
    with_goals = audit()
    with_goals["specification"]["analysis"] = {
        **with_goals["specification"]["analysis"],
        "goals": [one["goal"] for one in with_goals["goals"]],
    }
    card = Result.from_json_dict({**result().to_json_dict(), "audit": with_goals}).model_card()
    goals = [e.text or "" for e in root(card).iterfind(".//c:MetricGoal", {"c": NAMESPACE})]
    verdicts = [e.text or "" for e in root(card).iterfind(".//c:Interpretation", {"c": NAMESPACE})]
    assert goals[0] == "AUROC: at least 0.75 (the lower limit)."
    assert verdicts[0].startswith("AUROC: at least 0.75 (the lower limit): met 1.")
    assert "Sensitivity at a threshold of 0.2 in each group that the goal names: at least 0.7 (the lower limit)." in goals[1]
    assert "met 1, missed 1." in verdicts[1]
    assert goals[2] == "No goal for these metrics was set in the specification of the audit."  # the goal of another model


def test_nothing_is_invented() -> None:
    card = result().model_card()
    for tag in (
        "ModelDeveloper",
        "DeveloperContact",
        "ReleaseVersion",
        "PrimaryIntendedUsers",
        "TargetedPatientPopulation",
        "ClinicalRiskLevel",
    ):
        assert text(card, tag) == NOT_GIVEN


def test_a_card_is_of_one_model() -> None:
    found = result("logistic", "boosting")
    with pytest.raises(ValueError, match="2 models"):
        found.model_card()
    with pytest.raises(KeyError, match="no model of this name"):
        found.model_card(model="other")
    assert text(found.model_card(model="boosting"), "ModelName") == "boosting"


def test_the_command_writes_it(tmp_path: Path) -> None:
    result("logistic", "boosting").to_json(tmp_path / "a.json")
    run = [sys.executable, "-m", "clinmetrics", "report", str(tmp_path / "a.json"), "--model-card", str(tmp_path / "card.xml")]
    done = subprocess.run([*run, "--model", "boosting"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", f"{tmp_path / 'card.xml'}\n")
    assert text((tmp_path / "card.xml").read_text(encoding="utf-8"), "ModelName") == "boosting"
    assert not (tmp_path / "a.html").exists()
    failed = subprocess.run(run, capture_output=True, text=True, check=False)
    assert failed.returncode == 3
    assert "name it by --model" in failed.stderr
