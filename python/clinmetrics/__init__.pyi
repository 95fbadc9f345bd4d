# Made by scripts/make_stubs.py from the registry of metrics.
from collections.abc import Callable, Mapping
from typing import Any, Literal

from ._core import DeviceError as DeviceError
from ._evaluate import evaluate as evaluate
from ._evaluate import resample_weights as resample_weights
from .result import Estimate as Estimate
from .result import Result as Result

__version__: str

def catalogue() -> list[dict[str, Any]]: ...
def register_metric(capsule: Any) -> Callable[..., Estimate]: ...
def prevalence(
    y_true: Any,
    y_score: Any = None,
    *,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def detection_prevalence(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def sensitivity(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def specificity(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def ppv(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def npv(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def fpr(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def fnr(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def fdr(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def false_omission_rate(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def accuracy(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def balanced_accuracy(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def informedness(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def markedness(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def g_mean(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def f1(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def f_beta(
    y_true: Any,
    y_pred: Any,
    *,
    beta: float = 2.0,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def jaccard(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def fowlkes_mallows(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def mcc(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def kappa(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def lr_positive(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def lr_negative(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def diagnostic_odds_ratio(
    y_true: Any,
    y_pred: Any,
    *,
    threshold: float | None = None,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def auroc(
    y_true: Any,
    y_score: Any,
    *,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def average_precision(
    y_true: Any,
    y_score: Any,
    *,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def brier(
    y_true: Any,
    y_score: Any,
    *,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def scaled_brier(
    y_true: Any,
    y_score: Any,
    *,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def log_loss(
    y_true: Any,
    y_score: Any,
    *,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def observed_expected_ratio(
    y_true: Any,
    y_score: Any,
    *,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def mean_calibration_difference(
    y_true: Any,
    y_score: Any,
    *,
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...
def ece(
    y_true: Any,
    y_score: Any,
    *,
    bins: int = 10,
    binning: Literal["equal_width", "equal_mass"] = "equal_width",
    sample_weight: Any = None,
    unit: Any = None,
    strata: Any = None,
    pos_label: Any = None,
    nan_policy: Literal["raise", "drop"] = "raise",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Literal["multinomial", "poisson", "auto"] = "multinomial",
    seed: int = 0,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
) -> Estimate: ...

flag_rate = detection_prevalence
alert_rate = detection_prevalence
recall = sensitivity
tpr = sensitivity
true_positive_rate = sensitivity
hit_rate = sensitivity
tnr = specificity
true_negative_rate = specificity
selectivity = specificity
precision = ppv
positive_predictive_value = ppv
negative_predictive_value = npv
false_positive_rate = fpr
fall_out = fpr
false_negative_rate = fnr
miss_rate = fnr
false_discovery_rate = fdr
accuracy_score = accuracy
balanced_accuracy_score = balanced_accuracy
youden = informedness
youden_j = informedness
bookmaker_informedness = informedness
delta_p = markedness
geometric_mean = g_mean
f1_score = f1
dice_score = f1
fbeta_score = f_beta
jaccard_score = jaccard
critical_success_index = jaccard
iou = jaccard
fowlkes_mallows_index = fowlkes_mallows
matthews_corrcoef = mcc
phi = mcc
cohen_kappa_score = kappa
cohen_kappa = kappa
positive_likelihood_ratio = lr_positive
plr = lr_positive
negative_likelihood_ratio = lr_negative
nlr = lr_negative
dor = diagnostic_odds_ratio
odds_ratio = diagnostic_odds_ratio
roc_auc_score = auroc
auc = auroc
c_statistic = auroc
average_precision_score = average_precision
auprc = average_precision
brier_score_loss = brier
brier_score = brier
brier_skill_score = scaled_brier
ipa = scaled_brier
logarithmic_loss = log_loss
cross_entropy = log_loss
oe_ratio = observed_expected_ratio
calibration_in_the_large_difference = mean_calibration_difference
expected_calibration_error = ece
