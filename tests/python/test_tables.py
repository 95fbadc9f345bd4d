# SPDX-License-Identifier: Apache-2.0
"""The engine's tables of columns and of options against every face: estimates, frames, JSON, schema, signatures, command line, pages."""

from __future__ import annotations

import argparse
import copy
import inspect
import json
import math
import re
import sys
from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from clinmetrics import _core, _fields
from clinmetrics._options import OPTIONS
from clinmetrics._tables import COLUMNS, COMPARISONS, COUNTS, GAPS, ROWS, TABLES
from clinmetrics.cli.parser import parser
from clinmetrics.comparisons import Comparison, Gap
from clinmetrics.counts import Count
from made_results import usual

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "python/clinmetrics/result.schema.json").read_text(encoding="utf-8"))
draw = np.random.default_rng(3)
Y, SCORE = (draw.random(400) < 0.3).astype(int), np.round(draw.random(400), 2)


def engine(**given: Any) -> cm.Result:
    """A result with a group that is too small, an infinite value, an undefined one, and hard labels."""
    groups = {"site": np.array(["a"] * 200 + ["b"] * 195 + ["c"] * 4 + [None], dtype=object)}
    how: dict[str, Any] = {
        "threshold": [0.2, 1.5],
        "groups": groups,
        "metrics": ["auroc", "f_beta(beta=0.5)", "ppv", "lr_positive"],
        "curves": "steps",
        **given,
    }
    return cm.evaluate(y_true=Y, y_score=SCORE, n_resamples=200, **how)


# --- columns ------------------------------------------------------------------------------------------------------------------------------


def test_every_face_has_the_columns_in_order() -> None:
    result = engine()
    assert tuple(result.to_dict()) == COLUMNS
    assert tuple(result.to_frame().columns) == COLUMNS
    assert tuple(result.to_frame("polars").columns) == COLUMNS
    assert tuple(result.to_json_dict()["rows"][0]) == COLUMNS
    assert tuple(result[0]._fields) == (*COLUMNS, "replicates") == tuple(cm.auroc(Y, SCORE)._fields)
    counts = tuple(column.name for column in COUNTS)
    assert tuple(result.counts.to_dict()) == counts == Count._fields == tuple(result.to_json_dict()["counts"][0])
    made = usual()
    for name, columns, entry in (("comparisons", COMPARISONS, Comparison), ("gaps", GAPS, Gap)):
        table, names = getattr(made, name), tuple(column.name for column in columns)
        assert tuple(table.to_dict()) == names == entry._fields == tuple(made.to_json_dict()[name][0]) == tuple(table.to_frame().columns)
        assert type(table[0]) is entry
    for table, part in ((ROWS, "rows"), (COUNTS, "counts"), (COMPARISONS, "comparisons"), (GAPS, "gaps")):
        items = SCHEMA["properties"][part]["items"]
        assert items["required"] == [column.name for column in table]
        assert {name: items["properties"][name]["description"] for name in items["required"]} == {c.name: c.meaning for c in table}
    assert [name for name in vars(_fields.EstimateFields) if not name.startswith("_")] == [*COLUMNS, "replicates"]
    page = (ROOT / "docs/results.rst").read_text(encoding="utf-8")
    assert all(f"   * - ``{column.name}``\n" in page for columns in TABLES.values() for column in columns)


def test_the_tables_describe_themselves() -> None:
    for columns in TABLES.values():
        for column in columns:
            assert re.fullmatch(r"[a-z_]+", column.name)
            assert column.meaning
            assert not column.meaning.endswith(".")
            assert bool(column.words) == (column.kind in ("word", "flags"))
            assert len(set(column.words)) == len(column.words)
    for table in _core.tables().values():
        for word in (word for column in table for word in column["words"]):
            assert word["label"]
            assert word["meaning"].endswith(".")


def test_what_a_small_group_shows_is_what_the_table_says() -> None:
    result = engine()
    for kept, row in ((result.where(group="c"), "site=c"), (result.where(group="(missing)"), "site=(missing)")):
        assert kept.groups == [row]
        table, stored = kept.to_dict(), kept.to_json_dict()["rows"]
        for column in (column for column in ROWS if column.is_hidden):
            assert all(x is None or (isinstance(x, float) and math.isnan(x)) for x in table[column.name]), column.name
            assert all(entry[column.name] is None for entry in stored), column.name
            assert all(getattr(e, column.name) is None or math.isnan(getattr(e, column.name)) for e in kept), column.name
        assert table["n"] == [entry["n"] for entry in stored] == [e.n for e in kept]
        assert set(table["n"]) <= {4, 1}


def test_a_single_metric_has_the_fields_of_the_same_row() -> None:
    row = cm.evaluate(y_true=Y, y_score=SCORE, metrics={"f_beta": {"beta": 0.5}}, threshold=0.2).one()
    one = cm.f_beta(Y, SCORE, beta=0.5, threshold=0.2)
    assert one.parameters == {"beta": 0.5, "threshold": 0.2}
    assert one.same_as(cm.Estimate.of({**row._fields, "model": ""}))


# --- JSON ---------------------------------------------------------------------------------------------------------------------------------


def number(x: float) -> Any:
    return None if math.isnan(x) else x if math.isfinite(x) else "inf" if x > 0 else "-inf"


def expected_row(e: cm.Estimate) -> dict[str, Any]:
    """A row of the document, by hand from an estimate."""
    row: dict[str, Any] = {}
    for name in COLUMNS:
        x = getattr(e, name)
        row[name] = number(x) if isinstance(x, float) else list(x) if name == "flags" else x
    row["parameters"] = dict(sorted(e.parameters.items()))
    row["attribute"] = "*".join(e.attribute) if e.attribute else None
    row["group"] = [{"attribute": a, "value": v} for a, v in zip(e.attribute, e.group)]
    if e.replicates is not None:
        row["replicates"] = [number(x) for x in e.replicates.tolist()]
    return row


@pytest.mark.parametrize(
    "result", [usual(), engine(), engine(keep_replicates=True, ci="percentile", metrics="ppv")], ids=["made", "engine", "replicates"]
)
def test_the_rows_of_the_document_are_those_of_the_estimates(result: cm.Result) -> None:
    document = json.loads(result.to_json(), parse_constant=pytest.fail)
    want = [expected_row(e) for e in result]
    assert document["rows"] == want
    assert [list(row) for row in document["rows"]] == [list(row) for row in want]
    assert all(list(row["parameters"]) == sorted(row["parameters"]) for row in document["rows"])


def test_the_same_result_has_the_same_bytes() -> None:
    result = engine()
    text = result.to_json()
    assert text == result.to_json() == cm.Result.from_json(text).to_json()
    assert engine().to_json().partition('"rows"')[2] == text.partition('"rows"')[2]
    in_lists = len(result) + len(result.counts) + len(result.notices) + len(result.curves)
    assert len(text.split("\n")) == 12 + in_lists + 3, "each row is on its own line, and so is the end of each list that is not empty"


def test_numbers_look_as_python_writes_them() -> None:
    numbers = [0.1, -0.0, 1e16, 123456789.0, 1e-4, 9.9e-5, 5e-324, 1e22, 2.0**53, 0.30000000000000004, 1e15]
    result = usual()
    result.provenance = {"numbers": numbers, "whole": [0, -7, 2**70], "text": 'a"\\\n\x01é\u2028', "deep": [[{}], []]}
    text = result.to_json()
    assert f'"numbers": [{", ".join(map(repr, numbers))}]' in text
    assert f'"whole": [0, -7, {2**70}]' in text
    assert r'"text": "a\"\\\n\u0001é' in text
    assert '"deep": [[{}], []]' in text


def test_documents_keep_to_the_schema() -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(SCHEMA)
    validator = Draft202012Validator(SCHEMA)
    unit, weight = np.arange(400) // 2, draw.random(400)
    clustered = cm.evaluate(y_true=Y, y_score=SCORE, y_pred={"rule": Y}, unit=unit, sample_weight=weight, curves="steps")
    plain = cm.evaluate(y_true=Y, y_score=SCORE, metrics="auroc")
    results = (usual(), engine(), engine(keep_replicates=True, ci="percentile", metrics="ppv"), clustered, plain)
    for result in results:
        assert list(validator.iter_errors(result.to_json_dict())) == []
    good = engine().to_json_dict()
    for change in (
        lambda d: d["rows"][0].pop("value"),
        lambda d: d["rows"][0].update(status="fine"),
        lambda d: d["rows"][0].update(n=None),
        lambda d: d["rows"][0].update(n_positive=-1),
        lambda d: d["rows"][0].update(lower="infinite"),
        lambda d: d["rows"][0].update(flags=["small_stratum", "small_stratum"]),
        lambda d: d["rows"][0].update(group=[{"attribute": "site"}]),
        lambda d: d["counts"][0].update(threshold="0.2"),
        lambda d: d.pop("comparisons"),
        lambda d: d.pop("gaps"),
        lambda d: d["curves"][0].pop("marks"),
        lambda d: d["curves"][1].update(group=None),
        lambda d: d.update(schema="clinmetrics.result/9"),
        lambda d: d.pop("notices"),
    ):
        bad = copy.deepcopy(good)
        change(bad)
        assert not validator.is_valid(bad)


# --- options ------------------------------------------------------------------------------------------------------------------------------


SIGNATURE = inspect.signature(cm.evaluate).parameters
SHOWN = [option for option in OPTIONS.values() if not option.part_of and option.name != "stream"]


def paragraphs(doc: str) -> dict[str, str]:
    """The text of each parameter in a docstring."""
    found = re.findall(r"^    (\w+) : .*\n((?:        .*\n|\n)+)", doc, re.M)
    return {name: " ".join(text.replace("``", "`").split()) for name, text in found}


@pytest.mark.parametrize("option", SHOWN, ids=lambda o: o.name)
def test_the_signature_and_its_text_say_what_the_table_says(option: Any) -> None:
    assert SIGNATURE[option.name].default == option.default
    assert paragraphs(inspect.getdoc(cm.evaluate).replace("\n", "\n    "))[option.name].startswith(option.meaning.rstrip("."))
    for choice in option.choices:
        assert choice == "none" or f'"{choice}"' in inspect.getdoc(cm.evaluate)
    for function in (cm.auroc, cm.ppv):
        own = inspect.signature(function).parameters
        if option.name in own and option.name != "threshold":
            assert own[option.name].default == option.default


def test_every_option_of_the_table_is_an_argument() -> None:
    assert {option.name for option in SHOWN} <= set(SIGNATURE)
    assert {option.part_of for option in OPTIONS.values()} <= {"", "threshold", "ci", "compare", "margin"}


@pytest.mark.parametrize("option", [o for o in SHOWN if o.type == "int"], ids=lambda o: o.name)
def test_numbers_outside_the_range_of_the_table_are_refused(option: Any) -> None:
    for x in (option.least - 1, option.greatest + 1):
        with pytest.raises(ValueError, match=f"^`{option.name}` must lie between {option.least} and {option.greatest}$"):
            cm.evaluate(y_true=Y, y_score=SCORE, **{option.name: x})
    for x in (0.5, "1", None if not option.is_optional else "none"):
        with pytest.raises(TypeError, match=f"^`{option.name}` must be a whole number$"):
            cm.evaluate(y_true=Y, y_score=SCORE, **{option.name: x})
    _core.Options({option.name: option.least})
    _core.Options({option.name: np.uint64(min(option.greatest, 2**32))})


def test_the_command_line_has_the_defaults_and_the_meanings() -> None:
    commands = next(a for a in parser()._actions if isinstance(a, argparse._SubParsersAction)).choices
    actions = {action.dest: action for action in commands["audit"]._actions}
    names = (
        "level",
        "n_resamples",
        "resampling",
        "seed",
        "min_group_size",
        "backend",
        "num_threads",
        "max_memory",
        "nan_policy",
        "weight_kind",
    )
    for name in names:
        option, action = OPTIONS[name], actions[name]
        assert action.default == option.default
        assert option.meaning.rstrip(".").lower() in action.help.replace("%%", "%").lower()
        assert name == "backend" or not option.choices or list(action.choices) == option.choices


def test_parameters_reach_the_metric_as_the_same_double() -> None:
    for beta in (0.1 + 0.2, 1 / 3, np.nextafter(2.0, 3.0), np.float32(0.3)):
        want = float(beta)
        rows = [
            cm.f_beta(Y, SCORE, threshold=0.2, beta=beta, ci=None),
            cm.evaluate(y_true=Y, y_score=SCORE, threshold=0.2, metrics={"f_beta": {"beta": beta}}, ci=None).one(),
        ]
        for row in rows:
            assert row.parameters["beta"] == want
            assert row == rows[0]
    assert cm.evaluate(
        y_true=Y, y_score=SCORE, metrics={"ece": {"bins": np.int64(7), "binning": "equal_mass"}}, ci=None
    ).one().parameters == {
        "bins": 7,
        "binning": "equal_mass",
    }


# --- texts --------------------------------------------------------------------------------------------------------------------------------


def test_every_metric_has_the_words_of_its_descriptor() -> None:
    labels = set()
    for about in cm.catalogue():
        if about["name"] not in cm.__all__:
            continue  # registered by another test
        assert about["label"]
        assert about["section"] in _core.sections()[:-1]
        assert about["meaning"].endswith(".")
        assert "{" not in about["meaning"]
        labels.add(about["label"])
    assert len(labels) == 72


def test_the_report_uses_plain_words_for_predictions() -> None:
    pytest.importorskip("jinja2")
    from clinmetrics.report import render

    page = render(cm.evaluate(y_true=Y, y_score=SCORE, threshold=0.2).to_json_dict())
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.S)
    assert "predicted positive" in text
    assert not re.search(r"\bflag(s|ged)?\b", text)
    assert "{row" not in text


# --- the way of a column ------------------------------------------------------------------------------------------------------------------


def test_a_ready_column_passes_through_few_functions() -> None:
    """Each function of the package that gets the array of scores, from `evaluate` to the engine."""
    scores = np.ascontiguousarray(SCORE)
    seen: list[str] = []

    def holds(x: Any, depth: int = 0) -> bool:
        if isinstance(x, (list, tuple)):
            return depth < 3 and any(holds(i, depth + 1) for i in x)
        return x is scores or (isinstance(x, np.ndarray) and np.shares_memory(x, scores))

    def watch(frame: Any, event: str, arg: Any) -> None:
        ours = "clinmetrics" in frame.f_code.co_filename and frame.f_code.co_filename != __file__
        if event == "call" and ours and any(holds(x) or (isinstance(x, dict) and holds(list(x.values()))) for x in frame.f_locals.values()):
            seen.append(frame.f_code.co_name)

    sys.setprofile(watch)
    try:
        cm.evaluate(y_true=Y, y_score=scores, metrics="auroc")
    finally:
        sys.setprofile(None)
    assert "evaluate" in seen
    assert len(seen) <= 12, seen
