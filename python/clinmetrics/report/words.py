# SPDX-License-Identifier: Apache-2.0
"""The report's vocabulary: what each metric, interval method, status and flag is called and means, in one plain sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

OUTCOME, DISCRIMINATION, CALIBRATION, DECISION, OTHER = (
    "Outcome",
    "Discrimination",
    "Calibration and overall accuracy",
    "At a threshold",
    "Other metrics",
)


@dataclass(frozen=True)
class Metric:
    """A metric as the reader meets it; ``bounded`` says that 1 is its end."""

    label: str
    section: str
    meaning: str
    bounded: bool = True


METRICS: Mapping[str, Metric] = {
    "prevalence": Metric("Prevalence", OUTCOME, "Share of rows with the outcome."),
    "auroc": Metric(
        "AUROC",
        DISCRIMINATION,
        "Area under the ROC curve: the chance that a row with the outcome has a higher score than a row without it (ties count half). 0.5"
        " is no better than chance, 1 is perfect order. It says nothing about whether the scores are right as probabilities.",
    ),
    "average_precision": Metric(
        "Average precision",
        DISCRIMINATION,
        "Precision averaged over all sensitivities. A model that knows nothing scores the prevalence, so values of cohorts with different"
        " prevalence cannot be compared.",
    ),
    "brier": Metric(
        "Brier score",
        CALIBRATION,
        "Mean squared distance between the predicted probability and what happened. 0 is perfect; its scale depends on the prevalence.",
    ),
    "scaled_brier": Metric(
        "Scaled Brier score",
        CALIBRATION,
        "Share of the Brier score of a constant prediction (the prevalence) that the model removes. 0 is no better than that constant, 1 is"
        " perfect, below 0 is worse.",
    ),
    "log_loss": Metric(
        "Log loss",
        CALIBRATION,
        "Mean of −log of the probability given to what happened. 0 is perfect; one confident error makes it infinite.",
        bounded=False,
    ),
    "observed_expected_ratio": Metric(
        "O:E ratio",
        CALIBRATION,
        "Observed events over the events that the model expected (the sum of its probabilities). Above 1 the model predicts too few, below"
        " 1 too many.",
        bounded=False,
    ),
    "mean_calibration_difference": Metric(
        "Observed − predicted",
        CALIBRATION,
        "Observed share of events less the mean predicted probability. Above 0 the model predicts too little risk on average, below 0 too"
        " much.",
    ),
    "ece": Metric(
        "Expected calibration error",
        CALIBRATION,
        "Mean distance between predicted and observed shares over bins of the score. 0 is perfect; it depends on the bins and is biased"
        " upwards in small samples.",
    ),
    "sensitivity": Metric("Sensitivity", DECISION, "Share of rows with the outcome that the model marks (recall, true positive rate)."),
    "specificity": Metric("Specificity", DECISION, "Share of rows without the outcome that the model leaves unmarked."),
    "ppv": Metric(
        "PPV", DECISION, "Positive predictive value (precision): share of marked rows that have the outcome. It moves with the prevalence."
    ),
    "npv": Metric(
        "NPV", DECISION, "Negative predictive value: share of unmarked rows that do not have the outcome. It moves with the prevalence."
    ),
    "fpr": Metric("False positive rate", DECISION, "1 − specificity."),
    "fnr": Metric("False negative rate", DECISION, "1 − sensitivity: share of rows with the outcome that are missed."),
    "fdr": Metric("False discovery rate", DECISION, "1 − PPV: share of marked rows without the outcome."),
    "false_omission_rate": Metric("False omission rate", DECISION, "1 − NPV: share of unmarked rows that do have the outcome."),
    "accuracy": Metric(
        "Accuracy", DECISION, "Share of rows decided rightly. With a rare outcome it is high for a model that marks nobody."
    ),
    "balanced_accuracy": Metric("Balanced accuracy", DECISION, "Mean of sensitivity and specificity. 0.5 is no better than chance."),
    "f1": Metric("F1", DECISION, "Harmonic mean of PPV and sensitivity; it ignores true negatives."),
    "f_beta": Metric("Fβ", DECISION, "Harmonic mean of PPV and sensitivity with sensitivity counted β times as much."),
    "jaccard": Metric("Jaccard index", DECISION, "True positives over rows that are marked or have the outcome."),
    "mcc": Metric("MCC", DECISION, "Matthews correlation between decision and outcome, −1 to 1; 0 is chance."),
    "kappa": Metric(
        "Cohen’s kappa", DECISION, "Agreement of decision and outcome beyond that expected by chance; 0 is chance, 1 is perfect."
    ),
    "informedness": Metric("Informedness", DECISION, "Sensitivity + specificity − 1 (Youden’s J); 0 is chance."),
    "markedness": Metric("Markedness", DECISION, "PPV + NPV − 1; 0 is chance."),
    "lr_positive": Metric(
        "LR+",
        DECISION,
        "Positive likelihood ratio: how many times more often rows with the outcome are marked than rows without it.",
        bounded=False,
    ),
    "lr_negative": Metric(
        "LR−",
        DECISION,
        "Negative likelihood ratio: how often rows with the outcome are left unmarked, against rows without it. Smaller is better.",
        bounded=False,
    ),
    "diagnostic_odds_ratio": Metric("Diagnostic odds ratio", DECISION, "LR+ over LR−; 1 is chance.", bounded=False),
    "detection_prevalence": Metric("Share marked", DECISION, "Share of all rows that the model marks."),
    "fowlkes_mallows": Metric("Fowlkes–Mallows index", DECISION, "Geometric mean of PPV and sensitivity."),
    "g_mean": Metric("G-mean", DECISION, "Geometric mean of sensitivity and specificity."),
}

# Methods: what is shown in a table, and the sentence under "How to read this".
METHODS: Mapping[str, tuple[str, str]] = {
    "wilson": ("Wilson", "Score interval of a proportion; stays inside 0 to 1 and is honest for small counts and for 0 or all of n."),
    "clopper_pearson": (
        "Clopper–Pearson",
        "Exact interval of a proportion from the binomial distribution; covers at least its level, so it is wide.",
    ),
    "jeffreys": ("Jeffreys", "Interval of a proportion from the Beta distribution with ½ added to successes and failures."),
    "agresti_coull": ("Agresti–Coull", "Interval of a proportion after adding about two successes and two failures."),
    "square_and_add": (
        "Square-and-add",
        "Joins the Wilson intervals of two proportions into one for their difference or mean (Newcombe’s method 10).",
    ),
    "indirect_wilson": ("Indirect Wilson", "A Wilson interval of the proportion that lies behind F1 or Jaccard, carried over to it."),
    "logit_delta": (
        "Logit delta",
        "Normal approximation on the logit scale with a variance from the counts, turned back to the metric’s scale.",
    ),
    "log": ("Log", "Normal approximation on the logarithm of the ratio, turned back."),
    "log_haldane": (
        "Log, ½ added",
        "As Log, with ½ added to each count because one of them is zero; the limit on the value’s side is 0 or ∞.",
    ),
    "delong": ("DeLong", "Normal approximation of the AUROC with DeLong’s variance."),
    "logit_delong": ("Logit DeLong", "DeLong’s variance of the AUROC used on the logit scale, so that the limits stay inside 0 to 1."),
    "newcombe5": (
        "Newcombe 5",
        "Score-type interval of the AUROC (Newcombe’s method 5) that does not shrink to nothing when the classes separate.",
    ),
    "hull": (
        "Logit DeLong ∪ Newcombe 5",
        (
            "The shortest interval that contains both the logit DeLong and the Newcombe 5 interval; used where one class is small or nearly"
            " separated."
        ),
    ),
    "transform_t": (
        "Jackknife t",
        (
            "Standard error from leaving out one unit (row or patient) at a time, used with Student’s t on a scale that suits the metric"
            " and turned back; it holds for repeated rows of a patient and for weights."
        ),
    ),
    "delta_fisher_z": (
        "Delta, ½ added",
        (
            "Normal approximation from the counts with ½ added, on a scale that keeps the limits in range; stands in where the bootstrap"
            " cannot."
        ),
    ),
    "logit_bootstrap_sd": (
        "Logit bootstrap SD",
        "Standard deviation of the metric over bootstrap replicates, used with Student’s t on the logit scale and turned back.",
    ),
    "percentile": ("Bootstrap percentile", "The middle part of the metric’s values over bootstrap replicates."),
    "basic": ("Basic bootstrap", "The bootstrap percentile interval mirrored about the value."),
    "bca": ("Bootstrap BCa", "Bootstrap percentile interval corrected for bias and for a standard error that changes with the value."),
    "l1_projection": (
        "L1 projection",
        (
            "Adds to and takes from the error the size of deviations that bootstrap replicates show between observed and predicted shares;"
            " suits an error that cannot fall below 0."
        ),
    ),
}
_METHOD_ALIASES = {"delong_newcombe_hull": "hull", "log_ratio": "log", "newcombe_5": "newcombe5"}

STATUSES: Mapping[str, str] = {
    "empty": "no rows",
    "no_positives": "no positive rows",
    "no_negatives": "no negative rows",
    "zero_denominator": "zero in the denominator",
    "too_few": "too few rows",
}

INTERVAL_STATUSES: Mapping[str, str] = {
    "not_requested": "not asked for",
    "undefined_value": "the value is not defined",
    "too_few": "too few rows",
    "refused_weights": "the method does not hold with unequal weights",
    "refused_clusters": "the method does not hold with several rows a unit",
    "refused_strata": "the method does not hold with these strata",
    "refused_undefined_replicates": "too many bootstrap replicates were undefined",
    "too_few_replicates": "too few bootstrap replicates for this level",
    "extreme_quantile": "too few replicates beyond the limit",
    "zero_variance": "no variation in the data",
    "infinite_value": "the value is infinite",
    "not_applicable": "the method does not apply to this metric",
}

FLAGS: Mapping[str, tuple[str, str]] = {
    "threshold_rounding": (
        "threshold rounding",
        (
            "Rounding the threshold to the precision of the scores would move at least one row across it. The comparison was made exactly;"
            " another tool may count differently."
        ),
    ),
    "prevalence_fixed_by_design": (
        "prevalence fixed by design",
        (
            "Rows were sampled by outcome, so the share of events is the study’s choice and this metric, which depends on it, does not"
            " carry over to practice."
        ),
    ),
    "low_effective_sample_size": (
        "low effective size",
        "The weights leave an effective sample size below 30; intervals of every method may be too narrow.",
    ),
    "small_stratum": ("small stratum", "A stratum has fewer than 10 units; resampling within it understates the uncertainty."),
}


def metric(name: str) -> Metric:
    """The entry of a metric; one without words of its own is shown by its name."""
    return METRICS.get(name) or Metric(name.replace("_", " "), OTHER, "See its entry in the metric reference.", bounded=False)


def _canonical(method: str) -> str:
    return _METHOD_ALIASES.get(method, method)


def method_label(method: str) -> str:
    """The name of a method in a table."""
    entry = METHODS.get(_canonical(method))
    return entry[0] if entry else method


def method_meaning(method: str) -> str:
    """One sentence on a method."""
    entry = METHODS.get(_canonical(method))
    return entry[1] if entry else "See the documentation of this method."


def _listed(table: Mapping[str, str], key: str) -> str:
    return table.get(key, key.replace("_", " "))


def status_reason(status: str) -> str:
    """Why a value is undefined or infinite."""
    return _listed(STATUSES, status)


def interval_reason(status: str) -> str:
    """Why a value has no interval."""
    return _listed(INTERVAL_STATUSES, status)


def flag_entry(flag: str) -> tuple[str, str]:
    """Name and sentence of a flag."""
    return FLAGS.get(flag) or (flag.replace("_", " "), "See the documentation of this flag.")


def status_meaning(status: str) -> str:
    """What it means for a value to have this status."""
    return _STATUS_MEANINGS.get(status) or "See the documentation of this status."


_STATUS_MEANINGS: Mapping[str, str] = {
    "empty": "The group has no rows, so nothing can be computed.",
    "no_positives": "No row of the group has the outcome; the metric divides by their number. It is left undefined, never set to 0 or 1.",
    "no_negatives": (
        "Every row of the group has the outcome; the metric divides by the number of the others. It is left undefined, never set to 0 or 1."
    ),
    "zero_denominator": (
        "The metric divides by a count that is zero here (for example PPV when nobody is marked). It is undefined, or infinite where only"
        " the denominator is zero."
    ),
    "too_few": (
        "The group is smaller than the minimum size. It is listed with its n so that it is seen, and not estimated, because an interval"
        " from so few rows would mislead."
    ),
}
