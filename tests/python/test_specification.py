# SPDX-License-Identifier: Apache-2.0
"""Specifications: what is read, in which type, and its digest."""

from __future__ import annotations

import doctest
import json
from pathlib import Path
from typing import Any

import clinmetrics as cm
import jsonschema
import pytest
from clinmetrics.audit.specification import canonical, digest, json_schema
from clinmetrics.audit.specification.model import Analysis, Model, Outcome

yaml = pytest.importorskip("yaml")

SMALL = """\
schema: clinmetrics.audit/1
analysis:
  outcome: {column: died, positive: no}
  models:
    - {name: a, score: risk_a}
    - {name: b, score: risk_b}
  thresholds: [0.2, youden]
  groups:
    - sex
    - {column: age, bins: [18, 65]}
    - sex*age
  goals:
    - {metric: auroc, at_least: 0.8}
    - {metric: sensitivity, at: 0.2, at_least: 0.8, groups: every, at_least_n: {denominator: 16}}
site:
  truth: truth.csv
"""


def read(tmp_path: Path, text: str | bytes, ending: str = ".yaml") -> cm.Specification:
    path = tmp_path / f"audit{ending}"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return cm.read_specification(path)


def small(**analysis: Any) -> dict[str, Any]:
    """A small specification as a mapping, with some keys of its analysis replaced."""
    found: dict[str, Any] = yaml.load(SMALL, Loader=yaml.BaseLoader)
    found["analysis"].update(analysis)
    return found


@pytest.mark.parametrize(
    "text", ["no", "01", "012", "12:30", "1e3", "2024-01-31", "~", "null", "0x1F", "1_000", "true", "Yes", "=", ".5", "é", "1.10"]
)
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    specification = read(
        tmp_path, SMALL.replace("positive: no", f"positive: {text}").replace("- sex\n", f"- sex\n    - {{column: c, order: [{text}, x]}}\n")
    )
    assert specification.analysis.outcome.positive == text
    assert specification.analysis.groups[1].order == (text, "x")  # type: ignore[union-attr]


def test_null_and_empty_values_mean_the_default(tmp_path: Path) -> None:
    for nothing in ("", "~", "null"):
        specification = read(
            tmp_path, SMALL.replace("  thresholds", f"  unit: {nothing}\n  weights: {nothing}\n  filters: {nothing}\n  thresholds")
        )
        assert specification.analysis.unit is None
        assert specification.analysis.weights is None
        assert specification.analysis.filters == ()
    assert read(tmp_path, SMALL.replace("  thresholds", "  unit: 'null'\n  thresholds")).analysis.unit == "null"


def test_thresholds_are_numbers_or_rules(tmp_path: Path) -> None:
    found = read(tmp_path, SMALL.replace("[0.2, youden]", "[0.2, 1e-3, -5, 1, 'sensitivity >= 0.9']").replace("at: 0.2", "at: 1.0"))
    assert found.analysis.thresholds == (0.2, 0.001, -5.0, 1.0, "sensitivity>=0.9")
    assert found.analysis.goals[1].at == 1.0


def test_one_entry_may_stand_for_a_list_of_one(tmp_path: Path) -> None:
    text = SMALL.replace("[0.2, youden]", "0.2").replace("truth: truth.csv", "truth: truth.csv\n  predictions: p.csv")
    found = read(tmp_path, text)
    assert found.analysis.thresholds == (0.2,)
    assert found.site.predictions == ("p.csv",)
    with pytest.raises(cm.SpecificationError, match=r"line 7: analysis.thresholds has a comma; write several entries as a list"):
        read(tmp_path, SMALL.replace("[0.2, youden]", "0.2, 0.4"))


def test_whole_numbers_are_exact(tmp_path: Path) -> None:
    found = read(tmp_path, SMALL.replace("  thresholds", "  intervals: {seed: 18446744073709551615}\n  thresholds"))
    assert found.analysis.intervals.seed == 2**64 - 1


def test_the_digest_is_that_of_the_analysis_alone(tmp_path: Path) -> None:
    of_yaml = read(tmp_path, SMALL)
    of_json = read(tmp_path, json.dumps(small(), indent=1), ".json")
    reordered = small()
    reordered = {
        "site": {"truth": "elsewhere.csv"},
        "analysis": dict(reversed(list(reordered["analysis"].items()))),
        "schema": "clinmetrics.audit/1",
    }
    of_mapping = cm.read_specification(reordered)
    commented = read(tmp_path, "# a comment\n" + SMALL.replace("0.2,", "0.20,").replace("bins: [18, 65]", "bins: [18.0, 6.5e1]"))
    assert len({digest(s.analysis) for s in (of_yaml, of_json, of_mapping, commented)}) == 1
    assert digest(of_yaml.analysis) != digest(read(tmp_path, SMALL.replace("at_least: 0.8}", "at_least: 0.81}")).analysis)


def test_the_digest_never_changes() -> None:
    """Registered analyses are found by their digest."""
    frozen = Analysis(Outcome("died"), (Model("a", score="risk", thresholds=(0.2, "youden")),))
    assert digest(frozen) == "5baba47d58019b7e80a63d7f0ff8f9a64bdef862542f5eb809cd34f4fa32ef44"
    assert list(canonical(frozen)) == sorted(canonical(frozen))


def test_mapping_and_file_say_the_same() -> None:
    given = small(thresholds=[0.2, "youden"], intervals={"level": 0.9, "n_resamples": 100, "seed": 7})
    found = cm.read_specification(given)
    assert found.analysis.intervals.level == 0.9
    assert found.analysis.intervals.seed == 7


def test_settings_replace_what_the_file_has() -> None:
    settings = [
        "analysis.intervals.seed=7",
        "site.truth=other.csv",
        "analysis.models[1].score=risk_c",
        "analysis.thresholds=[0.2, 0.3]",
        "analysis.title=a=b",
    ]
    found = cm.read_specification(small(), settings=settings)
    assert (found.analysis.intervals.seed, found.site.truth, found.analysis.models[1].score) == (7, "other.csv", "risk_c")
    assert (found.analysis.thresholds, found.analysis.title) == ((0.2, 0.3), "a=b")


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("analysis.interval.seed=7", "--set analysis.interval.seed: analysis has the unknown key 'interval'; did you mean 'intervals'?"),
        ("analysis.intervals.sed=7", "--set analysis.intervals.sed: analysis.intervals has the unknown key 'sed'; did you mean 'seed'?"),
        ("analysis.intervals.seed=x", "--set analysis.intervals.seed: analysis.intervals.seed must be a whole number, such as 2000"),
        ("analysis.models[7].score=x", "--set analysis.models[7].score: there is no entry 7; entries are counted from 0"),
        ("analysis.seed", "--set analysis.seed: has no value; write key=value, such as analysis.intervals.seed=7"),
        ("a..b=1", "--set a..b: is no key; write it as in analysis.goals[0].at_least"),
        ("analysis.thresholds=[0.2", '--set analysis.thresholds: has a value in brackets that is no JSON, such as [0.2, 0.4] or ["a", "b"]'),
        ("analysis.outcome.column.x=1", "--set analysis.outcome.column.x: 'x' is no key of a mapping here"),
    ],
)  # fmt: skip
def test_settings_that_do_not_fit(setting: str, message: str) -> None:
    with pytest.raises(cm.SpecificationError) as caught:
        cm.read_specification(small(), settings=[setting])
    assert caught.value.faults[0] == message
    assert caught.value.line is None


def test_descriptions_of_the_json_schema_have_no_examples() -> None:
    described = [json_schema(), *json_schema()["$defs"].values()]
    assert len(described) > 5
    assert all(one["description"] and ">>>" not in one["description"] for one in described)


def test_the_json_schema_agrees_with_the_reader() -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    jsonschema.Draft202012Validator.check_schema(json_schema())
    good = yaml.safe_load(SMALL.replace("positive: no", "positive: 'no'"))
    assert list(validator.iter_errors(good)) == []
    for wrong in (
        {**good, "schema": "clinmetrics.audit/2"},
        {**good, "treshold": 1},
        {"schema": "clinmetrics.audit/1", "site": good["site"]},
        {**good, "analysis": {**good["analysis"], "intervals": {"seed": "x"}}},
        {**good, "analysis": {**good["analysis"], "goals": [{"metric": "auroc", "at_lest": 1}]}},
        {**good, "analysis": {**good["analysis"], "models": {"name": "a"}}},
    ):
        assert list(validator.iter_errors(wrong)), wrong
        with pytest.raises(cm.SpecificationError):
            cm.read_specification(wrong)


@pytest.mark.parametrize("function", [canonical, digest, json_schema], ids=lambda f: f.__name__)
def test_examples_run(function: Any) -> None:
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(doctest.DocTestParser().get_doctest(function.__doc__, {}, function.__name__, None, 0))
    assert runner.tries > 1
    assert runner.failures == 0
