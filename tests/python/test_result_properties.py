# SPDX-License-Identifier: Apache-2.0
"""Whatever `evaluate` gives can be written, read back as the same, printed, and asked for by the names that it prints."""

from __future__ import annotations

import json
import pickle
from typing import Any

import clinmetrics as cm
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

LEVELS = ["F", "f", "a*b", "back\\slash", "(missing)", "\\(missing)", "all", "", "<b>", "\x1b[31m", "\u202ex", "sex=F, age=65+", "1", None]
NAMES = ["risk", "Risk", "b*", "score \x1b[0m", "a, b", "all", "x=y", "größer"]
SCALES = [
    np.array([0.1, 0.2, 0.35, 0.5, 0.8, 0.9]), np.array([0.0, 1.0]), np.array([3.0]), np.array([2.0, -5e-324]), np.array([7.350, 7.351, 7.354]),
    np.array([1e308, -1e308, 0.0]), np.array([1e-310, 2e-310]), np.array([1990.0, 2024.0]), np.array([1.0, 1 + 2**-52, 0.5]),
]  # fmt: skip
METRICS = [
    "clinical", "auroc", "sensitivity", "ppv", "lr_positive", "f_beta(beta=0.5)", "ece(bins=5, binning=equal_mass)", "prevalence", "brier", "log_loss",
    "average_precision", "mcc", "diagnostic_odds_ratio",
]  # fmt: skip


@st.composite
def calls(draw: st.DrawFn) -> dict[str, Any]:
    """The arguments of a call: any labels, scores of any scale, hard labels, groups with hostile names, weights, units, methods."""
    n = draw(st.integers(1, 60))
    some = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    y = some.integers(0, 2, n) if draw(st.booleans()) else np.full(n, draw(st.integers(0, 1)))
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    given: dict[str, Any] = {"y_true": y, "y_score": {name: some.choice(draw(st.sampled_from(SCALES)), n) for name in names}}
    if draw(st.booleans()):
        given["y_pred"] = {"flag": some.integers(0, 2, n)}
    if draw(st.booleans()):
        levels = np.array(draw(st.lists(st.sampled_from(LEVELS), min_size=1, max_size=5, unique=True)), dtype=object)
        given["groups"] = {draw(st.sampled_from(["sex", "all", "a*b", "Site\x1b"])): levels[some.integers(0, len(levels), n)]}
    if draw(st.booleans()):
        given["sample_weight"] = some.choice([0.5, 1.0, 2.25], n)
    if draw(st.booleans()):
        given["unit"] = some.integers(0, n, n)
    return {
        **given,
        "metrics": draw(st.lists(st.sampled_from(METRICS), min_size=1, max_size=3, unique=True)),
        "threshold": draw(st.lists(st.sampled_from([0.2, 0.35, 1e-310, 2.5, -0.0]), min_size=1, max_size=2, unique=True)),
        "ci": draw(st.sampled_from(["auto", None, "percentile"])),
        "level": draw(st.sampled_from([0.95, 0.5])),
        "min_group_size": draw(st.sampled_from([0, 10])),
        "keep_replicates": draw(st.booleans()),
        "n_resamples": 40,
    }


def evaluated(call: dict[str, Any]) -> cm.Result | None:
    """The result; None where the call is refused, as a risk of 3 is by the Brier score."""
    try:
        return cm.evaluate(**call)
    except ValueError:
        return None


@given(calls())
@settings(max_examples=60)
def test_any_result_is_written_read_and_printed(call: dict[str, Any]) -> None:
    result = evaluated(call)
    if result is None:
        return
    text = result.to_json()
    json.loads(text, parse_constant=pytest.fail)
    text.encode("utf-8")
    for read in (cm.Result.from_json(text), pickle.loads(pickle.dumps(result))):
        assert read == result
        assert read.to_json() == text
        assert len(read) == len(result)
        assert all(a.same_as(b) for a, b in zip(read, result))
        assert (read.counts, read.notices) == (result.counts, result.notices)
        assert repr(read) == repr(result)
    for printed in (repr(result), repr(list(result)), repr(result.counts), result._repr_html_()):
        assert printed.replace("\n", "").isprintable()
    assert pa.table(result).num_rows == len(result.to_frame()) == len(result)


@given(calls())
@settings(max_examples=40)
def test_what_a_result_names_can_be_asked_for(call: dict[str, Any]) -> None:
    result = evaluated(call)
    if result is None:
        return
    assert len(set(result.groups)) == len(result.groups)
    for group in result.groups:
        assert result.where(group=group).groups == [group]
    for metric in result.metrics:
        assert result[metric].metrics == [metric]
    for threshold in result.thresholds:
        assert result.where(threshold=threshold).thresholds == [threshold]
    for model in result.models:
        assert result.where(model=model).models == [model]
    for i, e in enumerate(result):
        assert result[i].same_as(e)
        one = result.where(model=e.model, metric=e.metric, attribute=e.attribute, group=e.group)
        assert any(e.same_as(other) for other in one)
    for part in (result[1:], result[:1], result.where(model=result.models[0]), result[:0]):
        assert cm.Result.from_json(part.to_json()) == part
