# SPDX-License-Identifier: Apache-2.0
"""`evaluator_config`: the keywords of `evaluate`, and what is to be logged."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..._evaluate import evaluate
from ..._hints import HINTS
from ..._text import shortened
from .errors import refused
from .names import check_prefix

VIEWS = ("public", "full")
OWN = ("metric_prefix", "log_groups", "report", "view")
KEYWORDS = tuple(name for name in inspect.signature(evaluate).parameters if name not in ("data", "y_true"))  # which MLflow gives itself
# Keys of MLflow's own evaluators. A configuration that has some of them, and none of ours, is not meant for this evaluator.
OF_MLFLOW = frozenset((
    "average", "col_mapping", "eval_results_mode", "eval_results_path", "explainability_algorithm", "explainability_kernel_link",
    "explainability_nsamples", "ignore_exceptions", "label_list", "log_explainer", "log_model_explainability",
    "max_classes_for_multiclass_roc_pr", "sample_weights",
))  # fmt: skip
COMMON = frozenset(("metric_prefix", "pos_label"))  # which both have


@dataclass(frozen=True)
class Logged:
    """What of a result is logged, and under which names."""

    metric_prefix: str = ""
    log_groups: bool = False
    report: bool = True
    view: str = "public"

    def __post_init__(self) -> None:
        check_prefix(self.metric_prefix)
        for name in ("log_groups", "report"):
            if not isinstance(getattr(self, name), bool):
                raise refused(f"`{name}` must be True or False")
        if self.view not in VIEWS:
            raise refused("`view` must be 'public' or 'full'")


@dataclass(frozen=True)
class Config:
    """A configuration: keywords of `evaluate`, what is logged, and for whom it was written."""

    keywords: dict[str, Any] = field(default_factory=dict)
    logged: Logged = Logged()
    is_ours: bool = False
    is_of_others: bool = False


def read_config(given: Mapping[str, Any] | None) -> Config:
    """The configuration, checked. MLflow gives one mapping to all evaluators where the caller names none, so it may be meant for others."""
    given = dict(given or {})
    unknown = [key for key in given if key not in KEYWORDS and key not in OWN]
    is_ours = any(key not in COMMON for key in given if key not in unknown)
    if unknown and not is_ours and OF_MLFLOW.issuperset(unknown):
        return Config(is_of_others=True)
    if unknown:
        raise refused(_about(unknown[0]))
    logged = Logged(**{key: given.pop(key) for key in OWN if key in given})
    return Config(given, logged, is_ours)


def _about(key: Any) -> str:
    name = shortened(str(key))
    head = f"evaluator_config has the unknown key {name!r}; "
    if name in ("data", "y_true"):
        return head + "mlflow.models.evaluate takes data= and targets= itself"
    if name in HINTS:
        head += f"{HINTS[name]}. "
    else:
        close = difflib.get_close_matches(name, (*KEYWORDS, *OWN), n=1)
        head += f"did you mean {close[0]!r}? " if close else ""
    if name in OF_MLFLOW:
        head += "This is a key of MLflow's own evaluators: give each evaluator its own, as {'default': {…}, 'clinmetrics': {…}}. "
    return f"{head}Known keys are {', '.join((*OWN, *KEYWORDS))}"
