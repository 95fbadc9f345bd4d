# SPDX-License-Identifier: Apache-2.0
"""No label, identifier, score, weight or group value is ever echoed: not by an exception, nor what it was raised from, nor by print.

Every call of the catalogue fails, or warns, over columns that carry distinctive values. Names of columns and of models may appear.
"""

from __future__ import annotations

import contextlib
import decimal
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import clinmetrics as cm
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from clinmetrics.cli import main

N = 30
LABELS = np.array(["ocelotine", "quokkaful"] * 15)
SCORES = np.linspace(0.8373117, 0.8373911, N)
IDS = np.arange(N) + 918273600
TEXT_IDS = np.array([f"pangolin-{i}" for i in range(N)])
WEIGHTS = np.linspace(52.641903, 52.641999, N)
SITES = np.array(["axolotlery", "wombatish", "numbatory"] * 10)
Y = (LABELS == "quokkaful").astype(int)
CANARIES = ("ocelot", "quokka", "83731", "8373", "9182736", "pangolin", "526419", "52.64", "axolotl", "wombat", "numbat", "6180339")


def at(a: np.ndarray, row: int, item: Any) -> np.ndarray:
    """The array with one item replaced."""
    b = a.astype(object) if a.dtype.kind == "U" or not isinstance(item, float) else a.astype(float)
    b[row] = item
    return b


FRAME = {"died": Y, "model": SCORES, "patient": IDS, "site": SITES, "weight": WEIGHTS, "word": LABELS}
EVALUATE: dict[str, dict[str, Any]] = {
    # scores
    "nan_score": {"y_score": at(SCORES, 4, np.nan)},
    "infinite_score": {"y_score": at(SCORES, 4, np.inf)},
    "text_among_scores": {"y_score": at(SCORES.astype(object), 4, "0.8373117")},
    "objects_as_scores": {"y_score": at(SCORES.astype(object), 4, [0.8373117])},
    "text_score": {"y_score": SCORES.astype(str)},
    "bytes_score": {"y_score": SCORES.astype("S")},
    "text_score_list": {"y_score": SCORES.astype(str).tolist()},
    "text_score_list_of_frame": {"data": FRAME, "y_score": SCORES.astype(str).tolist()},
    "missing_score": {"y_score": at(SCORES, 4, None)},
    "short_score": {"y_score": SCORES[:-1]},
    "two_dimensions": {"y_score": np.stack([SCORES, SCORES])},
    "nested": {"y_score": [[s] * 2 for s in SCORES]},
    "ragged": {"y_score": [[s] * (1 + i % 2) for i, s in enumerate(SCORES)]},
    "generator_of_text": {"y_score": (str(s) for s in SCORES)},
    "complex_score": {"y_score": SCORES + 1j},
    "score_set": {"y_score": set(SCORES.tolist())},
    "infinite_decimal_score": {"y_score": [decimal.Decimal("inf"), *(decimal.Decimal(str(s)) for s in SCORES[1:])]},
    "logits_for_brier": {"y_score": SCORES + 1, "metrics": ["brier"]},
    "no_threshold": {"y_score": SCORES, "metrics": ["f1"]},
    "scores_of_two_types": {"y_score": [*SCORES[:-1].tolist(), "0.8373222"]},
    "score_dict": {"y_score": {"model": dict(zip(TEXT_IDS.tolist(), SCORES.tolist()))}},
    "score_as_text": {"y_score": b"0.8373117"},
    # outcomes
    "text_labels": {"y_true": LABELS},
    "object_labels": {"y_true": LABELS.astype(object)},
    "wrong_pos_label": {"y_true": LABELS, "pos_label": "yes"},
    "pos_label_of_another_type": {"y_true": IDS % 2, "pos_label": "9182736"},
    "pos_label_of_another_type_for_text": {"y_true": LABELS, "pos_label": 9182736},
    "labels_of_another_type": {"y_true": LABELS, "labels": (9182736, 9182737)},
    "labels_that_are_not_there": {"y_true": LABELS, "labels": ("ocelotine", "other")},
    "one_label": {"y_true": LABELS, "labels": ["quokkaful"]},
    "three_labels": {"y_true": LABELS, "labels": LABELS[:3]},
    "equal_labels": {"y_true": LABELS, "labels": ["quokkaful", "quokkaful"]},
    "labels_and_pos_label": {"y_true": LABELS, "labels": ("ocelotine", "quokkaful"), "pos_label": "ocelotine"},
    "swapped": {"y_true": SCORES, "y_score": Y},
    "list_pos_label": {"y_true": LABELS, "pos_label": ["quokkaful"]},
    "three_classes": {"y_true": at(LABELS, 3, "ocelotesque"), "pos_label": "quokkaful"},
    "unhashable_labels": {"y_true": [{"quokkaful"}, {"ocelotine"}] * 15, "pos_label": "quokkaful"},
    "mixed_labels": {"y_true": at(LABELS, 3, 1.6180339)},
    "label_of_other_size": {"y_true": Y + 1.6180339},
    "nan_label": {"y_true": at(Y, 5, np.nan)},
    "missing_label": {"y_true": at(LABELS, 5, None), "pos_label": "quokkaful"},
    "labels_of_another_class": {"y_true": LABELS, "y_pred": at(LABELS, 3, "ocelotesque"), "y_score": None, "pos_label": "quokkaful"},
    "text_decisions": {"y_pred": LABELS, "y_score": None},
    "text_decisions_list": {"y_pred": LABELS.tolist(), "y_score": None},
    "text_decisions_list_of_frame": {"data": FRAME, "y_pred": LABELS.tolist(), "y_score": None},
    "fractional_decisions": {"y_pred": SCORES, "y_score": None},
    # weights
    "negative_weight": {"sample_weight": at(WEIGHTS, 7, -52.641977)},
    "nan_weight": {"sample_weight": at(WEIGHTS, 7, np.nan)},
    "infinite_weight": {"sample_weight": at(WEIGHTS, 7, np.inf)},
    "vanishing_weight": {"sample_weight": at(WEIGHTS, 7, 52.641977e-300)},
    "huge_weight": {"sample_weight": (WEIGHTS * 1e16).astype(np.int64)},
    "text_weight": {"sample_weight": WEIGHTS.astype(str)},
    "short_weight": {"sample_weight": WEIGHTS[:-1]},
    # units and strata
    "missing_unit": {"unit": at(TEXT_IDS, 6, None)},
    "nan_unit": {"unit": at(IDS, 6, np.nan)},
    "fractional_unit": {"unit": IDS + 0.5},
    "mixed_units": {"unit": [*TEXT_IDS[:-1].tolist(), 918273629]},
    "list_units": {"unit": [[i] for i in TEXT_IDS.tolist()] + [[1, 2]]},
    "complex_unit": {"unit": IDS * 1j},
    "short_unit": {"unit": TEXT_IDS[:-1]},
    "unit_in_two_strata": {"unit": IDS // 2, "strata": np.arange(N) % 2},
    "stratum_of_one": {"strata": at(np.zeros(N), 3, 918273600)},
    "text_strata_of_one": {"strata": TEXT_IDS},
    "missing_stratum": {"strata": at(SITES, 3, None)},
    # groups
    "group_values_for_names": {"data": FRAME, "groups": ["axolotlery", "wombatish"]},
    "group_column_for_names": {"data": FRAME, "groups": SITES.tolist()},
    "group_array_of_other_length": {"data": FRAME, "groups": SITES[:-1]},
    "group_series_of_other_index": {"data": pd.DataFrame(FRAME), "groups": pd.Series(SITES, index=IDS)},
    "groups_of_text_and_numbers": {"groups": {"site": [*SITES[:-1].tolist(), 918273600]}},
    "groups_of_text_and_bytes": {"groups": {"site": [*SITES[:-1].tolist(), b"axolotlery"]}},
    "groups_that_read_the_same": {"groups": {"site": pd.Categorical([*IDS.tolist()[:-1], str(IDS[0])])}},
    "surrogate_groups": {"groups": {"site": [*SITES[:-1].tolist(), "axolotlery\ud83d"]}},
    "bytes_that_are_no_text": {"groups": {"site": np.array([b"axolotlery\xff"] * N)}},
    "bins_of_text": {"groups": {"site": (SITES, cm.bins(1, 2))}},
    "many_numbers": {"y_true": [0, 1] * 30, "y_score": [0.5] * 60, "unit": None, "groups": {"age": np.arange(60) + 918273600}},
    "group_tuples": {"data": FRAME, "groups": [("axolotlery", "wombatish")]},
    "short_group_numbers": {"groups": IDS.tolist()[:-1]},
    "group_values_without_data": {"groups": SITES.tolist()[:-1]},
    "short_groups": {"groups": {"site": SITES[:-1]}},
    "unorderable_groups": {"groups": {"site": [{"axolotlery"}] * N}},
    "dict_groups": {"groups": {"site": [{"axolotlery": 1}] * N}},
    "complex_groups": {"groups": {"site": WEIGHTS * 1j}},
    "scalar_group": {"groups": {"site": "axolotlery"}},
    "no_such_attribute": {"groups": {"site": SITES}, "min_group_size": -1},
    # frames
    "list_of_rows": {"data": [{"died": y, "model": s} for y, s in zip(Y, SCORES)]},
    "array_as_data": {"data": np.stack([Y, SCORES])},
    "lazy": {"data": pl.LazyFrame({"died": Y, "model": SCORES})},
    "frame_as_score": {"y_score": pd.DataFrame({"a": SCORES, "b": SCORES})},
    "frame_as_outcome": {"y_true": pa.table({"a": LABELS, "b": LABELS})},
    "two_models_of_one_name": {"data": FRAME, "y_score": ["model", "model"]},
    # options
    "unknown_method": {"ci": "wald"},
    "method_that_never_fits": {"ci": "delong", "metrics": ["brier"]},
    "unknown_metric": {"metrics": ["acuracy"]},
    "level": {"level": 95},
    "seed": {"seed": -1},
    "n_resamples": {"n_resamples": 0},
    "threshold": {"threshold": "high"},
    "nan_threshold": {"threshold": np.nan},
    "nan_policy": {"nan_policy": "ignore"},
    "backend": {"backend": "quantum"},
    "resampling": {"resampling": "jackknife"},
    "num_threads": {"num_threads": 0},
    "max_memory": {"max_memory": 0},
    "progress": {"progress": 3},
    "ci_is_an_array": {"ci": SCORES},
    "ci_is_a_list": {"ci": LABELS.tolist()},
    "ci_of_an_array": {"ci": {"auroc": SCORES}, "metrics": ["auroc"]},
    "level_is_an_array": {"level": SCORES},
    "resampling_is_an_array": {"resampling": SCORES},
    "backend_is_an_array": {"backend": SCORES},
    "backend_is_a_list": {"backend": LABELS.tolist()},
    "nan_policy_is_an_array": {"nan_policy": LABELS},
    "weight_kind_is_an_array": {"weight_kind": WEIGHTS},
    "curves_is_an_array": {"curves": SCORES},
    "keep_replicates_is_an_array": {"keep_replicates": SCORES},
    "progress_is_an_array": {"progress": SCORES},
    "seed_is_an_array": {"seed": IDS},
    "n_resamples_is_an_array": {"n_resamples": IDS},
    "min_group_size_is_an_array": {"min_group_size": IDS},
    "num_threads_is_an_array": {"num_threads": IDS},
    "max_memory_is_an_array": {"max_memory": IDS},
    "metrics_is_an_array": {"metrics": LABELS},
    "metrics_is_a_list_of_labels": {"metrics": LABELS.tolist()},
    "metrics_are_numbers": {"metrics": SCORES},
    "parameter_is_an_array": {"metrics": {"f_beta": {"beta": SCORES}}, "threshold": 0.5},
    "parameter_is_a_text": {"metrics": {"ece": {"binning": "axolotlery x"}}},
    "threshold_of_text": {"threshold": LABELS},
    "threshold_of_no_model": {"threshold": {"other": [0.8373117]}},
    "threshold_of_labels": {"threshold": {"y_score": LABELS}},
    "pos_label_is_an_array": {"y_true": LABELS, "pos_label": LABELS},
    "data_is_an_array": {"data": SCORES},
    "fractional_frequency": {"sample_weight": WEIGHTS, "weight_kind": "frequency"},
    "ci_of_another_metric": {"ci": {"f1": "wilson"}, "metrics": ["auroc"]},
}  # fmt: skip
NAMED = ("`", "--")  # how a message names an argument


class Unreadable:
    """Something from another library whose own errors are talkative."""

    def __init__(self, gate: str) -> None:
        setattr(type(self), gate, self._talk)

    def _talk(self, *_: Any, **__: Any) -> Any:
        raise RuntimeError(f"cannot convert {SCORES[3]} of {TEXT_IDS[3]}")

    def __repr__(self) -> str:
        return f"<{SCORES[3]} of {TEXT_IDS[3]}>"


def talkative(gate: str) -> Any:
    return type("Talkative", (Unreadable,), {})(gate)


EVALUATE.update({f"talkative{gate}": {"y_score": talkative(gate)} for gate in ("__array__", "__dlpack__", "__iter__")})
EVALUATE["talkative_data"] = {"data": type("Frame", (), {"columns": ["died"], "__repr__": lambda self: TEXT_IDS[3]})()}
EVALUATE["talkative_number"] = {"threshold": type("T", (), {"__float__": lambda self: float(TEXT_IDS[3])})()}


def everything_said(call: Callable[[], Any], capfd: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """The message, and all that could have been printed or logged: the whole traceback with its causes, warnings, stdout, stderr."""
    message, trace = "", ""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            call()
        except Exception as e:
            message = str(e)
            trace = "".join(traceback.format_exception(type(e), e, e.__traceback__)) + repr(e)
    out, err = capfd.readouterr()
    return message, "\n".join([trace, out, err, *(str(w.message) for w in warned)])


def expect_silence(said: str) -> None:
    found = [c for c in CANARIES if c in said]
    assert not found, said


@pytest.mark.parametrize("case", list(EVALUATE))
def test_evaluate(case: str, capfd: pytest.CaptureFixture[str]) -> None:
    given = {"y_true": Y, "y_score": SCORES, "groups": {"site": SITES}, "unit": IDS, **EVALUATE[case]}
    if "data" in given:
        given = {**given, "y_true": "died", "unit": "patient", **EVALUATE[case]}
        given.setdefault("y_score", "model")
        if not isinstance(given["groups"], dict) or EVALUATE[case].keys() & {"y_score", "y_pred"}:
            given["groups"] = EVALUATE[case].get("groups")
    if "strata" in given and "unit" not in EVALUATE[case]:
        del given["unit"]
    message, said = everything_said(lambda: cm.evaluate(**given), capfd)
    assert message, "the call was taken"
    assert message.startswith(NAMED) or "`" in message, message
    expect_silence(said)


SINGLE = {
    k: v
    for k, v in EVALUATE.items()
    if not v.keys() & {"data", "groups", "metrics", "progress", "min_group_size", "keep_replicates", "curves"}
    and k != "ci_of_another_metric"
}


@pytest.mark.parametrize("case", list(SINGLE))
def test_metric_functions(case: str, capfd: pytest.CaptureFixture[str]) -> None:
    given = dict(SINGLE[case])
    y, s, p = given.pop("y_true", Y), given.pop("y_score", SCORES), given.pop("y_pred", None)
    if "threshold" in given or case == "no_threshold":
        call = lambda: cm.f1(y, s, **given)  # noqa: E731
    elif p is not None:
        call = lambda: cm.f1(y, p, **given)  # noqa: E731
    else:
        call = lambda: cm.auroc(y, s, **given)  # noqa: E731
    message, said = everything_said(call, capfd)
    assert "`" in message, message
    expect_silence(said)


def test_columns_that_a_frame_does_not_have(capfd: pytest.CaptureFixture[str]) -> None:
    """A name that the caller gave as a name is worth showing."""
    for frame in (FRAME, pd.DataFrame(FRAME), pl.DataFrame(FRAME), pa.table(FRAME)):
        for role in ("y_true", "y_score", "unit", "strata", "sample_weight", "groups"):
            given = {"y_true": "died", "y_score": "model", role: "nosuch"}
            message, said = everything_said(lambda: cm.evaluate(frame, **given), capfd)  # noqa: B023
            assert message == f"\"`{role}` names the column 'nosuch', which `data` does not have\""
            expect_silence(said)
        message, said = everything_said(lambda: cm.evaluate(frame, y_true="Died", y_score="model"), capfd)  # noqa: B023
        assert message == "\"`y_true` names the column 'Died', which `data` does not have; did you mean 'died'?\""
        expect_silence(said)


def test_a_good_call_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    cm.evaluate(FRAME, y_true="died", y_score="model", unit="patient", groups="site", n_resamples=100)
    assert capfd.readouterr() == ("", "")


# --- the command line -------------------------------------------------------------------------------------------------------------------------


def write(path: Path, **columns: Any) -> Path:
    table = pd.DataFrame({**FRAME, **columns})
    if path.suffix == ".csv":
        table.to_csv(path, index=False)
    else:
        pq.write_table(pa.Table.from_pandas(table), path)
    return path


AUDITS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "nan_score": ({"model": at(SCORES, 4, np.nan)}, []),
    "text_score": ({"model": [f"x{s}" for s in SCORES]}, []),
    "text_labels": ({"died": LABELS}, []),
    "wrong_label": ({"died": LABELS}, ["--pos-label", "yes"]),
    "label_for_numbers": ({}, ["--pos-label", "yes"]),
    "other_label": ({"died": Y + 1.6180339}, []),
    "negative_weight": ({"weight": at(WEIGHTS, 4, -52.641977)}, ["--sample-weight", "weight"]),
    "missing_unit": ({"patient": at(TEXT_IDS, 4, None)}, ["--unit", "patient"]),
    "fractional_unit": ({"patient": IDS + 0.5}, ["--unit", "patient"]),
    "split_unit": ({"patient": IDS // 2, "stratum": np.arange(N) % 2}, ["--unit", "patient", "--strata", "stratum"]),
    "stratum_of_one": ({}, ["--strata", "patient"]),
    "unknown_column": ({}, ["--group", "nosuch"]),
    "unknown_metric": ({}, ["--metric", "nosuch"]),
    "unknown_method": ({}, ["--ci", "nosuch"]),
}  # fmt: skip


KINDS = [(case, kind) for case in AUDITS for kind in ("csv", "parquet") if (case, kind) != ("fractional_unit", "csv")]  # text, there


@pytest.mark.parametrize(("case", "kind"), KINDS)
def test_audit(case: str, kind: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    columns, options = AUDITS[case]
    path = write(tmp_path / f"table.{kind}", **columns)
    assert main(["audit", str(path), "--y-true", "died", "--y-score", "model", *options]) == 3
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("clinmetrics: ")
    assert any(name in err for name in ("`", "--"))
    expect_silence(err)


@pytest.mark.parametrize(
    "content",
    [
        b"died,model\n1,0.8373117\n0,pangolin,0.8373117\n", b"died,model\n1,\"pangolin\n", b"\xff\xfe\x00died,model\n\x80\xff,0.8373117\n",
        b"", b"pangolin", b"died,model\n" + b"1,0.8373117\n" * 5 + b"0\n", b"died,died\n1,0.8373117\n",
    ],
    ids=["long_row", "open_quote", "not_utf8", "empty", "no_rows", "short_row", "twice_a_name"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["csv", "tsv", "parquet"])
def test_unreadable_files(kind: str, content: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"table.{kind}"
    path.write_bytes(content)
    with contextlib.suppress(SystemExit):
        assert main(["audit", str(path), "--y-true", "died", "--y-score", "model"]) == 3
    out, err = capfd.readouterr()
    assert out == ""
    if content != b"pangolin":  # there, it is the name of a column
        expect_silence(err)
