# SPDX-License-Identifier: Apache-2.0
"""Every public function and class has an example in its docstring that runs and shows a number."""

from __future__ import annotations

import doctest
import importlib
import inspect
from typing import Any

import clinmetrics as cm
import pytest

# Without an example of their own, and why
WITHOUT = {
    "cm.register_metric": "needs a compiled capsule: examples/my_metric is its example, and the tests build it",
    "cm.DeviceError": "is raised for devices only",
    "dataset.DatasetError": "shows a sentence",
    "mlflow.log_from_command": "is a part of the command line",
}
MODULES = {
    "cm": "clinmetrics", "plan": "clinmetrics.plan", "dataset": "clinmetrics.dataset", "ml4h": "clinmetrics.integrations.ml4h",
    "mlflow": "clinmetrics.integrations.mlflow",
}  # fmt: skip
METHODS = ("where", "table", "report", "public", "model_card")
RUN_ELSEWHERE = ("mlflow.log_result",)  # needs a store: tests/python/test_mlflow_runs.py


def public() -> dict[str, Any]:
    """Everything that a user calls, by name; a metric once, without its aliases."""
    found: dict[str, Any] = {}
    for short, name in MODULES.items():
        module = importlib.import_module(name)
        for part in module.__all__:
            thing = getattr(module, part)
            is_alias = getattr(thing, "_metric_name", part) != part
            if callable(thing) and not inspect.ismodule(thing) and not is_alias:
                found[f"{short}.{part}"] = thing
    return {**found, **{f"cm.Result.{name}": getattr(cm.Result, name) for name in METHODS}}


PUBLIC = {name: thing for name, thing in public().items() if name not in WITHOUT and not name.startswith("cm.my_")}


def test_the_exceptions_exist() -> None:
    assert WITHOUT.keys() <= public().keys()


@pytest.mark.parametrize("name", PUBLIC)
def test_the_example_runs_and_shows_a_number(name: str) -> None:
    document = inspect.cleandoc(PUBLIC[name].__doc__ or "")
    test = doctest.DocTestParser().get_doctest(document, {}, name, name, 0)
    assert test.examples, "there is no example"
    assert any(character.isdigit() for example in test.examples for character in example.want), "the example shows no number"
    if name in RUN_ELSEWHERE:
        return
    runner, said = doctest.DocTestRunner(verbose=False), list[str]()
    runner.run(test, out=said.append)
    assert runner.failures == 0, "".join(said)
