# SPDX-License-Identifier: Apache-2.0
"""Models have names, one output each, and thresholds that can be used."""

from __future__ import annotations

from .check_context import ANALYSIS, Context
from .faults import Path
from .model import Model


def check_models(context: Context) -> None:
    """Names are unique; each model has a score or a decision; variants name another model."""
    models = context.analysis.models
    if not models:
        context.fault((*ANALYSIS, "models"), "is empty; name at least one model with its score or decision")
    context.repeated((*ANALYSIS, "models"), (model.name for model in models), "a model with a name")
    for i, model in enumerate(models):
        _check_model(context, model, (*ANALYSIS, "models", i))


def _check_model(context: Context, model: Model, path: Path) -> None:
    if not model.name.strip():
        context.fault((*path, "name"), "is empty")
    if model.score is None and model.decision is None:
        context.fault(path, "has neither score nor decision; name the column of one of them")
    if model.score is not None and model.decision is not None:
        context.fault((*path, "decision"), "cannot be given with score; make two models, with different names")
    if model.score is None and model.thresholds:
        context.fault((*path, "thresholds"), "are for scores; decisions have none")
    if model.variant and model.variant_of is None:
        context.fault((*path, "variant"), "needs variant_of, the model of which this is a variant")
    if model.variant_of is not None:
        if model.variant_of == model.name:
            context.fault((*path, "variant_of"), "names the model itself")
        elif model.variant_of not in context.models:
            others = [name for name in context.models if name != model.name]
            context.unknown((*path, "variant_of"), model.variant_of, "no other model", others)
        elif context.models[model.variant_of].variant_of is not None:
            context.fault((*path, "variant_of"), "names a model that is a variant itself; name the model without changes")


def check_thresholds(context: Context) -> None:
    """No threshold is given twice, and there are scores if there are common thresholds."""
    path = (*ANALYSIS, "thresholds")
    context.repeated(path, context.analysis.thresholds, "a threshold")
    if context.analysis.thresholds and context.models and all(model.score is None for model in context.analysis.models):
        context.fault(path, "are for scores, and no model has a score")
    for i, model in enumerate(context.analysis.models):
        context.repeated((*ANALYSIS, "models", i, "thresholds"), model.thresholds, "a threshold")
