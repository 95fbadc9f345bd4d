# SPDX-License-Identifier: Apache-2.0
"""A goal with both limits in a specification: it is checked, judged, and told in full wherever goals are printed."""

from __future__ import annotations

import json
from pathlib import Path

import clinmetrics as cm
import pytest
from audits import specification, write
from cli_program import run
from clinmetrics.integrations.mlflow.words import goal_text
from cohorts import seeded

ROWS = seeded(22, 200)
TRUTH = "id,died\n" + "".join(f"{i},{y}\n" for i, y in enumerate(ROWS.y))
PREDICTIONS = "id,risk\n" + "".join(f"{i},{s!r}\n" for i, s in enumerate(ROWS.score.tolist()))
GOAL = {"metric": "calibration_slope", "at_least": 0.01, "at_most": 50}
ANALYSIS = {"metrics": ["calibration_slope"], "intervals": {"method": "auto"}, "goals": [GOAL]}


def test_it_is_judged_and_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = write(tmp_path, TRUTH, PREDICTIONS, ANALYSIS)
    code, out, err = run(capsys, "spec", "check", given)
    assert (code, err) == (0, "")
    assert "calibration_slope at least 0.01 and at most 50\n" in out
    code, out, _ = run(capsys, "audit", given)
    assert code == 0
    assert "calibration_slope at least 0.01 (lower limit) and at most 50 (upper limit): met." in out
    page = next(tmp_path.glob("*/audit.html")).read_text(encoding="utf-8")
    assert "at least 0.01 and at most 50, in all patients (the whole interval is judged)" in page
    result = cm.Result.from_json_dict(json.loads(next(tmp_path.glob("*/audit.json")).read_text(encoding="utf-8")))
    assert "at least 0.01 and at most 50 (the whole interval)" in result.model_card()
    assert result.goals == cm.judge(result, GOAL)
    assert goal_text(result.goals[0]["goal"]) == "calibration_slope at least 0.01 and at most 50, groups all"


@pytest.mark.parametrize(
    ("limits", "fault"),
    [
        ({}, "analysis.goals[0] needs at_least, at_most or both"),
        ({"at_least": 0.9, "at_most": 0.8}, "analysis.goals[0].at_least is greater than at_most, so that no value meets the goal"),
        ({"at_least": 0.5, "at_most": 1}, "analysis.goals[0].at_most is reached by every value of auroc, which is 0 to 1"),
        ({"at_least": -1, "at_most": 0.9}, "analysis.goals[0].at_least is outside the range of auroc, which is 0 to 1"),
    ],
)
def test_limits_that_cannot_be_judged(limits: dict[str, float], fault: str) -> None:
    with pytest.raises(cm.SpecificationError) as error:
        cm.read_specification(specification({"goals": [{"metric": "auroc", "bound": "value", **limits}]}))
    assert error.value.faults == (fault,)
