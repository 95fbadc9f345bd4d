# SPDX-License-Identifier: Apache-2.0
"""One call for many models, metrics, thresholds and subgroups."""

from __future__ import annotations

import datetime
import math
import platform
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core, _ingest
from ._inputs import Inputs
from ._options import metric_texts, one_of, read_options, thresholds, whole
from .result import Result, json_number

if TYPE_CHECKING:
    import numpy.typing as npt

Progress = Callable[[int, int], None]


def evaluate(
    data: Any = None,
    *,
    y_true: Any,
    y_score: Any = None,
    y_pred: Any = None,
    threshold: float | Sequence[float] | None = None,
    groups: Any = None,
    unit: Any = None,
    strata: Any = None,
    sample_weight: Any = None,
    metrics: str | Sequence[str] | Mapping[str, Any] = "clinical",
    ci: str | Mapping[str, str | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: str = "multinomial",
    seed: int = 0,
    pos_label: Any = None,
    nan_policy: str = "raise",
    min_group_size: int = 10,
    backend: str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
    progress: bool | Progress | None = None,
    keep_replicates: bool = False,
) -> Result:
    """Evaluate models that predict a binary outcome, overall and in subgroups.

    Parameters
    ----------
    data : dataframe or mapping, optional
        Where columns are looked up by name: pandas, polars, pyarrow, any dataframe that narwhals knows, or a mapping of arrays.
    y_true : str or array, shape (n,)
        Outcome: booleans, 0/1, or anything with `pos_label`.
    y_score : str, list of str, array, or mapping of name to array, optional
        Scores of each model, higher = more likely positive; finite. No score is ever transformed or turned round.
    y_pred : str, list of str, array, or mapping of name to array, optional
        Hard labels of each model, as `y_true`.
    threshold : float or list of float, optional
        score >= threshold is a flag. Compared in double precision.
    groups : str, list, or mapping, optional
        Attributes for subgroups: column names, crosses as tuples or "a*b"; or a mapping of name to array. Missing is a visible group.
    unit : str or array, optional
        What is resampled together, such as the patient. Integers or text. Default: the row.
    strata : str or array, optional
        Strata of the sampling design. Units nest in strata. Nothing is stratified unasked.
    sample_weight : str or array, optional
        Weights, 0 or more. Whole numbers repeat rows in every value; weight 0 leaves the row out.
    metrics : str, list of str, or mapping, optional
        Names, aliases or text forms such as "f_beta(beta=2)"; "clinical" is the usual set. A mapping gives parameters: {"f_beta": {"beta": 2}}.
    ci : None, str, or mapping, optional
        "auto" (the table in the documentation), a method's name, None for no intervals, or a mapping of metric to one of these.
    level : float, optional
        Level of the intervals, as a fraction.
    n_resamples : int, optional
        Bootstrap replicates, where a method needs them.
    resampling : {"multinomial", "poisson", "auto"}, optional
        Kind of bootstrap weights. "auto" is "poisson" above 200,000 units, else "multinomial"; the provenance says which it was.
    seed : int, optional
        Seed of the weights, 0 to 2**64 - 1. The same call gives the same bits on any machine and number of threads.
    pos_label : optional
        The positive label, where labels are not 0/1.
    nan_policy : {"raise", "drop"}, optional
        What to do with rows that have NaN in labels, scores or weights; dropped rows are counted in the provenance.
    min_group_size : int, optional
        Groups of fewer units are listed with their size and "too_few".
    backend : {"auto", "reference", "cpu", "cuda"}, optional
        What runs the passes. All give the same integers; "auto" takes the fastest on the host, or a device where
        there is one and the work is large enough to pay. `clinmetrics info` lists what loads.
    num_threads : int, optional
        Threads for this call, at most the cores there are; default: all.
    max_memory : int, optional
        Bytes for the replicates' values, tallies and weights, beside the columns; default 2 GiB, less than 64 MiB counts as 64. Kept by
        working in blocks of replicates and attributes, and on fewer at once. 128 multinomial replicates need 128 bytes a unit (``"cpu"``):
        a ``ValueError`` says what a call needs where that is more.
    progress : bool or callable, optional
        True shows a bar (needs tqdm); a callable gets (done, total) replicates.
    keep_replicates : bool, optional
        Keep the replicate values of every row (for the ECE their deviations).

    Returns
    -------
    Result
        One long table.

    Raises
    ------
    ValueError, TypeError, KeyError
        Input that cannot be used: the message names the argument, the count, the first row and the remedy, and echoes no label, id or score.
    DeviceError
        A column lies on a device from which it cannot be fetched, or the device of ``backend="cuda"`` cannot do the call.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> r = cm.evaluate(y_true=[0, 0, 1, 1, 0, 1], y_score=[.1, .4, .35, .8, .2, .9], metrics=["auroc", "brier"], ci=None)
    >>> [(e.metric, round(float(e), 3)) for e in r]
    [('auroc', 0.889), ('brier', 0.114)]
    """
    if nan_policy not in ("raise", "drop"):
        raise ValueError("`nan_policy` must be 'raise' or 'drop'")
    options = {
        "metrics": metric_texts(metrics),
        "threshold": thresholds(threshold),
        "min_group_size": whole(min_group_size, "min_group_size", 0, 2**32 - 1),
        "keep_replicates": bool(keep_replicates),
        "curves": "steps",
        **read_options(ci, level, n_resamples, resampling, seed, backend, num_threads, max_memory),
    }
    inputs, classes = Inputs(data), set[Any]()
    outcome = inputs.read(y_true, "y_true", lambda x, a: _ingest.labels(x, a, pos_label, classes))
    if outcome is None:
        raise TypeError("`y_true` is missing")
    scores = inputs.read_models(y_score, "y_score", _ingest.numbers)
    decisions = inputs.read_models(y_pred, "y_pred", lambda x, a: _ingest.labels(x, a, pos_label, classes))
    names = [name for name, _ in scores + decisions]
    if len(set(names)) != len(names):
        raise ValueError("`y_score` and `y_pred` give two models the same name; name each model once")
    weight = inputs.read(sample_weight, "sample_weight", _ingest.numbers)
    units = inputs.read(unit, "unit", _ingest.identifiers)
    stratum = inputs.read(strata, "strata", _ingest.identifiers)
    attributes, options["groups"] = inputs.read_groups(groups)
    cohort = _core.Cohort(outcome, scores, decisions, weight, units, stratum, attributes, nan_policy == "drop", False)
    with _Watcher(progress) as watcher:
        table = _core.evaluate(cohort, options, watcher.report)
    columns = dict(table["columns"])
    columns["level"] = np.full(len(columns["value"]), options["level"])
    return Result(
        models=table["models"],
        partitions=[(list(parts), [list(key) for key in keys]) for parts, keys in table["partitions"]],
        lines=list(zip(table["metrics"], table["parameters"])),
        columns=columns,
        curves=[_curve(c, table["models"]) for c in table["curves"]],
        provenance={
            "version": _core.__version__,
            "created": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            "seed": options["seed"],
            "resampling": table["resampling"],
            "n_resamples": options["n_resamples"],
            "backend": table["backend"],
            "num_threads": table["num_threads"],
            "level": options["level"],
            "min_group_size": options["min_group_size"],
            "unit": inputs.names.get("unit"),
            "strata": inputs.names.get("strata"),
            "sample_weight": inputs.names.get("sample_weight"),
            "input_sha256": inputs.digests,
            "n_rows_received": cohort.n_received,
            "n_rows_analysed": cohort.n_rows,
            "n_dropped": cohort.n_dropped,
            "platform": f"{platform.system()} {platform.machine()}",
        },
        replicates=table.get("replicates"),
    )


def resample_weights(
    n_units: int, n_resamples: int, seed: int = 0, kind: str = "multinomial", *, strata: Any = None
) -> npt.NDArray[np.uint32]:
    """The bootstrap weights of each replicate, for study and tests.

    Parameters
    ----------
    n_units : int
        Number of units.
    n_resamples : int
        Number of replicates.
    seed : int, optional
        Seed.
    kind : {"multinomial", "poisson"}, optional
        "multinomial": each row sums to the number of units (in every stratum). "poisson": independent weights of mean and variance 1.
    strata : array of int, shape (n_units,), optional
        The stratum of each unit, ascending.

    Returns
    -------
    array of uint32, shape (n_resamples, n_units)
        How often each unit stands in each replicate.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> cm.resample_weights(5, 3, seed=1).sum(axis=1).tolist()
    [5, 5, 5]
    """
    n_units = whole(n_units, "n_units", 0, 2**32 - 1)
    begins = [0, n_units]
    if strata is not None:
        s = np.asarray(strata)
        if len(s) != n_units or np.any(s[1:] < s[:-1]):
            raise ValueError("`strata` must have one entry per unit, ascending")
        begins = [0, *(np.flatnonzero(np.diff(s)) + 1).tolist(), n_units]
    is_poisson = one_of(kind, "kind", "multinomial", "poisson") == "poisson"
    weights: npt.NDArray[np.uint32] = _core.resample_weights(
        begins, whole(n_resamples, "n_resamples", 0, 2**32 - 1), whole(seed, "seed", 0, 2**64 - 1), is_poisson
    )
    return weights


class _Watcher:
    """Turns `progress` into a callback: nothing, the caller's own, or a bar."""

    def __init__(self, progress: Any) -> None:
        self.report: Any = None
        self._bar: Any = None
        if progress is True:
            try:
                from tqdm.auto import tqdm
            except ModuleNotFoundError:
                raise ImportError("`progress` = True shows a bar of tqdm; install clinmetrics[progress], or give a callable") from None

            self._bar = tqdm(unit="replicate", leave=False)
            self.report = self._show
        elif callable(progress):
            self.report = progress
        elif progress is not None and progress is not False:
            raise TypeError("`progress` must be True, a callable of (done, total), or None")

    def _show(self, done: int, total: int) -> None:
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    def __enter__(self) -> _Watcher:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()


def _curve(c: dict[str, Any], models: list[str]) -> dict[str, Any]:
    """A model's curves as the JSON has them."""
    tp, fp = np.asarray(c["tp"]), np.asarray(c["fp"])
    n_positive, n_negative = c["n_positive"], c["n_negative"]
    limits = [[json_number(x) for x in c[k]] for k in ("sensitivity_lower", "sensitivity_upper")]
    band = None
    if n_positive > 0 and n_negative > 0 and not any(math.isnan(x) for x in c["sensitivity_lower"]):
        band = {"fpr": (fp / n_negative).tolist(), "tpr": (tp / n_positive).tolist(), "lower": limits[0], "upper": limits[1]}
    bins = np.asarray(c["calibration"], dtype=float).reshape(-1, 7)
    calibration = None
    if len(bins):
        low, high, n, positive, mean, lower, upper = bins.T.tolist()
        calibration = {
            "edges": [low[0], *high],
            "n": n,
            "n_positive": positive,
            "mean_score": mean,
            "lower": [json_number(x) for x in lower],
            "upper": [json_number(x) for x in upper],
        }
    step = 5 if len(c["threshold"]) == 101 else 1  # twenty bars for probabilities
    at = list(range(0, len(c["threshold"]), step))
    edges = [c["threshold"][i] for i in at][::-1]
    counts = [np.diff(np.concatenate([[0.0], x[at]]))[::-1].tolist() if len(at) else [] for x in (tp, fp)]
    # what lies at or above the highest edge belongs to the last bar
    for bars in counts:
        if len(bars) > 1:
            last = bars.pop()
            bars[-1] += last
    return {
        "model": models[c["model"]],
        "thresholds": list(c["threshold"]),
        "tp": tp.tolist(),
        "fp": fp.tolist(),
        "n_positive": n_positive,
        "n_negative": n_negative,
        "roc_band": band,
        "calibration": calibration,
        "histogram": {"edges": edges, "n_positive": counts[0], "n_negative": counts[1]},
    }
