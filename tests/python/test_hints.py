# SPDX-License-Identifier: Apache-2.0
"""Keywords of other libraries and typing errors: the message says what to write here."""

from __future__ import annotations

from typing import Any

import clinmetrics as cm
import numpy as np
import pytest

Y, S = [0, 1, 0, 1], [0.1, 0.4, 0.3, 0.8]
FUNCTIONS: dict[str, Any] = {
    "auroc": lambda **given: cm.auroc(Y, S, **given),
    "f1": lambda **given: cm.f1(Y, S, **{"threshold": 0.5, **given}),
    "evaluate": lambda **given: cm.evaluate(y_true=Y, y_score=S, **given),
}
HINTS = {
    "alpha": "level=1 - alpha",
    "random_state": "seed=",
    "rng": "seed=",
    "n_bootstrap": "n_resamples=",
    "n_boot": "n_resamples=",
    "n_bootstraps": "n_resamples=",
    "average": "this is a binary evaluation",
    "multi_class": "this is a binary evaluation",
    "confidence_level": "level=",
    "conf_level": "level=",
    "confidence": "level=",
    "n_jobs": "num_threads=",
    "weights": "sample_weight=",
    "zero_division": "an undefined value is NaN",
    "cluster": "unit=",
    "stratify": "strata=",
    "positive_label": "pos_label=",
    "method": "ci=",
}


@pytest.mark.parametrize("keyword", list(HINTS))
@pytest.mark.parametrize("function", list(FUNCTIONS))
def test_keywords_of_other_libraries(function: str, keyword: str) -> None:
    with pytest.raises(TypeError, match=rf"^{function}\(\) got an unexpected keyword argument '{keyword}'; .*{HINTS[keyword]}"):
        FUNCTIONS[function](**{keyword: 1})


def test_hints_name_only_what_the_function_takes() -> None:
    for keyword in ("n_bins", "cutoff", "subgroups", "y_hat"):
        with pytest.raises(TypeError, match=rf"^auroc\(\) got an unexpected keyword argument '{keyword}'; it takes sample_weight, "):
            cm.auroc(Y, S, **{keyword: 1})
    with pytest.raises(TypeError, match="give bins="):
        cm.ece(Y, S, n_bins=5)
    with pytest.raises(TypeError, match="give threshold="):
        cm.f1(Y, S, cutoff=0.5)
    with pytest.raises(TypeError, match="give groups="):
        cm.evaluate(y_true=Y, y_score=S, sensitive_features=Y)
    for keyword, remedy in [("delta", "give margin="), ("privileged_groups", "give reference="), ("p_adjust_method", "give adjustment=")]:
        with pytest.raises(TypeError, match=remedy):
            cm.evaluate(y_true=Y, y_score=S, **{keyword: 1})
    with pytest.raises(TypeError, match="give the scores as y_score="):
        cm.evaluate(y_true=Y, y_prob=S)


@pytest.mark.parametrize(
    ("keyword", "ours"), [("pos_lable", "pos_label"), ("sampleweight", "sample_weight"), ("n_resample", "n_resamples")]
)
@pytest.mark.parametrize("function", list(FUNCTIONS))
def test_typing_errors(function: str, keyword: str, ours: str) -> None:
    with pytest.raises(TypeError, match=rf"unexpected keyword argument '{keyword}'; did you mean {ours}\? It takes "):
        FUNCTIONS[function](**{keyword: 1})


def test_nothing_given_is_shown() -> None:
    with pytest.raises(TypeError) as caught:
        cm.auroc(Y, S, weights=np.array([0.8373117] * 4))
    assert "8373" not in str(caught.value)


def test_positions() -> None:
    with pytest.raises(
        TypeError, match=r"^evaluate\(\) takes 1 argument by position, the data; give columns by name, as y_true=, y_score="
    ):
        cm.evaluate(Y, S)
    with pytest.raises(TypeError, match=r"^auroc\(\) takes 2 positional arguments, y_true and y_score; give the others by name"):
        cm.auroc(Y, S, 0.5)
    with pytest.raises(TypeError, match=r"^confusion_matrix\(\) takes 2 "):
        cm.confusion_matrix(Y, Y, [0, 1])
    with pytest.raises(TypeError, match=r"^auroc\(\) needs `y_true`"):
        cm.auroc(y_score=S)
    with pytest.raises(TypeError, match="y_true"):
        cm.evaluate(y_score=S)


# --- two columns of predict_proba -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["array", "fortran", "list", "float32", "one_row", "masked", "objects"])
def test_two_columns_of_probabilities(how: str) -> None:
    p = np.stack([1 - np.array(S), S], axis=1)
    given: Any = {
        "array": p,
        "fortran": np.asfortranarray(p),
        "list": p.tolist(),
        "float32": p.astype(np.float32),
        "one_row": p[:1],
        "masked": np.ma.array(p),
        "objects": p.astype(object),
    }[how]
    y = Y[: len(given)]
    for call in (
        lambda: cm.auroc(y, given),
        lambda: cm.evaluate(y_true=y, y_score=given),
        lambda: cm.evaluate(y_true=y, y_score={"m": given}),
    ):
        with pytest.raises(ValueError, match=r"`(y_score|m)` has 2 dimensions: two columns, as predict_proba gives them; .*\[:, 1\]"):
            call()
    if len(given) == len(Y):
        assert cm.auroc(y, p[:, 1]) == cm.auroc(Y, S)
