# SPDX-License-Identifier: Apache-2.0
"""Net benefits and interventions avoided by dcurves of Python and of R, on the recipes, the demo's cohort and the data that dcurves brings along.

    pip install dcurves==1.1.7
    apt install r-base-core r-cran-broom r-cran-dplyr r-cran-ggplot2 r-cran-purrr
    git clone https://github.com/ddsjoberg/dcurves && R CMD INSTALL -l library dcurves    # 0.5.1.9000, commit 2362730
    R_LIBS=library python tests/golden/make_dcurves.py

R runs as a program of its own (dcurves.R). Rows go to metrics/values.json.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
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
DATA = ("dcurves:cancerpredmarker", "dcurves:famhistory", "nhefs:logistic", "nhefs:boosting", "nhefs_women:logistic", "ties")
CASE_CONTROL = "dcurves_case_control:cancerpredmarker"
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


def by_r() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        asked = []
        for k, data in enumerate((*DATA, CASE_CONTROL)):
            rows = datasets.load(data)
            assert rows.score is not None
            file = Path(folder, f"{k}.txt")
            file.write_text("".join(f"{y} {float(s).hex()}\n" for y, s in zip(rows.y.tolist(), rows.score.tolist())))
            asked += [f"{data}\t{prevalence}\t{file}" for prevalence in (("0.15",) if data == CASE_CONTROL else ("-", "0.05"))]
        script = str(Path(__file__).with_name("dcurves.R"))
        run = subprocess.run(["Rscript", "--vanilla", script], input="\n".join(asked) + "\n", capture_output=True, text=True, check=True)
    release, *answers = run.stdout.splitlines()
    for data, prevalence, model, threshold, benefit in (line.split("\t") for line in answers):
        own = {"threshold": float(threshold), **({} if prevalence == "-" else {"prevalence": float(prevalence)})}
        metric = "net_benefit" if prevalence == "-" else "net_benefit_at_prevalence"
        if model == "all":
            if prevalence != "-":
                continue
            metric = "net_benefit_treat_all"
        call = "dca" if prevalence == "-" else f"dca(prevalence = {prevalence})"
        yield {**row(metric, data, own, float.fromhex(benefit), call), "tool": "dcurves (R)", "version": release}


if __name__ == "__main__":
    table.replace("values", SCRIPT, [*rows(), *by_r()])
