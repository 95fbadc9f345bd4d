# SPDX-License-Identifier: Apache-2.0
"""`clinmetrics plan`: how many patients a study needs."""

from __future__ import annotations

import argparse
import json
import re
from typing import Any

from . import streams
from .exits import DONE, CommandError, UsageError
from .help_text import sentence

_EXAMPLES = """\
examples:
  clinmetrics plan sensitivity --expected 0.9 --goal 0.85 --power 0.8 \\
      --prevalence 0.1
  clinmetrics plan auroc --expected 0.8 --prevalence 0.2 --width 0.1 \\
      --variance binormal
  clinmetrics plan simulate ppv --n 1000 --auroc 0.8 --prevalence 0.1 \\
      --threshold 0.2
"""
_NUMBER, _WHOLE, _PAIR = {"type": float}, {"type": int}, {"type": float, "nargs": 2}
_VARIANCES = {"choices": ("obuchowski", "binormal", "hanley_mcneil", "newcombe"), "metavar": "NAME"}
_OPTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "expected": (_NUMBER, "the true value that is expected"),
    "goal": (_NUMBER, "the value that the lower limit must reach"),
    "power": (_NUMBER, "the wanted power, such as 0.8"),
    "width": (_NUMBER, "the wanted expected width of the interval"),
    "n": (_WHOLE, "patients in total"),
    "n_positive": (_WHOLE, "patients with the outcome"),
    "n_negative": (_WHOLE, "patients without the outcome"),
    "prevalence": (_NUMBER, "the share of patients with the outcome"),
    "assurance": (_NUMBER, "the wanted probability that the total contains the planned patients"),
    "level": (_NUMBER, "the level of the interval; default 0.95"),
    "method": ({"choices": ("wilson", "clopper_pearson")}, "the interval of the expected width; default wilson"),
    "variance": (_VARIANCES, "the variance of the AUROC: obuchowski (default), binormal, hanley_mcneil or newcombe"),
    "correlation": (_NUMBER, "the correlation of the two AUROCs"),
    "score_correlation": (_NUMBER, "in place of it, the correlation of the two scores in each class"),
    "margin": (_NUMBER, "the difference that the lower limit must exceed; default 0"),
    "intercept": (_NUMBER, "the true calibration intercept; default 0"),
    "normal": ({**_PAIR, "metavar": ("MEAN", "SD")}, "a normal distribution of the linear predictor"),
    "beta": ({**_PAIR, "metavar": ("A", "B")}, "a beta distribution of the risks"),
    "auroc": (_NUMBER, "the AUROC of the model; its scores are normal in both classes"),
    "threshold": (_NUMBER, "the threshold of the risk"),
    "sensitivity": (_NUMBER, "the expected sensitivity at the threshold"),
    "specificity": (_NUMBER, "the expected specificity at the threshold"),
    "discordant": ({**_PAIR, "metavar": ("FIRST", "SECOND")}, "shares in which the first model alone, and the second alone, is right"),
    "test": ({"choices": ("mid_p", "exact")}, "the p value of McNemar's test; default mid_p"),
    "calibration_slope": (_NUMBER, "the true calibration slope; default 1"),
    "calibration_intercept": (_NUMBER, "the true calibration intercept; default 0"),
    "n_simulations": (_WHOLE, "number of simulated cohorts; default 1000"),
    "seed": (_WHOLE, "seed of the cohorts; default 0"),
    "ci": ({}, "the method of the intervals; default auto"),
    "n_resamples": (_WHOLE, "bootstrap replicates of a cohort; default 2000"),
}
_SEARCH = "power", "width", "n", "level"
# quantity → (what it plans, the options that must be given, the other options)
_QUANTITIES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "sensitivity": ("a sensitivity", ("expected",), ("goal", "power", "width", "n_positive", "prevalence", "assurance", "level", "method")),
    "specificity": ("a specificity", ("expected",), ("goal", "power", "width", "n_negative", "prevalence", "assurance", "level", "method")),
    "auroc": ("an AUROC", ("expected", "prevalence"), ("goal", *_SEARCH, "variance")),
    "auroc_difference": (
        "the difference of two AUROCs on the same patients",
        ("expected", "prevalence"),
        ("correlation", "score_correlation", "margin", *_SEARCH, "variance"),
    ),
    "paired_proportions": ("two proportions of the same patients", ("discordant",), ("power", "n", "level", "test")),
    "observed_expected_ratio": ("the ratio of observed to expected outcomes", ("prevalence",), ("expected", "width", "n", "level")),
    "calibration_slope": (
        "the calibration slope", (), ("normal", "beta", "auroc", "prevalence", "expected", "intercept", "width", "n", "level"),
    ),
    "net_benefit": (
        "the standardized net benefit", ("threshold", "sensitivity", "specificity", "prevalence"), ("width", "n", "level"),
    ),
    "simulate": (
        "any metric by simulated cohorts",
        ("n", "auroc", "prevalence"),
        ("goal", "threshold", "calibration_slope", "calibration_intercept", "n_simulations", "seed", "level", "ci", "n_resamples"),
    ),
}  # fmt: skip


def add(commands: Any) -> None:
    """Adds the command to the parser."""
    text = "plan a study: number of patients, power, expected width"
    command = commands.add_parser("plan", help=text, description=sentence(text), epilog=_EXAMPLES)
    quantities = command.add_subparsers(dest="quantity", required=True, metavar="QUANTITY", parser_class=type(command))
    for name, (what, required, others) in _QUANTITIES.items():
        one = quantities.add_parser(name.replace("_", "-"), help=f"plan {what}", description=f"Plan {what}.")
        if name == "simulate":
            one.add_argument("metric", metavar="METRIC", help="the metric, such as ppv or 'f_beta(beta=2)'")
        for option in (*required, *others):
            _add_option(one, name, option, option in required)
        if "n" not in (*required, *others):
            one.add_argument("--n", type=int, help=argparse.SUPPRESS)  # for the error that names the right option
            others = (*others, "n")
        one.add_argument("--json", action="store_true", help="print JSON")
        one.set_defaults(run=run, plan=name, given=(*(("metric",) if name == "simulate" else ()), *required, *others))


def _add_option(parser: Any, quantity: str, option: str, is_required: bool) -> None:
    how, text = _OPTIONS[option]
    if (quantity, option) == ("simulate", "goal"):
        how, text = (
            {"type": float, "nargs": "+", "metavar": "X"},
            "the value that the limit must reach, or the range in which both must lie",
        )
    if (quantity, option) == ("simulate", "threshold"):
        how, text = {"type": _threshold}, "the threshold of the risk, or a rule such as youden"
    if (quantity, option) == ("auroc_difference", "expected"):
        how, text = {**_PAIR, "metavar": ("A", "B")}, "the true AUROCs that are expected, of the model to be shown better first"
    metavar = {} if "metavar" in how or "choices" in how else {"metavar": "N" if how.get("type") is int else "X"}
    parser.add_argument(f"--{option.replace('_', '-')}", required=is_required, help=text, **how, **metavar)


def _threshold(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text  # a rule, which the evaluation checks


def run(a: argparse.Namespace) -> int:
    """Prints the plan."""
    from .. import plan

    given = {name: getattr(a, name) for name in a.given if getattr(a, name) is not None}
    given = {name: _plain_number(value) if isinstance(value, list) else value for name, value in given.items()}
    try:
        made = getattr(plan, a.plan)(**given)
    except TypeError as e:
        raise UsageError(_in_options(str(e))) from None
    except ValueError as e:
        raise CommandError(_in_options(str(e))) from None
    fields = made.to_dict()
    streams.write_json(json.dumps(_plain(fields), indent=1, ensure_ascii=False, allow_nan=False)) if a.json else streams.write(
        _text(fields)
    )
    return DONE


def _plain_number(values: list[float]) -> float | tuple[float, ...]:
    return values[0] if len(values) == 1 else tuple(values)


def _in_options(text: str) -> str:
    """The message with options in place of arguments: `n_positive` becomes --n-positive."""
    text = text.replace("`risks`, ", "").replace("`metric`", "METRIC")  # risks are no option: a file would be needed
    return re.sub(r"`(\w+)`", lambda found: f"--{found[1].replace('_', '-')}", text)


def _plain(x: Any) -> Any:
    """NaN as null, for JSON."""
    if isinstance(x, dict):
        return {name: _plain(value) for name, value in x.items()}
    return None if isinstance(x, float) and x != x else x


def _text(fields: dict[str, Any]) -> str:
    from ..plan.asked import number

    lines = []
    for name, value in fields.items():
        if name not in ("assumptions", "sentence") and value is not None:
            lines.append(f"{name:18}{value if isinstance(value, str) else number(value)}\n")
    return f"{''.join(lines)}\n{fields['sentence']}\n"
