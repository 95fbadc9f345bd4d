# SPDX-License-Identifier: Apache-2.0
"""The report's vocabulary: the name and the meaning of each metric, interval method, status and warning, in plain sentences.

``{patients}`` and ``{patient}`` stand for what the rows of a result are called.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .. import _core

OUTCOME, DISCRIMINATION, CALIBRATION, DECISION, OTHER = (
    "Outcome",
    "Discrimination",
    "Calibration and overall accuracy",
    "At a threshold",
    "Other metrics",
)


@dataclass(frozen=True)
class Metric:
    """The name and the meaning of a metric in the report."""

    label: str
    section: str
    meaning: str


METRICS: Mapping[str, Metric] = {
    "prevalence": Metric("Prevalence", OUTCOME, "Share of {patients} with the outcome."),
    "auroc": Metric(
        "AUROC",
        DISCRIMINATION,
        "Area under the ROC curve: how often a {patient} with the outcome has a higher score than a {patient} without it (ties count"
        " half). 0.5 is no better than chance, 1 is a perfect order. It does not tell whether the predicted risks are right.",
    ),
    "average_precision": Metric(
        "Average precision",
        DISCRIMINATION,
        "Precision (PPV) averaged over all values of recall (sensitivity). A model that is no better than chance reaches the prevalence,"
        " so values from cohorts with different prevalence cannot be compared.",
    ),
    "brier": Metric(
        "Brier score",
        CALIBRATION,
        "Mean squared difference between the predicted risk and the outcome (0 or 1). 0 is perfect. Its scale depends on the prevalence.",
    ),
    "scaled_brier": Metric(
        "Scaled Brier score",
        CALIBRATION,
        "How much lower the Brier score is than that of predicting the prevalence for everyone, as a share. 0 is no better than that, 1 is"
        " perfect, below 0 is worse.",
    ),
    "log_loss": Metric(
        "Log loss",
        CALIBRATION,
        "Mean of −log of the probability that was predicted for what happened. 0 is perfect; a single event with a predicted risk of 0"
        " makes it infinite.",
    ),
    "observed_expected_ratio": Metric(
        "O:E ratio",
        CALIBRATION,
        "Number of observed events divided by the number that the model expects (the sum of the predicted risks). Above 1 the model"
        " predicts too little risk, below 1 too much.",
    ),
    "mean_calibration_difference": Metric(
        "Observed − predicted",
        CALIBRATION,
        "Observed share of events minus the mean predicted risk. Above 0 the model predicts too little risk on average, below 0 too much.",
    ),
    "ece": Metric(
        "Expected calibration error",
        CALIBRATION,
        "Mean difference between predicted and observed shares over bins of the score. 0 is perfect. It depends on the bins and is too"
        " high on average in small samples.",
    ),
    "sensitivity": Metric(
        "Sensitivity", DECISION, "Share of {patients} with the outcome that the model flags (also recall, true positive rate)."
    ),
    "specificity": Metric(
        "Specificity", DECISION, "Share of {patients} without the outcome that the model does not flag (also true negative rate)."
    ),
    "ppv": Metric(
        "PPV",
        DECISION,
        "Positive predictive value (also precision): share of flagged {patients} that have the outcome. It depends on the prevalence.",
    ),
    "npv": Metric(
        "NPV",
        DECISION,
        "Negative predictive value: share of {patients} not flagged that do not have the outcome. It depends on the prevalence.",
    ),
    "fpr": Metric("False positive rate", DECISION, "Share of {patients} without the outcome that the model flags: 1 − specificity."),
    "fnr": Metric("False negative rate", DECISION, "Share of {patients} with the outcome that the model misses: 1 − sensitivity."),
    "fdr": Metric("False discovery rate", DECISION, "Share of flagged {patients} that do not have the outcome: 1 − PPV."),
    "false_omission_rate": Metric("False omission rate", DECISION, "Share of {patients} not flagged that do have the outcome: 1 − NPV."),
    "accuracy": Metric(
        "Accuracy", DECISION, "Share of {patients} classified correctly. With a rare outcome it is high for a model that flags nobody."
    ),
    "balanced_accuracy": Metric("Balanced accuracy", DECISION, "Mean of sensitivity and specificity. 0.5 is no better than chance."),
    "f1": Metric("F1", DECISION, "Harmonic mean of PPV and sensitivity. It does not use the true negatives."),
    "f_beta": Metric("Fβ", DECISION, "Harmonic mean of PPV and sensitivity in which sensitivity counts β times as much."),
    "jaccard": Metric("Jaccard index", DECISION, "True positives divided by the {patients} that are flagged or have the outcome."),
    "mcc": Metric("MCC", DECISION, "Matthews correlation coefficient of prediction and outcome, from −1 to 1. 0 is chance."),
    "kappa": Metric(
        "Cohen’s kappa", DECISION, "Agreement of prediction and outcome beyond what chance would give. 0 is chance, 1 is perfect."
    ),
    "informedness": Metric("Informedness", DECISION, "Sensitivity + specificity − 1 (Youden’s J). 0 is chance."),
    "markedness": Metric("Markedness", DECISION, "PPV + NPV − 1. 0 is chance."),
    "lr_positive": Metric(
        "LR+",
        DECISION,
        "Positive likelihood ratio: how many times more often {patients} with the outcome are flagged than those without it. Larger is"
        " better.",
    ),
    "lr_negative": Metric(
        "LR−",
        DECISION,
        "Negative likelihood ratio: how often {patients} with the outcome are not flagged, divided by how often those without it are not."
        " Smaller is better.",
    ),
    "diagnostic_odds_ratio": Metric("Diagnostic odds ratio", DECISION, "LR+ divided by LR−. 1 is chance."),
    "detection_prevalence": Metric("Share flagged", DECISION, "Share of all {patients} that the model flags."),
    "fowlkes_mallows": Metric("Fowlkes–Mallows index", DECISION, "Geometric mean of PPV and sensitivity."),
    "g_mean": Metric("G-mean", DECISION, "Geometric mean of sensitivity and specificity."),
}

# A method's label is its name in tables, on the terminal and in the argument `ci`, with capitals and spaces.
METHODS: Mapping[str, tuple[str, str]] = {about["name"]: (about["label"], about["meaning"]) for about in _core.method_catalogue()}

STATUSES: Mapping[str, str] = {
    "empty": "no rows",
    "no_positives": "no events",
    "no_negatives": "only events",
    "zero_denominator": "zero in the denominator",
    "too_few": "too few rows",
}

INTERVAL_STATUSES: Mapping[str, str] = {
    "not_requested": "not asked for",
    "undefined_value": "the value is not defined",
    "too_few": "too few rows",
    "refused_weights": "the method is not valid with unequal weights",
    "refused_clusters": "the method is not valid with several rows of one unit",
    "refused_strata": "the method is not valid with these strata",
    "refused_undefined_replicates": "too many bootstrap replicates were undefined",
    "too_few_replicates": "too few bootstrap replicates for this level",
    "extreme_quantile": "too few bootstrap replicates beyond the limit",
    "zero_variance": "no variation in the data",
    "infinite_value": "the value is infinite",
    "zero_cell": "a count is zero and the method divides by it",
    "below_precision": "the values are smaller than the precision of the computation",
    "not_applicable": "the method does not apply to this metric",
}

FLAGS: Mapping[str, tuple[str, str]] = {
    "threshold_rounding": (
        "threshold rounding",
        "If the threshold were rounded to the precision of the scores, at least one {patient} would change sides. The comparison here is"
        " exact; another tool may count differently.",
    ),
    "prevalence_fixed_by_design": (
        "prevalence fixed by design",
        "The {patients} were sampled by outcome, so the study design fixes the share of events. This metric depends on that share and does not"
        " carry over to practice.",
    ),
    "low_effective_sample_size": (
        "low effective sample size",
        "The weights leave an effective sample size below 30. Intervals of every method may be too narrow.",
    ),
    "small_stratum": ("small stratum", "A stratum has fewer than 10 units. The interval may be too narrow."),
    "clipped_to_range": ("clipped to range", "A limit lay outside the range of the metric and was set to the end of the range."),
    "weights_rounded": (
        "weights rounded",
        "The weights differ so much in size that rounding them changes their sum by more than one part in a billion.",
    ),
}


def metric(name: str) -> Metric:
    """The entry of a metric; one without words of its own is shown by its name."""
    return METRICS.get(name) or Metric(name.replace("_", " "), OTHER, "See its entry in the metric reference.")


def method_label(method: str) -> str:
    """The name of a method in a table."""
    entry = METHODS.get(method)
    return entry[0] if entry else method


def method_meaning(method: str) -> str:
    """One or two sentences on a method."""
    entry = METHODS.get(method)
    return entry[1] if entry else "See the documentation of this method."


def _listed(table: Mapping[str, str], key: str) -> str:
    return table.get(key, key.replace("_", " "))


def status_reason(status: str) -> str:
    """The reason why a value is undefined or infinite."""
    return _listed(STATUSES, status)


def interval_reason(status: str) -> str:
    """The reason why a value has no interval."""
    return _listed(INTERVAL_STATUSES, status)


def flag_entry(flag: str) -> tuple[str, str]:
    """Name and sentence of a warning."""
    return FLAGS.get(flag) or (flag.replace("_", " "), "See the documentation of this flag.")


def status_meaning(status: str) -> str:
    """The meaning of this status of a value."""
    return _STATUS_MEANINGS.get(status) or "See the documentation of this status."


_STATUS_MEANINGS: Mapping[str, str] = {
    "empty": "The group has no rows, so nothing can be computed.",
    "no_positives": "No {patient} of the group has the outcome, and the metric divides by their number. It is left undefined.",
    "no_negatives": (
        "Every {patient} of the group has the outcome, and the metric divides by the number of those without it. It is left undefined."
    ),
    "zero_denominator": (
        "The metric divides by a count that is zero here (for example PPV when nobody is flagged). It is undefined, or infinite where only"
        " the denominator is zero."
    ),
    "too_few": (
        "The group is smaller than the minimum size. Only its size is shown, because an interval from so few rows would mislead and the"
        " numbers could identify a person."
    ),
}
