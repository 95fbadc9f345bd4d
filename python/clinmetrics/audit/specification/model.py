# SPDX-License-Identifier: Apache-2.0
"""What a specification contains: one dataclass for each mapping of the file, with a text for each key.

The types are what the reader goes by: a key of type ``str`` is text whatever it looks like, so that the level ``no`` and the id ``0012`` stay
what they are; ``Threshold`` is a number if its text is one, else a rule.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field
from typing import Any, Literal, Optional, Union

SCHEMA = "clinmetrics.audit/1"

Threshold = Union[float, str]


def key(about: str, default: Any = MISSING) -> Any:
    """A key of the specification. `about` is its text in the JSON Schema and the documentation; a key without a default is required."""
    if isinstance(default, (dict, list)) or type(default).__hash__ is None:
        return field(default_factory=type(default), metadata={"about": about})
    return field(default=default, metadata={"about": about})


@dataclass(frozen=True)
class Outcome:
    """What is predicted."""

    column: str = key("The column of the outcome.")
    positive: str = key("The level that counts as positive, as text.", "1")
    negative: Optional[str] = key("The other level. If it is given, any third level is an error.", None)
    words: str = key("The outcome in words, such as 'death within ten years'.", "")


@dataclass(frozen=True)
class Model:
    """One output of a model: scores or decisions."""

    name: str = key("The name in all results.")
    score: Optional[str] = key("The column of the scores; higher means more likely positive.", None)
    decision: Optional[str] = key("The column of the decisions, with the levels of the outcome.", None)
    thresholds: tuple[Threshold, ...] = key("Thresholds of this model in place of the common ones.", ())
    version: str = key("The version of the model.", "")
    developer: str = key("Who has developed the model.", "")
    algorithm: str = key("The kind of algorithm, in words.", "")
    variant_of: Optional[str] = key("The model of which this is the output on changed inputs, for the section on robustness.", None)
    variant: str = key("What was changed, such as 'noise added' or 'scanner B'.", "")


@dataclass(frozen=True)
class Weights:
    """Weights of the rows."""

    column: str = key("The column of the weights.")
    kind: Literal["sampling", "frequency"] = key("Weights of a sampling design, or counts of identical rows.", "sampling")


@dataclass(frozen=True)
class Group:
    """An attribute whose groups are analysed."""

    column: str = key("The column of the attribute.")
    bins: tuple[float, ...] = key("Limits of bins for a numeric column: [18, 65] makes <18, 18 to <65 and >=65.", ())
    order: tuple[str, ...] = key("The levels in the order in which they are shown.", ())
    role: Literal["subgroup", "site", "scanner", "perturbation"] = key("What the groups are, for the section on robustness.", "subgroup")


def as_group(entry: Union[str, Group]) -> Group:
    """An entry of `groups`; text is the name of a column or of a cross of columns."""
    return Group(column=entry) if isinstance(entry, str) else entry


def names_cross(entry: Union[str, Group]) -> bool:
    """Whether an entry of `groups` names a cross such as sex*race, unless a column has this name."""
    return isinstance(entry, str) and "*" in entry


@dataclass(frozen=True)
class Filter:
    """A rule that keeps rows; the others are excluded and counted. Never on the id or the unit."""

    column: str = key("The column that is read.")
    op: Literal["equals", "differs", "at_least", "above", "at_most", "below", "one_of", "none_of", "present", "missing"] = key(
        "How the cell is compared. Numbers are compared by at_least, above, at_most and below; text by the others."
    )
    value: Union[str, tuple[str, ...], None] = key("The text, the list of texts, or the number to compare with.", None)
    reason: str = key("Why, for the flow diagram.", "")


@dataclass(frozen=True)
class Intervals:
    """How intervals are made."""

    method: str = key("The method for all metrics: auto, published, none, or a name.", "auto")
    methods: dict[str, str] = key("Methods of single metrics.", {})
    level: float = key("The level, as a fraction.", 0.95)
    n_resamples: int = key("Bootstrap replicates.", 2000)
    resampling: Literal["multinomial", "poisson", "auto"] = key("The kind of bootstrap weights.", "multinomial")
    seed: int = key("The seed of the bootstrap.", 0)


@dataclass(frozen=True)
class Comparisons:
    """Which models are compared on the same rows."""

    pairs: Union[str, tuple[tuple[str, ...], ...]] = key("'all', or a list of pairs of names.", "all")
    reference: Optional[str] = key("A model with which each other one is compared, in place of pairs.", None)
    alternative: Literal["two_sided", "superior", "non_inferior", "equivalent"] = key("The claim that is judged.", "two_sided")
    margins: dict[str, float] = key("The margin of the claim by metric.", {})
    adjustment: Literal["holm", "benjamini_hochberg"] = key("How p values are adjusted.", "holm")


@dataclass(frozen=True)
class Gaps:
    """Which differences between groups are made."""

    kind: Literal["auto", "reference", "rest", "pairs"] = key(
        "The range and each group against the rest; a reference; or all pairs.", "auto"
    )
    reference: dict[str, str] = key("The reference group by attribute.", {})


@dataclass(frozen=True)
class Size:
    """The smallest size at which a goal is judged. Each number that is given must be reached."""

    denominator: Optional[int] = key("Of the share, such as the positives for sensitivity.", None)
    rows: Optional[int] = key("Rows of the group.", None)
    units: Optional[int] = key("Units of the group, such as patients.", None)
    events: Optional[int] = key("Positive rows of the group.", None)


@dataclass(frozen=True)
class Goal:
    """What the model must reach."""

    metric: str = key("The metric, one of the metrics of the analysis, such as auroc or 'f_beta(beta=2)'.")
    at_least: Optional[float] = key("The goal: this or more. With at_most, too, the interval must lie between them.", None)
    at_most: Optional[float] = key("The goal: this or less.", None)
    bound: Optional[Literal["lower", "upper", "value"]] = key(
        "What must reach the goal. By default the limit that is less favorable: lower for at_least, upper for at_most.", None
    )
    at: Optional[Threshold] = key("The threshold, if the metric has one.", None)
    model: Optional[str] = key("The model; by default each one is judged.", None)
    groups: Union[str, tuple[str, ...]] = key("'all' for all rows, 'every' group, an attribute, or groups such as 'sex=F'.", "all")
    at_least_n: Optional[Size] = key("The smallest size at which the goal is judged.", None)
    words: str = key("Why this goal was set.", "")


@dataclass(frozen=True)
class Policies:
    """What happens to rows that cannot be analysed as they are."""

    duplicates: Literal["error", "drop"] = key("Ids that appear again: an error, or only the first row is kept.", "error")
    labels: Literal["error", "drop"] = key("Rows without a label.", "error")
    predictions: Literal["error", "drop", "worst_case"] = key(
        "Rows without a prediction: an error; left out; or the least favorable prediction.", "error"
    )


@dataclass(frozen=True)
class About:
    """What a reader must know about the purpose."""

    task: str = key("The clinical task.", "")
    intended_use: str = key("Who would use the model, and for what.", "")
    population: str = key("The people in the data: who, where and when.", "")
    clinical_implications: str = key("What follows for the clinic.", "")
    safety_implications: str = key("What follows for safety.", "")
    limitations: str = key("What the data cannot show.", "")


@dataclass(frozen=True)
class Analysis:
    """What is analysed. Its digest identifies the analysis, wherever the files are."""

    outcome: Outcome = key("What is predicted.")
    models: tuple[Model, ...] = key("The models.")
    id: str = key("The column that identifies a row in the truth and in the predictions.", "id")
    title: str = key("The title of the report.", "")
    about: About = key("Purpose, population and implications.", About())
    planned: Literal["pre-specified", "exploratory"] = key("Whether the analysis was fixed before the data were seen.", "exploratory")
    unit: Optional[str] = key("The column of the unit of resampling, such as the patient.", None)
    unit_name: str = key("The units in words, such as 'patients'.", "")
    strata: Optional[str] = key("The column of the strata of the sampling design.", None)
    weights: Optional[Weights] = key("Weights of the rows.", None)
    thresholds: tuple[Threshold, ...] = key("Thresholds of all models: numbers, or rules such as youden.", ())
    groups: tuple[Union[str, Group], ...] = key("Attributes, crosses such as 'sex*age', or mappings with bins and order.", ())
    filters: tuple[Filter, ...] = key("Rules that exclude rows.", ())
    policies: Policies = key("What happens to duplicates and to missing labels and predictions.", Policies())
    metrics: tuple[str, ...] = key("Metrics; 'clinical' is the usual set.", ("clinical",))
    intervals: Intervals = key("How intervals are made.", Intervals())
    comparisons: Optional[Comparisons] = key("Comparisons of the models.", None)
    gaps: Optional[Gaps] = key("Differences between groups.", None)
    goals: tuple[Goal, ...] = key("What must be reached.", ())
    minimum_group_size: int = key("Groups with fewer units are listed with their size only.", 10)


@dataclass(frozen=True)
class Output:
    """What is written."""

    folder: str = key("The folder of the results.", "audit")
    html: bool = key("Whether audit.html is written.", True)
    pdf: bool = key("Whether audit.pdf is written.", False)
    view: Literal["full", "public"] = key("Full results for local use, or those that may be published.", "full")
    cases: Optional[str] = key("A file of the cases that were predicted worst, readable by its owner alone.", None)


@dataclass(frozen=True)
class Site:
    """Where the data are, and how their files are read."""

    truth: str = key("The file with outcome, id and attributes.")
    predictions: tuple[str, ...] = key("The files with id and outputs of the models; none if the truth has them.", ())
    columns: dict[str, str] = key("The name of a column in the files, for a name of the analysis.", {})
    missing: tuple[str, ...] = key("Texts that mean a missing cell, besides the empty one.", ())
    encoding: str = key("The encoding of text files.", "utf-8")
    delimiter: Optional[str] = key("The delimiter of text files; by default it is recognized.", None)
    decimal: Optional[str] = key("The decimal mark; by default it is recognized.", None)
    manifest: Optional[str] = key("The manifest of the registered version, with which the truth is compared.", None)
    output: Output = key("What is written.", Output())
    prepared_by: str = key("Who has prepared the audit.", "")


@dataclass(frozen=True)
class Specification:
    """A whole specification. Paths are relative to the folder of the file.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> analysis = {"outcome": {"column": "died"}, "models": [{"name": "risk", "score": "risk"}], "thresholds": [0.2]}
    >>> cm.read_specification({"schema": "clinmetrics.audit/1", "analysis": analysis, "site": {"truth": "t.csv"}}).analysis.thresholds
    (0.2,)
    """

    schema: Literal["clinmetrics.audit/1"] = key("The format of this file.")
    analysis: Analysis = key("What is analysed.")
    site: Site = key("Where the data are.")
