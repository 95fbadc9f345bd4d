# SPDX-License-Identifier: Apache-2.0
"""Hints for keywords of other libraries."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from typing import ParamSpec

    P = ParamSpec("P")
R = TypeVar("R")

_BINARY = "this is a binary evaluation, in which there is nothing to average: leave it out, and name the positive label with pos_label="
_INSTEAD = {
    "level": "give level= as a fraction, such as level=0.95",
    "seed": "give seed=, a whole number; the same seed gives the same result",
    "n_resamples": "give n_resamples=, the number of bootstrap replicates",
    "sample_weight": "give sample_weight=",
    "unit": "give unit=, the unit of resampling, such as the patient",
    "strata": "give strata=, the strata of the sampling design",
    "groups": "give groups=, the attributes for subgroups",
    "y_score": "give the scores as y_score=",
    "y_pred": "give hard labels as y_pred=",
    "y_true": "give the outcome as y_true=",
    "threshold": "give threshold=",
    "ci": "give ci=, the name of a method, 'auto' or None",
    "num_threads": "give num_threads=",
    "pos_label": "give pos_label=, or labels=(negative, positive)",
    "nan_policy": "give nan_policy='raise' or 'drop'",
    "metrics": "give metrics=",
    "compare": "give compare='all', pairs of models, or {'reference': name}",
    "gaps": "give gaps='auto', 'reference', 'rest' or 'pairs', and groups=",
    "reference": "give reference=, the reference groups by attribute, and gaps='reference'",
    "margin": "give margin=, on the scale of the metric, and alternative=",
    "adjustment": "give adjustment='holm' or 'benjamini_hochberg'",
    "bins": "give bins=",
    "binning": "give binning=",
}
_OTHERS = {
    "level": "confidence_level conf_level confidence ci_level conf coverage",
    "seed": "random_state rng random_seed rng_seed",
    "n_resamples": "n_bootstrap n_boot n_bootstraps num_bootstraps n_boots bootstraps n_samples n_iterations n_iter n_bootstrap_samples",
    "sample_weight": "weights weight sample_weights w",
    "unit": "cluster clusters patient patient_id id ids units cluster_id",
    "strata": "stratify stratum stratified stratify_by",
    "groups": "group sensitive_features subgroups subgroup by protected",
    "y_score": "y_prob y_proba y_scores probas_pred probs scores score y_hat predictor y_probs",
    "y_pred": "y_preds predictions preds prediction",
    "y_true": "y target labels_true outcome response",
    "threshold": "thresholds cutoff cut_off cutoffs cut",
    "ci": "method bootstrap_method ci_method interval",
    "num_threads": "n_jobs n_threads threads num_workers nthreads",
    "pos_label": "positive_label positive pos_class positive_class event_level",
    "nan_policy": "nan missing ignore_nan na_rm",
    "metrics": "metric",
    "compare": "comparisons comparison compare_models pairs",
    "gaps": "gap disparities disparity fairness",
    "reference": "reference_group reference_groups privileged privileged_groups control",
    "margin": "delta non_inferiority_margin noninferiority_margin equivalence_margin",
    "adjustment": "p_adjust p_adjust_method correction multiple_testing",
    "bins": "n_bins num_bins",
    "binning": "strategy",
}
_SPECIAL = {
    "alpha": "give level=1 - alpha instead, such as level=0.95 for alpha=0.05",
    "average": _BINARY,
    "multi_class": _BINARY,
    "zero_division": "an undefined value is NaN, and the estimate's status says why",
    "max_fpr": "give partial_auroc(lower=1 - max_fpr, upper=1, correction='mcclish')",
    "normalize": "counts and proportions are separate: see confusion_matrix and the metrics",
}
HINTS = {**_SPECIAL, **{other: _INSTEAD[ours] for ours, others in _OTHERS.items() for other in others.split()}}
_OURS = {other: ours for ours, others in _OTHERS.items() for other in others.split()}


def unknown_keyword(function: str, given: str, known: Iterable[str]) -> TypeError:
    """The error for a keyword that `function` does not take."""
    known = list(known)
    head = f"{function}() got an unexpected keyword argument {given!r}"
    if given in HINTS and _OURS.get(given, given) in (*known, given):
        return TypeError(f"{head}; {HINTS[given]}")
    import difflib  # only for messages

    close = difflib.get_close_matches(given, known, n=1)
    return TypeError(f"{head}; {f'did you mean {close[0]}? It' if close else 'it'} takes {', '.join(known)}")


def with_hints(function: Callable[P, R]) -> Callable[P, R]:
    """Wraps a function so that the error for an unknown keyword names the right one."""
    parameters = inspect.signature(function).parameters
    n_positional = sum(p.kind is not inspect.Parameter.KEYWORD_ONLY for p in parameters.values())

    @functools.wraps(function)
    def call(*args: Any, **given: Any) -> Any:
        unknown = next((k for k in given if k not in parameters), None)
        if unknown is not None:
            raise unknown_keyword(function.__name__, unknown, parameters)
        if len(args) > n_positional:
            names = ", ".join(f"{p}=" for p in list(parameters)[n_positional : n_positional + 2])
            raise TypeError(f"{function.__name__}() takes {n_positional} argument by position, the data; give columns by name, as {names}")
        return function(*args, **given)

    return call
