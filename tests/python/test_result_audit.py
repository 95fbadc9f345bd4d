# SPDX-License-Identifier: Apache-2.0
"""Stored results of every version, and the audit in them: an exact round trip, and a reader that names the field and quotes nothing."""

from __future__ import annotations

import copy
import json
import math
from pathlib import Path
from typing import Any

import clinmetrics as cm
import pytest
from clinmetrics._json_schema import result_schema

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "results"
SECRET = "patient 4711"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found = json.loads((GOLDEN / "2-audit.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("name", "rows", "tables", "auroc"),
    [
        ("1.json", 12, (0, 0, 0), 0.7378632175761872),
        ("2.json", 8, (12, 6, 16), 0.848125),
        ("2-audit.json", 56, (12, 0, 0), 0.848125),
        ("2-public.json", 28, (1, 0, 0), 0.85),
    ],
)
def test_documents_of_every_version_are_read(name: str, rows: int, tables: tuple[int, int, int], auroc: float) -> None:
    result = cm.Result.from_json(GOLDEN / name)
    assert len(result) == rows
    assert (len(result.counts), len(result.comparisons), len(result.gaps)) == tables
    assert result.where(metric="auroc")[0].value == auroc
    assert cm.Result.from_json(result.to_json()) == result
    assert (result.audit is not None) == ("audit" in name or "public" in name)


def test_the_audit_is_kept(document: dict[str, Any]) -> None:
    result = cm.Result.from_json_dict(document)
    assert result.audit == document["audit"]
    assert result.to_json_dict() == document
    assert [goal["verdict"] for goal in result.goals] == ["not_shown", "met"]
    assert result.where(model="first").audit == result.audit
    result.goals[0]["verdict"] = "met"  # a copy
    assert result.goals[0]["verdict"] == "not_shown"
    assert cm.Result.from_json_dict({k: v for k, v in document.items() if k != "audit"}).audit is None


def test_members_may_be_absent_or_further_ones(document: dict[str, Any]) -> None:
    for name in document["audit"]:
        part = {k: v for k, v in document["audit"].items() if k != name}
        assert cm.Result.from_json_dict({**document, "audit": {**part, "further": [1]}}).audit == {**part, "further": [1]}


def test_a_judged_result_is_read_back() -> None:
    """With undefined values, infinities and groups that are missing."""
    result = cm.evaluate(y_true=[0, 1] * 20, y_pred=[0, 1] * 20, groups={"sex": ["F", None] * 20}, metrics=["lr_positive", "sensitivity"])
    result.audit = {
        "goals": cm.judge(result, [{"metric": "lr_positive", "at_least": 2, "groups": "every"}, {"metric": "brier", "at_most": 0.5}])
    }
    read = cm.Result.from_json(result.to_json())
    assert read == result
    assert read.goals == result.goals
    assert math.isinf(read.goals.to_dict()["value"][0]) or math.isnan(read.goals.to_dict()["value"][0])


WRONG = [
    ((), 3, "`audit` is not an object"),
    (("run_id",), SECRET, "`audit.run_id` is not 32 hexadecimal digits"),
    (("specification", "digest"), "AB" * 32, "`audit.specification.digest` is not 64 hexadecimal digits"),
    (("specification", "analysis"), SECRET, "`audit.specification.analysis` is not an object"),
    (("flow", "steps"), {}, "`audit.flow.steps` is not a list"),
    (("flow", "steps", 0, "excluded"), -1, "`audit.flow.steps[0].excluded` is negative or too large"),
    (("flow", "steps", 0, "excluded"), 3, "`audit.flow.steps[0].received` is not the sum of the steps"),
    (("flow", "steps", 0, "imputed"), 121, "`audit.flow.steps[0].imputed` is greater than `analysed`"),
    (("flow", "steps", 0, "group"), [{"attribute": 3}], "`audit.flow.steps[0].group[0].attribute` is not text"),
    (("flow", "excluded_by", 0, "n"), 2.5, "`audit.flow.excluded_by[0].n` is not a whole number"),
    (("flow", "predictions", 0, "matched"), SECRET, "`audit.flow.predictions[0].matched` is not a whole number"),
    (("flow", "policies"), None, "`audit.flow.policies` is not an object"),
    (("manifest",), SECRET, "`audit.manifest` is not an object"),
    (("verified", "matches"), 1, "`audit.verified.matches` is neither true nor false"),
    (("verified", "differences"), [3], "`audit.verified.differences[0]` is not text"),
    (("goals",), {}, "`audit.goals` is not a list"),
    (("goals", 0, "goal"), {"metric": SECRET}, "`audit.goals[0].goal` is not a goal"),
    (("goals", 0, "goal", SECRET), 1, "`audit.goals[0].goal` is not a goal"),
    (("goals", 0, "verdict"), SECRET, "`audit.goals[0].verdict` is not known to this version"),
    (("goals", 0, "judged", 1, "verdict"), "maybe", "`audit.goals[0].judged[1].verdict` is not known to this version"),
    (("goals", 0, "judged", 1, "reason"), SECRET, "`audit.goals[0].judged[1].reason` is not known to this version"),
    (("goals", 0, "judged", 1, "value"), SECRET, "`audit.goals[0].judged[1].value` is not a finite number"),
    (("goals", 0, "judged", 1, "n"), -1, "`audit.goals[0].judged[1].n` is negative"),
    (("goals", 0, "judged", 1, "threshold"), [], "`audit.goals[0].judged[1].threshold` is not a finite number"),
    (("goals", 0, "judged", 1, "text"), None, "`audit.goals[0].judged[1].text` is not text"),
]


@pytest.mark.parametrize(("path", "value", "message"), WRONG)
def test_what_is_refused(document: dict[str, Any], path: tuple[Any, ...], value: Any, message: str) -> None:
    other = copy.deepcopy(document)
    at: Any = other
    for step in ("audit", *path)[:-1]:
        at = at[step]
    at[("audit", *path)[-1]] = value
    with pytest.raises(ValueError, match="`") as e:
        cm.Result.from_json(json.dumps(other))
    assert message in str(e.value)
    assert SECRET not in str(e.value)


def test_the_json_schema(document: dict[str, Any]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    check = jsonschema.Draft202012Validator(result_schema())
    for name in ("2.json", "2-audit.json", "2-public.json"):
        check.validate(json.loads((GOLDEN / name).read_text(encoding="utf-8")))
    for member in ("run_id", "specification", "flow", "verified", "goals"):
        assert not check.is_valid({**document, "audit": {**document["audit"], member: 3}})


def test_the_public_view_of_an_audit(document: dict[str, Any]) -> None:
    """Small counts of the flow, names of files and persons, the manifest, and the digits of the verdicts are left out."""
    result = cm.Result.from_json_dict(document)
    public = result.public(k=10).audit
    text = json.dumps(public)
    for word in ("A. Person", "first.csv", "manifest", "One column"):
        assert word not in text
    [step] = public["flow"]["steps"]
    assert (step["received"], step["excluded"], step["analysed"]) == (None, None, 120)  # 5 of 125 rows
    assert public["flow"]["excluded_by"][0]["n"] is None
    assert [goal["verdict"] for goal in public["goals"]] == ["not_shown", "met"]
    assert [[g["value"] for g in one["group"]] for one in public["goals"][0]["judged"]] == [["M"], ["M"]]
    assert all(round(one["value"], 2) == one["value"] for goal in public["goals"] for one in goal["judged"] if one["value"] is not None)
    assert public["goals"][1]["judged"][0]["reason"] == "suppressed"  # 5 of 40 positive rows are missed
    assert public["goals"][0]["text"].endswith("Not published: 4 of 6.")
