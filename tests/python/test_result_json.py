# SPDX-License-Identifier: Apache-2.0
"""Stored results: an exact round trip, and a reader that names the field of what is wrong and quotes nothing."""

from __future__ import annotations

import copy
import datetime
import json
import math
from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np
import pytest
from made_results import NAN, made, usual

SECRET = "patient 4711"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found = json.loads(usual().to_json(), parse_constant=pytest.fail)
    assert isinstance(found, dict)
    return found


def refused(document: Any) -> str:
    """The message with which a document is refused, by each way in; it quotes nothing."""
    told = []
    for read in (lambda: cm.Result.from_json_dict(document), lambda: cm.Result.from_json(json.dumps(document))):
        with pytest.raises(ValueError, match=r"`") as e:
            read()
        assert type(e.value) is ValueError
        assert SECRET not in str(e.value)
        told.append(str(e.value))
    assert told[0] == told[1]
    return told[0]


def changed(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """The document with one value in another's place."""
    other = copy.deepcopy(document)
    at: Any = other
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return other


def without(document: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    other = copy.deepcopy(document)
    at: Any = other
    for step in path[:-1]:
        at = at[step]
    del at[path[-1]]
    return other


# --- what is written --------------------------------------------------------------------------------------------------------------------


def test_the_schema(document: dict[str, Any]) -> None:
    assert list(document) == ["schema", "provenance", "models", "attributes", "rows", "counts", "comparisons", "gaps", "notices", "curves"]
    assert document["schema"] == "clinmetrics.result/2"
    assert document["rows"][0]["numerator"] == 30.0
    assert document["rows"][5]["n_positive"] is None
    assert document["rows"][5]["numerator"] is None
    assert document["counts"][1] == {
        "model": "risk", "threshold": 0.2, "rule": None, "attribute": "sex", "group": [{"attribute": "sex", "value": "F"}], "tp": 30.0, "fp": 12.5,
        "fn": 10.0, "tn": 47.5,
    }  # fmt: skip
    third = document["comparisons"][2]
    assert (third["a"], third["b"], third["metric"], third["parameters"]) == ("risk", "Old score", "sensitivity", {"threshold": 0.2})
    assert (third["attribute"], third["group"], third["value"], third["margin"]) == (
        "sex",
        [{"attribute": "sex", "value": "M"}],
        None,
        None,
    )
    assert (document["comparisons"][3]["a"], document["comparisons"][3]["kind"]) == (None, "joint")
    assert [(g["attribute"], g["a"], g["b"]) for g in document["gaps"][:3]] == [
        ("sex", [{"attribute": "sex", "value": "M"}], [{"attribute": "sex", "value": "F"}]),
        ("sex", [{"attribute": "sex", "value": None}], None),
        ("sex", [{"attribute": "sex", "value": "F"}], None),
    ]
    assert document["gaps"][3]["a"] is None
    assert document["notices"][0] == {
        "code": "metrics_left_out", "text": "The metric brier was left out of risk: 3 scores are above 1.", "model": "risk",
        "metrics": ["brier"], "count": 3, "first_row": 17,
    }  # fmt: skip
    assert document["curves"][0]["marks"] == [{"threshold": 0.2, "tp": 30.0, "fp": 12.5}]


def test_the_round_trip_is_exact(document: dict[str, Any]) -> None:
    result = usual()
    for read in (cm.Result.from_json(result.to_json()), cm.Result.from_json_dict(document)):
        assert read == result
        assert read.to_json() == result.to_json()
        assert read.counts == result.counts
        assert read.comparisons == result.comparisons
        assert read.gaps == result.gaps
        assert (len(read.comparisons), len(read.gaps)) == (4, 5)
        assert read.notices == result.notices
        assert read.groups == result.groups
        assert all(a.same_as(b) for a, b in zip(read, result))
        assert repr(read) == repr(result)


NUMBERS = [
    0.0,
    -0.0,
    5e-324,
    -5e-324,
    2.2250738585072014e-308,
    0.1,
    1 / 3,
    1e308,
    -1e308,
    math.inf,
    -math.inf,
    NAN,
    2**53 + 2.0,
    1 - 2**-53,
]


@pytest.mark.parametrize("x", NUMBERS)
def test_any_number_is_written_and_read_back(x: float) -> None:
    sizes = dict.fromkeys(("numerator", "denominator", "weight_sum", "n_eff"), NAN if abs(x) == math.inf else abs(x))
    fields = {**dict.fromkeys(("value", "se", "df"), x), **sizes}
    limits = dict.fromkeys(("lower", "upper"), x)
    curve = {"model": "m", "attribute": None, "group": [], "tp": [x], "fp": [x], "n_positive": x, "n_negative": x,
             "marks": [{"threshold": x, "tp": x, "fp": x}], "roc_band": None, "simultaneous_roc_band": None, "pr_band": None,
             "simultaneous_pr_band": None, "calibration": None, "decision": None,
             "smooth": [{"method": "rcs", "score": [x], "observed": [x], "lower": [x], "upper": [x]}],
             "histogram": {"edges": [x, x], "n_positive": [x], "n_negative": [x]}}  # fmt: skip
    result = made(
        ["m"], [([], [[]])], [("auroc", {})], changes={0: {**fields, **limits}}, curves=[curve], provenance={"x": x, "y": [np.float64(x)]},
        replicates=[np.array([x, 0.5])],
    )  # fmt: skip
    text = result.to_json()
    json.loads(text, parse_constant=pytest.fail)
    read = cm.Result.from_json(text)
    assert read == result
    assert read[0].same_as(result[0])
    assert math.copysign(1, read[0].value) == math.copysign(1, x) or math.isnan(x)


def test_any_provenance_is_written() -> None:
    provenance = {
        "i": np.int64(3), "u": np.uint64(2**64 - 1), "f": np.float32(0.5), "b": np.bool_(True), "s": np.str_("x"), "a": np.arange(3), "t": (1, None),
        "d": datetime.date(2020, 1, 2), "p": Path("a/b"), "e": cm.Estimate(0.5), "m": {1: {2: NAN}}, "lone": "\ud83d", "z": np.array([NAN]),
        "when": np.datetime64("2020-01-02"), "raw": b"x",
    }  # fmt: skip
    result = made(["m"], [([], [[]])], [("auroc", {})], provenance=provenance)
    text = result.to_json()
    text.encode("utf-8")
    read = cm.Result.from_json(text).provenance
    assert read == {
        "i": 3, "u": 2**64 - 1, "f": 0.5, "b": True, "s": "x", "a": [0, 1, 2], "t": [1, None], "d": "2020-01-02", "p": "a/b", "e": 0.5,
        "m": {"1": {"2": None}}, "lone": "\ud83d", "z": [None], "when": "2020-01-02", "raw": "b'x'",
    }  # fmt: skip
    assert cm.Result.from_json(text) == result


@pytest.mark.parametrize("seed", range(4))
def test_a_part_in_another_order_is_read_back_to_an_equal_result(seed: int) -> None:
    """Attributes and groups keep their order, and rows theirs."""
    result = usual()
    order = np.random.default_rng(seed).permutation(len(result))
    for part in (result[::-1], result[::-3], result._take(order), result._take(order[:9])):
        read = cm.Result.from_json(part.to_json())
        assert read == part
        assert read.to_json() == part.to_json()


def test_a_result_without_counts_and_notices() -> None:
    result = made(["m"], [([], [[]])], [("auroc", {})])
    assert (len(result.counts), len(result.comparisons), len(result.gaps), result.notices) == (0, 0, 0, ())
    assert cm.Result.from_json(result.to_json()) == result


@pytest.mark.parametrize("member", ["comparisons", "gaps"])
def test_a_document_may_lack_comparisons_and_gaps(document: dict[str, Any], member: str) -> None:
    """Earlier documents have neither."""
    read = cm.Result.from_json_dict(without(document, (member,)))
    assert len(getattr(read, member)) == 0
    assert read.counts == usual().counts


def test_the_earlier_schema_is_read(document: dict[str, Any]) -> None:
    old = {k: v for k, v in copy.deepcopy(document).items() if k not in ("counts", "comparisons", "gaps", "notices")}
    old["schema"] = "clinmetrics.result/1"
    old["provenance"]["input_sha256"] = {"died": "0a"}
    for row in old["rows"]:
        del row["numerator"], row["denominator"]
    for curve in old["curves"]:
        del curve["marks"], curve["attribute"], curve["group"]
        curve["thresholds"] = [1.0, 0.5, 0.0]
        if curve["roc_band"]:
            curve["roc_band"].update(fpr=[0.0, 0.5, 1.0], tpr=[0.0, 0.9, 1.0])
    read = cm.Result.from_json_dict(old)
    assert len(read) == len(usual())
    for a, b in zip(read, usual()):
        assert np.array_equal([a.value, *a.ci], [b.value, *b.ci], equal_nan=True)
        assert math.isnan(a.numerator)
        assert (a.n_positive, a.group, a.metric) == (b.n_positive, b.group, b.metric)
    assert (len(read.counts), len(read.comparisons), len(read.gaps), read.notices) == (0, 0, 0, ())
    assert (read.curves[0]["marks"], read.curves[0]["group"]) == ([], [])
    assert read.curves[0]["roc_band"] == usual().curves[0]["roc_band"]
    assert "thresholds" not in read.curves[0]
    assert read.provenance["input_sha256"] == [{"argument": "", "name": "died", "sha256": "0a"}]
    assert json.loads(read.to_json())["schema"] == "clinmetrics.result/2"
    assert cm.Result.from_json(read.to_json()) == read


# --- what is refused -----------------------------------------------------------------------------------------------------------------------------

WRONG = [
    (("schema",), "clinmetrics.result/9", "`schema` is not a schema that this version reads (clinmetrics.result/1 and clinmetrics.result/2)"),
    (("schema",), SECRET, "`schema` is not a schema"),
    (("schema",), [SECRET], "`schema` is not a schema"),
    (("provenance",), [], "`provenance` is not an object"),
    (("provenance", "input_sha256"), SECRET, "`provenance.input_sha256` is not a list"),
    (("provenance", "input_sha256"), {SECRET: SECRET}, "`provenance.input_sha256` is not a list"),
    (("provenance", "input_sha256"), [SECRET], "`provenance.input_sha256[0]` is not an object"),
    (("provenance", "input_sha256"), [{}], "`provenance.input_sha256[0].argument` is missing"),
    (("provenance", "input_sha256"), [{"argument": SECRET, "name": 3}], "`provenance.input_sha256[0].name` is not text"),
    (("provenance", "input_sha256"), [{"argument": "", "name": "", "sha256": None}], "`provenance.input_sha256[0].sha256` is not text"),
    (("provenance", "files"), [SECRET], "`provenance.files[0]` is not an object"),
    (("provenance", "files"), [{"role": "truth"}], "`provenance.files[0].name` is missing"),
    (("models",), {}, "`models` is not a list"),
    (("models",), [3], "`models[0]` is not text"),
    (("models",), ["risk", "risk"], "`models` names a model twice"),
    (("models",), [SECRET], "`rows[0].model` is not in `models`"),
    (("models",), ["\ud83d"], "`models[0]` is not valid Unicode text"),
    (("attributes",), [{"name": "sex", "parts": ["sex", "age"]}], "`attributes[0].name` does not match its `parts`"),
    (("rows",), None, "`rows` is not a list"),
    (("rows", 3), SECRET, "`rows[3]` is not an object"),
    (("rows", 3, "model"), SECRET, "`rows[3].model` is not in `models`"),
    (("rows", 3, "model"), None, "`rows[3].model` is not text"),
    (("rows", 3, "metric"), 7, "`rows[3].metric` is not text"),
    (("rows", 3, "parameters"), [], "`rows[3].parameters` is not an object"),
    (("rows", 3, "parameters"), {"threshold": SECRET}, "`rows[3].parameters.threshold` is neither a number nor a rule"),
    (("rows", 3, "parameters"), {"threshold": None}, "`rows[3].parameters.threshold` is null"),
    (("rows", 3, "parameters"), {"beta": [SECRET]}, "`rows[3].parameters` is not a finite number"),
    (("rows", 3, "parameters"), {"beta": True}, "`rows[3].parameters` is not a finite number"),
    (("rows", 3, "attribute"), SECRET, "`rows[3].attribute` does not match the attributes of `group`"),
    (("rows", 4, "attribute"), None, "`rows[4].attribute` does not match"),
    (("rows", 4, "group"), SECRET, "`rows[4].group` is not a list"),
    (("rows", 4, "group"), [SECRET], "`rows[4].group[0]` is not an object"),
    (("rows", 4, "group"), [{"attribute": "sex", "value": 3}], "`rows[4].group[0].value` is not text"),
    (("rows", 4, "group"), [{"attribute": None, "value": "F"}], "`rows[4].group[0].attribute` is not text"),
    (("rows", 3, "value"), SECRET, '`rows[3].value` is not a finite number, null, "inf" or "-inf"'),
    (("rows", 3, "value"), "nan", "`rows[3].value` is not a finite number"),
    (("rows", 3, "value"), True, "`rows[3].value` is not a finite number"),
    (("rows", 3, "value"), [0.5], "`rows[3].value` is not a finite number"),
    (("rows", 3, "value"), 10**400, "`rows[3].value` is not a finite number"),
    (("rows", 3, "lower"), 0.9, "`rows[3].lower` is greater than `upper`"),
    (("rows", 3, "lower"), "inf", "`rows[3].lower` is greater than `upper`"),
    (("rows", 3, "level"), 1.5, "`rows[3].level` is not between 0 and 1"),
    (("rows", 3, "numerator"), "inf", "`rows[3].numerator` is negative or infinite"),
    (("rows", 3, "numerator"), "-inf", "`rows[3].numerator` is negative or infinite"),
    (("rows", 3, "denominator"), -1, "`rows[3].denominator` is negative or infinite"),
    (("rows", 3, "weight_sum"), "inf", "`rows[3].weight_sum` is negative or infinite"),
    (("rows", 3, "n_eff"), "inf", "`rows[3].n_eff` is negative or infinite"),
    (("rows", 3, "n"), -5, "`rows[3].n` is negative or too large"),
    (("rows", 3, "n"), 2**63, "`rows[3].n` is negative or too large"),
    (("rows", 3, "n"), 7.0, "`rows[3].n` is not a whole number"),
    (("rows", 3, "n"), True, "`rows[3].n` is not a whole number"),
    (("rows", 3, "n"), None, "`rows[3].n` is not a whole number"),
    (("rows", 3, "n_positive"), -1, "`rows[3].n_positive` is negative or too large"),
    (("rows", 3, "status"), SECRET, "`rows[3].status` is not known to this version"),
    (("rows", 3, "method"), SECRET, "`rows[3].method` is not known to this version"),
    (("rows", 3, "interval_status"), 0, "`rows[3].interval_status` is not text"),
    (("rows", 3, "flags"), "small_stratum", "`rows[3].flags` is not a list"),
    (("rows", 3, "flags"), [SECRET], "`rows[3].flags` holds a flag that is not known to this version"),
    (("rows", 3, "flags"), ["small_stratum", "small_stratum"], "`rows[3].flags` holds a flag twice"),
    (("rows", 3, "flags"), [None], "`rows[3].flags[0]` is not text"),
    (("rows", 3, "replicates"), [0.5], "`rows[0].replicates` is missing"),
    (("counts",), {}, "`counts` is not a list"),
    (("counts", 2, "model"), SECRET, "`counts[2].model` is not in `models`"),
    (("counts", 2, "tp"), -1, "`counts[2].tp` is not a count"),
    (("counts", 2, "tp"), None, "`counts[2].tp` is not a count"),
    (("counts", 2, "tn"), "inf", "`counts[2].tn` is not a count"),
    (("counts", 2, "threshold"), SECRET, "`counts[2].threshold` is not a finite number"),
    (("counts", 2, "attribute"), None, "`counts[2].attribute` does not match"),
    (("comparisons",), {}, "`comparisons` is not a list"),
    (("comparisons", 0, "a"), SECRET, "`comparisons[0].a` is not in `models`"),
    (("comparisons", 0, "b"), 3, "`comparisons[0].b` is not text"),
    (("comparisons", 2, "group"), None, "`comparisons[2].group` is not a list"),
    (("comparisons", 2, "attribute"), None, "`comparisons[2].attribute` does not match the attributes of `group`"),
    (("comparisons", 0, "lower"), 0.9, "`comparisons[0].lower` is greater than `upper`"),
    (("comparisons", 0, "level"), 1.5, "`comparisons[0].level` is not between 0 and 1"),
    (("comparisons", 0, "decision"), SECRET, "`comparisons[0].decision` is not known to this version"),
    (("comparisons", 0, "margin"), SECRET, "`comparisons[0].margin` is not a finite number"),
    (("comparisons", 0, "n_judged"), None, "`comparisons[0].n_judged` is not a whole number"),
    (("gaps", 0, "attribute"), SECRET, "`gaps[0].attribute` is not in `attributes`"),
    (("gaps", 0, "a"), SECRET, "`gaps[0].a` is not a list"),
    (("gaps", 0, "b"), [{"attribute": SECRET, "value": None}], "`gaps[0].attribute` does not match the attributes of `b`"),
    (("gaps", 3, "kind"), SECRET, "`gaps[3].kind` is not known to this version"),
    (("notices", 0, "text"), None, "`notices[0].text` is not text"),
    (("notices", 0, "model"), SECRET, "`notices[0].model` is not in `models`"),
    (("notices", 0, "metrics"), [SECRET, 3], "`notices[0].metrics[1]` is not text"),
    (("notices", 0, "count"), -1, "`notices[0].count` is negative or too large"),
    (("notices", 0, "first_row"), 0.5, "`notices[0].first_row` is not a whole number"),
    (("curves",), SECRET, "`curves` is not a list"),
    (("curves", 0, "model"), SECRET, "`curves[0].model` is not in `models`"),
    (("curves", 0, "group"), [{"attribute": SECRET}], "`curves[0].group[0].value` is missing"),
    (("curves", 0, "attribute"), SECRET, "`curves[0].attribute` does not match"),
    (("curves", 0, "tp"), [0.0], "`curves[0].fp` is not as long as `tp`"),
    (("curves", 0, "tp", 1), SECRET, "`curves[0].tp[1]` is not a finite number"),
    (("curves", 0, "marks"), [{"threshold": 0.2, "tp": 1}], "`curves[0].marks[0].fp` is missing"),
    (("curves", 0, "roc_band", "lower"), [0.1], "`curves[0].roc_band.upper` is not as long as `lower`"),
    (("curves", 0, "roc_band"), {"lower": [0.1], "upper": [0.2]}, "`curves[0].roc_band.lower` is not as long as `tp`"),
    (("curves", 0, "calibration", "edges"), [0.1], "`curves[0].calibration.edges` is not one longer"),
    (("curves", 0, "histogram"), SECRET, "`curves[0].histogram` is not an object"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "message"), WRONG)
def test_what_is_wrong_is_named(document: dict[str, Any], path: tuple[Any, ...], value: Any, message: str) -> None:
    assert refused(changed(document, path, value)).startswith(message)


def paths(x: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a document; of lists the first entry."""
    inner = x.items() if isinstance(x, dict) else list(enumerate(x))[:1] if isinstance(x, list) else []
    return [p for key, value in inner for p in ((*before, key), *paths(value, (*before, key)))]


NOT_NEEDED = ("beta", "threshold", "comparisons", "gaps", "simultaneous_pr_band")
PATHS = [p for p in paths(json.loads(usual().to_json())) if p[0] != "provenance" or len(p) == 1]


@pytest.mark.parametrize("path", [p for p in PATHS if isinstance(p[-1], str) and p[-1] not in NOT_NEEDED])
def test_every_key_is_needed(document: dict[str, Any], path: tuple[Any, ...]) -> None:
    text = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")
    assert refused(without(document, path)) == f"`{text}` is missing"


def error_of(text: str) -> Exception | None:
    try:
        repr(cm.Result.from_json(text))
    except Exception as e:
        return e
    return None


@pytest.mark.parametrize("path", PATHS)
def test_no_value_of_another_kind_gives_another_error(document: dict[str, Any], path: tuple[Any, ...]) -> None:
    """Every place, every kind of value: a result or a ValueError."""
    for value in (None, True, -1, 10**30, 0.5, 1e308, "", SECRET, "inf", [], [SECRET], [[]], {}, {SECRET: SECRET}, "\ud83d"):
        other = changed(document, path, value)
        error = error_of(json.dumps(other))
        assert error is None or type(error) is ValueError
        assert SECRET not in str(error)


def test_what_is_no_document() -> None:
    for x in (None, [], 3, "x"):
        with pytest.raises(ValueError, match="`document` is not a JSON object"):
            cm.Result.from_json_dict(x)  # type: ignore[arg-type]
    for text in (
        "",
        "[]",
        "{",
        '{"schema": }',
        f'["{SECRET}"',
        "[1]\n",
        f"{SECRET}\n{{}}",
        "x" * 5000,
        f"{SECRET}\0",
        '"x"',
        '{"a": 1} {}',
    ):
        with pytest.raises(ValueError, match="document") as e:
            cm.Result.from_json(text)
        assert SECRET not in str(e.value)
        assert type(e.value) is ValueError
    with pytest.raises(ValueError, match="`source` is neither a JSON text nor the path of a file"):
        cm.Result.from_json(f"{SECRET} " * 40)
    for wrong in (None, 3, b"{}"):
        with pytest.raises(TypeError, match="`source` must be a JSON text or a path"):
            cm.Result.from_json(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("token", ["NaN", "Infinity", "-Infinity"])
def test_tokens_that_json_does_not_have(document: dict[str, Any], token: str) -> None:
    for path, place in [
        (("rows", 3, "value"), "rows[3].value"),
        (("provenance", SECRET), "provenance"),
        (("curves", 0, "tp", 1), "curves[0].tp[1]"),
    ]:
        text = json.dumps(changed(document, path, "HERE")).replace('"HERE"', token)
        with pytest.raises(ValueError, match=r"`") as e:
            cm.Result.from_json(text)
        assert str(e.value) == f"`{place}` is NaN or infinite, which is not valid JSON"
    with pytest.raises(ValueError, match=r"`document\[0\]` is NaN or infinite"):
        cm.Result.from_json(f"[{token}]")


def test_numbers_beyond_a_double(document: dict[str, Any]) -> None:
    text = json.dumps(changed(document, ("rows", 3, "value"), "HERE"))
    for token in ("1e999", "-1e999", "1" * 400):
        with pytest.raises(ValueError, match=r"`rows\[3\].value` is not a finite number"):
            cm.Result.from_json(text.replace('"HERE"', token))
    with pytest.raises(ValueError, match=r"too many digits|not a finite number"):
        cm.Result.from_json(text.replace('"HERE"', "1" * 10_000))
    with pytest.raises(ValueError, match="`provenance` holds a number that is not finite"):
        cm.Result.from_json(json.dumps(changed(document, ("provenance", "x"), "HERE")).replace('"HERE"', "1e999"))


def test_a_key_that_stands_twice(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    for old, new, place in [
        ('"schema":', '"schema": "x", "schema":', "schema"),
        ('"numerator":', '"numerator": 3, "numerator":', "rows[0].numerator"),
        ('"provenance": {', f'"provenance": {{"{SECRET}": 1, "{SECRET}": 2, ', "provenance"),
    ]:
        with pytest.raises(ValueError, match="twice") as e:
            cm.Result.from_json(text.replace(old, new, 1))
        assert str(e.value).startswith(f"`{place}` ")
        assert SECRET not in str(e.value)


def test_depth(document: dict[str, Any]) -> None:
    text = json.dumps(changed(document, ("provenance", "x"), "HERE"))
    for levels in (40, 400, 100_000):
        for left, right in ("[]", ('{"a":', "}")):
            deep = text.replace('"HERE"', left * levels + ("1" if left != "[" else "") + right * levels)
            with pytest.raises(ValueError, match="nested too deeply") as e:
                cm.Result.from_json(deep)
            assert type(e.value) is ValueError
    with pytest.raises(ValueError, match="nested too deeply"):
        cm.Result.from_json("[" * 100_000)
    with pytest.raises(ValueError, match=r"`curves\[0\]` is nested too deeply"):
        cm.Result.from_json(json.dumps(changed(document, ("curves", 0, "x"), "HERE")).replace('"HERE"', "[" * 40 + "]" * 40))
    assert cm.Result.from_json(text.replace('"HERE"', "[" * 20 + "]" * 20)) is not None


def test_names_of_a_document_are_spelt_out(document: dict[str, Any]) -> None:
    """No name in a document reaches a terminal as it is: model, metric, parameter, attribute, level, notice."""
    text = json.dumps(document)
    for name in ("risk", "sensitivity", "sex", "age_band", "65+", "This concerns", "beta"):
        text = text.replace(name, name + "\\u001b[31m\\u202e\\u0007")
    result = cm.Result.from_json(text)
    assert result.models[0] == "risk\x1b[31m\u202e\x07"
    for shown in (
        repr(result),
        repr(list(result)),
        repr(result.counts),
        repr(result.comparisons),
        repr(result.gaps),
        result._repr_html_(),
        str(result[0]),
    ):
        assert shown.replace("\n", "").isprintable()
    for given in ({"model": "x"}, {"metric": "x"}, {"attribute": "x"}, {"group": "x"}, {"threshold": 0.9}):
        with pytest.raises(KeyError) as e:
            result.where(**given)  # type: ignore[arg-type]
        assert e.value.args[0].isprintable()


# --- files ----------------------------------------------------------------------------------------------------------------------------------


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    text = usual().to_json()
    path = tmp_path / "audit.json"
    path.write_text(text, encoding="utf-8-sig")
    assert cm.Result.from_json(path) == cm.Result.from_json("\ufeff" + text) == cm.Result.from_json(" \n" + text) == usual()


def test_files_that_are_no_result(tmp_path: Path) -> None:
    path = tmp_path / "audit\x1b[31m.json"
    for content, message in [
        (b"", "the document is not valid JSON"),
        (usual().to_json().replace("risk", "\xe9t\xe9").encode("latin-1"), "is not UTF-8 text \\(byte"),
        (usual().to_json().encode("utf-16"), "is not UTF-8 text \\(byte"),
        (SECRET.encode(), r"the document is not valid JSON \(line 1, column 1\)"),
        (b'{"schema": "other"}', "`schema` is not a schema"),
    ]:
        path.write_bytes(content)
        with pytest.raises(ValueError, match=message) as e:
            cm.Result.from_json(path)
        assert type(e.value) is ValueError
        assert str(e.value).startswith("audit\\x1b[31m.json")
        assert SECRET not in str(e.value)
    with pytest.raises(ValueError, match="is a folder; give the path of a JSON file"):
        cm.Result.from_json(tmp_path)
    for missing in (tmp_path / "none.json", str(tmp_path / "none.json"), "none.json"):
        with pytest.raises(FileNotFoundError, match=r"none\.json"):
            cm.Result.from_json(missing)
