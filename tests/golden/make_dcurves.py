# SPDX-License-Identifier: Apache-2.0
"""Net benefits and interventions avoided by dcurves, on the recipes, the demo's cohort and the data that dcurves brings along.

    pip install dcurves==1.1.7
    python tests/golden/make_dcurves.py

Rows go to metrics/values.json.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "metrics"))

import datasets
import pandas as pd
import table
from dcurves import dca

SCRIPT = Path(__file__).name
DATA = ("dcurves:cancerpredmarker", "nhefs:logistic", "nhefs:boosting", "nhefs_women:logistic", "ties")
THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.25, 0.35)


def row(metric: str, data: str, parameters: dict[str, Any], value: float, call: str) -> dict[str, Any]:
    head = {"metric": metric, "data": data, "parameters": parameters, "value": float(value), "absolute": True}
    return {
        **head,
        "tolerance": 1e-9 if metric == "interventions_avoided" else 1e-12,
        "tool": "dcurves",
        "version": version("dcurves"),
        "call": call,
    }


def rows() -> Iterator[dict[str, Any]]:
    for data in DATA:
        rows = datasets.load(data)
        frame = pd.DataFrame({"y": rows.y, "model": rows.score})
        found = dca(data=frame, outcome="y", modelnames=["model"], thresholds=THRESHOLDS, nper=100).set_index(["model", "threshold"])
        stated = dca(data=frame, outcome="y", modelnames=["model"], thresholds=THRESHOLDS, prevalence=0.05).set_index(
            ["model", "threshold"]
        )
        for t in THRESHOLDS:
            model, everyone = found.loc[("model", t)], found.loc[("all", t)]
            benefit = model["net_benefit"]
            yield row("net_benefit", data, {"threshold": t}, benefit, "dca")
            yield row("standardized_net_benefit", data, {"threshold": t}, benefit / rows.y.mean(), "dca, divided by the prevalence")
            yield row("net_benefit_treat_all", data, {"threshold": t}, everyone["net_benefit"], "dca, model 'all'")
            yield row("interventions_avoided", data, {"threshold": t}, model["net_intervention_avoided"], "dca(nper=100)")
            yield row(
                "net_benefit_at_prevalence", data, {"prevalence": 0.05, "threshold": t}, stated.loc[("model", t)]["net_benefit"], "dca(prevalence=0.05)"
            )  # fmt: skip


if __name__ == "__main__":
    table.replace("values", SCRIPT, list(rows()))
