# SPDX-License-Identifier: Apache-2.0
"""One call for many models, metrics, thresholds and subgroups."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from . import _core, _ingest
from ._comparing import claim_options, compared_models, reference_groups
from ._hints import with_hints
from ._inputs import Inputs
from ._options import PLAIN_OPTIONS, asked_metrics, interval_options
from ._progress import Watcher
from ._provenance import provenance_of
from ._thresholds import thresholds, thresholds_by_model
from .notices import notice_of
from .result import Result

if TYPE_CHECKING:
    from ._literals import Adjustment, Alternative, Backend, Curves, Gaps, Method, Metric, NanPolicy, Resampling, WeightKind
    from .result import Estimate

Progress = Callable[[int, int], None]


@with_hints
def evaluate(
    data: Any = None,
    *,
    y_true: Any,
    y_score: Any = None,
    y_pred: Any = None,
    threshold: float | str | Sequence[float | str] | Mapping[str, float | str | Sequence[float | str]] | None = None,
    groups: Any = None,
    unit: Any = None,
    strata: Any = None,
    sample_weight: Any = None,
    weight_kind: WeightKind = "sampling",
    metrics: Metric | str | Callable[..., Estimate] | Sequence[Metric | str | Callable[..., Estimate]] | Mapping[str, Any] = "clinical",
    ci: Method | Mapping[str, Method | None] | None = "auto",
    level: float = 0.95,
    n_resamples: int = 2000,
    resampling: Resampling = "multinomial",
    seed: int = 0,
    pos_label: Any = None,
    labels: Sequence[Any] | None = None,
    nan_policy: NanPolicy = "raise",
    min_group_size: int = 10,
    backend: Backend | str = "auto",
    num_threads: int | None = None,
    max_memory: int | None = None,
    progress: bool | Progress | None = None,
    keep_replicates: bool = False,
    curves: Curves | None = None,
    compare: str | Sequence[tuple[str, str]] | Mapping[str, str] | None = None,
    gaps: Gaps | None = None,
    reference: Mapping[str, Any] | None = None,
    alternative: Alternative = "two_sided",
    margin: float | Mapping[Any, float] | None = None,
    adjustment: Adjustment = "holm",
) -> Result:
    """Evaluate models that predict a binary outcome, overall and in subgroups.

    Parameters
    ----------
    data : dataframe or mapping, optional
        The source of columns that are given by name: pandas, polars, pyarrow, any dataframe that narwhals knows, or a mapping of arrays.
        Only the columns that are named are read.
    y_true : str or array, shape (n,)
        Outcome: booleans, 0/1 or -1/1; anything else together with `pos_label` or `labels`.
    y_score : str, list of str, array, or mapping of name to array, optional
        Scores of each model, higher = more likely positive; finite. Scores are never inverted, clipped or rescaled.
    y_pred : str, list of str, array, or mapping of name to array, optional
        Hard labels of each model, the same labels as in `y_true`.
    threshold : float, str, list of these, or mapping of model to one of these, optional
        A row with score >= threshold is a predicted positive. Compared in double precision; each threshold is used once. A text is a rule
        that chooses the threshold on all rows, and again in each bootstrap replicate: "youden", "closest_topleft",
        "min_cost(cost_ratio=5)", "max_f1", "max_mcc", "sensitivity>=0.9", "specificity>=0.9", "ppv>=0.5" or "alert_rate<=0.1". A mapping,
        such as ``{"a": 0.2, "b": [0.3, "youden"]}``, names every model that has scores.
    groups : str, list, mapping, array or dataframe, optional
        Attributes for subgroups. Column names of `data`, and crosses as tuples or "a*b". Or an array, a Series or a dataframe of
        attributes; an array without a name is called "groups". Or a mapping of name to array, to a column of `data`, to bins such as
        ``cm.bins(18, 40, 65)`` for the column of that name, or to ``(array, cm.bins(18, 40, 65))``; in it, ``"sex*age": None`` adds a
        cross. Missing values form their own group. A numeric attribute of more than 50 levels needs bins. Categories keep their own
        order.
    unit : str or array, optional
        The unit of resampling, such as the patient: its rows are drawn together. Integers, text or dates. Default: the row.
    strata : str or array, optional
        Strata of the sampling design. Units nest in strata. Without this argument, nothing is stratified.
    sample_weight : str or array, optional
        Weights, 0 or more. A whole number counts as so many rows in every value; rows with weight 0 are left out.
    weight_kind : {"sampling", "frequency"}, optional
        The meaning of the weights: weights of a sampling design, or counts of identical rows. With "frequency" they must be whole numbers,
        and every value and interval is that of the repeated rows.
    metrics : str, list of str, or mapping, optional
        Names and aliases of metrics, or text forms such as "f_beta(beta=2)"; "clinical" is the usual set. Names may be written in any case,
        and metric functions such as ``cm.auroc`` stand for their names. A mapping gives parameters: ``{"f_beta": {"beta": 2}}``. In a mapping
        such as ``{"acc": cm.accuracy}`` only the functions count; the result has the metrics' own names.
    ci : None, str, or mapping, optional
        The method of the intervals: "auto", "published", a method's name, or none. "auto" is the table in the documentation; "published" takes
        published methods alone; names may be written in any case; a mapping of metric to one of these gives single metrics their own.
    level : float, optional
        Level of the intervals, as a fraction.
    n_resamples : int, optional
        Number of bootstrap replicates, if a method needs them.
    resampling : {"multinomial", "poisson", "auto"}, optional
        Kind of bootstrap weights. "auto" is "poisson" above 200,000 units, else "multinomial"; the provenance names the kind that was used.
    seed : int, optional
        Seed of the bootstrap weights. The same call gives the same bits on any machine and number of threads. 0 to 2**64 - 1.
    pos_label : optional
        The positive label, if labels are not booleans, 0/1 or -1/1. It has the type of the column.
    labels : sequence of two, optional
        Both labels, (negative, positive). A part of the data without one of them, such as a fold, then has the status "no_positives" or
        "no_negatives"; any other label is an error.
    nan_policy : {"raise", "drop"}, optional
        The treatment of rows that have NaN in labels, scores or weights: an error, or they are left out. Dropped rows are counted in the
        provenance.
    min_group_size : int, optional
        Groups with fewer units are listed with their size only, without values. Their status is "too_few".
    backend : {"auto", "reference", "cpu", "cuda"}, optional
        The implementation that computes the counts and sums. All give the same integers; "auto" uses the fastest one on the host, or a
        device if there is one and a cost model predicts that it is faster. `clinmetrics info` lists the available backends.
    num_threads : int, optional
        Threads for this call, at most the number of cores; default: all.
    max_memory : int, optional
        Bytes for the replicates' values, tallies and weights; default: 2 GiB; less than 64 MiB counts as 64. The columns are not included.
        The limit is kept by working in blocks of replicates and attributes. 128 multinomial replicates need 128 bytes per unit
        (``"cpu"``); if a call needs more than the limit, a ``ValueError`` names the amount.
    progress : bool or callable, optional
        True shows a bar (needs tqdm); a callable gets (done, total) replicates.
    keep_replicates : bool, optional
        Keep the replicate values of every row (for the ECE their deviations).
    curves : {"steps", "exact"} or None, optional
        Tables for the curves of each model with scores, over all rows and in groups: "steps" of at least 5 rows, "exact" at every distinct
        score for local use, or none.
        "steps": at most 101 points of the ROC curve, each step of at least 5 rows of the group.
        "exact": a point at every distinct score; for local use, because a step of one row shows who had the outcome.
        The report draws its curves from them: a result without them has a report without curves.
    compare : None, "all", list of pairs, or {"reference": str}, optional
        The models that are compared on the same rows: "all" pairs, some pairs, all with one reference, or none. Pairs are given by the
        names of the models, ``[("a", "b")]``, and the difference is a − b; ``{"reference": "a"}`` compares each other model with "a". The
        entries are in ``result.comparisons``.
    gaps : {"auto", "reference", "rest", "pairs"} or None, optional
        The gaps between groups: "auto" (the range, the worst group, each group against the rest), "reference" (each against a reference
        group), "rest", "pairs", or none. They need `groups`, and are in ``result.gaps``.
    reference : mapping, optional
        The reference groups by attribute, as they are printed; default: the largest group. As in ``{"sex": "F", "sex*age_band": "F*65+"}``,
        with ``gaps="reference"``.
    alternative : {"two_sided", "superior", "non_inferior", "equivalent"}, optional
        The claim that comparisons and gaps judge. The interval decides: a claim is shown if each value of the interval agrees with it.
    margin : float, or mapping of metric to float, optional
        The margin of the claim about a difference, on the scale of the metric. "non_inferior" and "equivalent" need one. Ratios are judged
        for being different from 1.
    adjustment : {"holm", "benjamini_hochberg"}, optional
        How the p values of a family are adjusted.

    Returns
    -------
    Result
        One long table.

    Raises
    ------
    ValueError, TypeError, KeyError
        Input that cannot be used: the message names the argument, the count, the first row and the remedy, and shows no label, id or score.
        pandas objects whose indexes differ are such input, because rows are paired by position.
    DeviceError
        A column is on a device from which it cannot be copied, or the device of ``backend="cuda"`` cannot do the call.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> r = cm.evaluate(y_true=[0, 0, 1, 1, 0, 1], y_score=[.1, .4, .35, .8, .2, .9], metrics=["auroc", "brier"], ci=None)
    >>> [(e.metric, round(float(e), 3)) for e in r]
    [('auroc', 0.889), ('brier', 0.114)]
    """
    given = locals()
    claim = claim_options(compare, gaps, groups, reference, margin, alternative)
    plain = {name: given[name] for name in PLAIN_OPTIONS}
    options = _core.Options({**plain, "metrics": asked_metrics(metrics), **interval_options(ci), **claim})
    if not isinstance(threshold, Mapping):
        options.set("threshold", thresholds(threshold))
    if y_true is None:
        raise TypeError("`y_true` is missing; give the outcome")
    inputs, of_call = Inputs(data), _ingest.Labels(pos_label, labels)
    outcome = inputs.read(y_true, "y_true", of_call.read)
    scores = inputs.read_models(y_score, "y_score", _ingest.numbers)
    decisions = inputs.read_models(y_pred, "y_pred", of_call.read)
    weight = inputs.read(sample_weight, "sample_weight", _ingest.numbers)
    units = inputs.read(unit, "unit", _ingest.identifiers)
    stratum = inputs.read(strata, "strata", _ingest.identifiers)
    attributes, asked = inputs.read_groups(groups)
    options.set("groups", asked.crosses)
    for name, value in {
        **compared_models(compare, [name for name, _ in (*scores, *decisions)]),
        **reference_groups(reference, asked.crosses),
    }.items():
        options.set(name, value)
    if isinstance(threshold, Mapping):
        options.set("threshold_of", thresholds_by_model(threshold, [name for name, _ in scores], [name for name, _ in decisions]))
    if num_threads != 1:
        inputs.begin_digests()
    with Watcher(progress) as watcher:
        try:
            table = _core.evaluate(outcome, scores, decisions, weight, units, stratum, attributes, options, watcher.report).table()
        except ValueError:
            hint = "give hard labels, or scores (in evaluate as y_score=)"
            _ingest.explain(outcome, [column for _, column in scores], [column for _, column in decisions], hint)
            raise
    how = {"pos_label": pos_label, "labels": labels, "nan_policy": nan_policy, "weight_kind": weight_kind, "groups": asked.texts}
    return _result_of(table, provenance_of(inputs, how, options, table))


def _result_of(table: dict[str, Any], provenance: dict[str, Any]) -> Result:
    return Result(
        models=table["models"],
        partitions=[(p["parts"], p["groups"]) for p in table["partitions"]],
        lines=[(line["metric"], line["parameters"]) for line in table["lines"]],
        columns=table["columns"],
        curves=json.loads(table["curves"]),
        provenance=provenance,
        replicates=table.get("replicates"),
        counts=table["counts"],
        comparisons=table["comparisons"],
        gaps=table["gaps"],
        notices=map(notice_of, table["notices"]),
    )
