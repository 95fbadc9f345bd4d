# SPDX-License-Identifier: Apache-2.0
"""The arguments of comparisons and gaps: what is refused before any work, and what reaches the provenance."""

from __future__ import annotations

from typing import Any

import clinmetrics as cm
import numpy as np
import pytest

draw = np.random.default_rng(8)
N = 200
Y = (draw.random(N) < 0.4).astype(int)
SCORES = {name: np.round(draw.random(N), 3) for name in ("logistic", "boosting", "forest")}
GROUPS = {"sex": np.array(["F", "M"] * (N // 2)), "age": np.array(["<65"] * 120 + ["65+"] * 80), "sex*age": None}
SECRET = "patient 4711"


def evaluated(**given: Any) -> cm.Result:
    how: dict[str, Any] = {"y_score": SCORES, "metrics": ["auroc", "brier"], "ci": None, **given}
    return cm.evaluate(y_true=Y, **how)


REFUSED = [
    ({"compare": "al"}, ValueError, '`compare` must be None, "all", a list of pairs of models such as [("a", "b")], or {"reference": "a"}'),
    ({"compare": 3}, TypeError, "`compare` must be None"),
    ({"compare": []}, ValueError, "the list is empty"),
    ({"compare": ("logistic", "boosting")}, TypeError, "its entry 0 is no pair"),
    ({"compare": [("logistic", "boosting", "forest")]}, TypeError, "its entry 0 is no pair"),
    ({"compare": [("logistic", "bosting")]}, ValueError, "`compare` names the model 'bosting', which is not a model of this call; did you mean 'boosting'?"),
    ({"compare": [("logistic", SECRET)]}, ValueError, "`compare` names a model, which is not a model of this call; known are: logistic, boosting, forest"),
    ({"compare": [("logistic", "boosting"), ("forest", "forest")]}, ValueError, "`compare` has a pair of a model with itself in its entry 1"),
    ({"compare": [("logistic", "boosting"), ("boosting", "logistic")]}, ValueError, "the same two models twice, for the second time in its entry 1"),
    ({"compare": {"reference": "forrest"}}, ValueError, "did you mean 'forest'?"),
    ({"compare": {"ref": "forest"}}, ValueError, "`compare` must be None"),
    ({"compare": "all", "y_score": SCORES["forest"]}, ValueError, "`compare` needs two models or more, and this call has 1"),
    ({"compare": {"reference": "forest"}, "y_score": {"forest": SCORES["forest"]}}, ValueError, "this call has no other model"),
    ({"compare": "all", "margin": 0}, ValueError, "`margin` belongs to a claim; give alternative="),
    ({"compare": "all", "margin": 0, "alternative": "superior"}, ValueError, "`margin` must be finite and above 0"),
    ({"compare": "all", "margin": float("inf"), "alternative": "superior"}, ValueError, "`margin` must be finite and above 0"),
    ({"compare": "all", "margin": {"auroc": -1}, "alternative": "superior"}, ValueError, "`margin` must be finite and above 0"),
    ({"compare": "all", "margin": SECRET, "alternative": "superior"}, TypeError, "`margin` must be a number"),
    ({"compare": "all", "margin": {"auroc": 0.1, "AUC": 0.2}, "alternative": "superior"}, ValueError, "`margin` names the metric 'auroc' twice"),
    ({"compare": "all", "margin": {"aurok": 0.1}, "alternative": "superior"}, ValueError, "did you mean 'auroc'"),
    ({"compare": "all", "alternative": "non_inferior"}, ValueError, "`alternative` 'non_inferior' needs a margin; give margin="),
    ({"compare": "all", "alternative": "equivalent"}, ValueError, "`alternative` 'equivalent' needs a margin"),
    ({"compare": "all", "alternative": SECRET}, ValueError, "`alternative` must be one of 'two_sided', 'superior'"),
    ({"alternative": "superior"}, ValueError, "`alternative` is for comparisons and gaps; give compare= or gaps="),
    ({"margin": 0.1, "alternative": "superior"}, ValueError, "`margin` is for comparisons and gaps; give compare= or gaps="),
    ({"gaps": "auto"}, ValueError, "`gaps` compares groups; give groups="),
    ({"gaps": SECRET, "groups": GROUPS}, ValueError, "`gaps` must be one of 'none', 'auto', 'reference', 'rest', 'pairs'"),
    ({"gaps": "auto", "groups": GROUPS, "reference": {"sex": "F"}}, ValueError, "with which others are compared; give gaps='reference'"),
    ({"gaps": "reference", "groups": GROUPS, "reference": "F"}, TypeError, "`reference` must map attributes to groups"),
    ({"gaps": "reference", "groups": GROUPS, "reference": {"sexx": "F"}}, ValueError, "attribute 'sexx', which is not in `groups`; did you mean 'sex'?"),
    ({"gaps": "reference", "groups": GROUPS, "reference": {SECRET: "F"}}, ValueError, "an attribute in its entry 0, which is not in `groups`; known are: sex"),
    ({"adjustment": SECRET}, ValueError, "`adjustment` must be one of 'holm', 'benjamini_hochberg'"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "kind", "message"), REFUSED)
def test_what_does_not_fit_is_refused_before_any_work(given: dict[str, Any], kind: type[Exception], message: str) -> None:
    seen: list[int] = []
    with pytest.raises(kind) as e:
        evaluated(progress=lambda done, total: seen.append(done), **given)
    assert message in str(e.value)
    assert SECRET not in str(e.value)
    assert seen == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({}, {"compare": None, "gaps": "none", "reference": {}, "alternative": "two_sided", "margin": None, "adjustment": "holm"}),
        ({"compare": "all"}, {"compare": "all"}),
        ({"compare": [("boosting", "forest")]}, {"compare": [["boosting", "forest"]]}),
        ({"compare": [["boosting", "forest"]]}, {"compare": [["boosting", "forest"]]}),
        ({"compare": {"reference": "boosting"}}, {"compare": [["logistic", "boosting"], ["forest", "boosting"]]}),
        ({"compare": "all", "alternative": "superior", "margin": 0.05}, {"alternative": "superior", "margin": 0.05}),
        ({"compare": "all", "alternative": "equivalent", "margin": {cm.auroc: 0.05, "BRIER": 0.02}}, {"margin": {"auroc": 0.05, "brier": 0.02}}),
        ({"gaps": "pairs", "groups": GROUPS, "adjustment": "benjamini_hochberg"}, {"gaps": "pairs", "adjustment": "benjamini_hochberg"}),
        ({"gaps": "reference", "groups": GROUPS, "reference": {"sex": "F", ("sex", "age"): ("M", "65+")}}, {"reference": {"sex": "F", "sex*age": "M*65+"}}),
    ],
)  # fmt: skip
def test_the_provenance_holds_what_was_asked(given: dict[str, Any], kept: dict[str, Any]) -> None:
    how = evaluated(**given).provenance
    assert {name: how[name] for name in kept} == kept
