# SPDX-License-Identifier: Apache-2.0
"""The descriptions of metrics and interval methods in the reference, written as reStructuredText from their own texts in the engine."""

from __future__ import annotations

from typing import Any

BETTER = {
    "higher": "higher is better",
    "lower": "lower is better",
    "one": "values closer to 1 are better",
    "zero": "values closer to 0 are better",
    "neither": "descriptive; neither high nor low is better",
}


def bound(x: float) -> str:
    """The text of one end of a range."""
    return ("∞" if x > 0 else "-∞") if abs(x) == float("inf") else f"{x:g}"


def interval_range(least: float, greatest: float) -> str:
    """A range in brackets, open at infinity."""
    return ("(" if least == -float("inf") else "[") + f"{bound(least)}, {bound(greatest)}" + (")" if greatest == float("inf") else "]")


def is_threshold_metric(about: dict[str, Any]) -> bool:
    """Whether the metric needs a threshold or hard labels."""
    return bool(about["takes_threshold"])


def call(about: dict[str, Any]) -> str:
    """The Python call, with the metric's own parameters."""
    second = ["y_pred"] if is_threshold_metric(about) else [] if about["tally"] == "confusion" else ["y_score"]
    own = [
        f"{p['name']}={p['default']!r}" if p["choices"] else f"{p['name']}={p['default']}"
        for p in about["parameters"]
        if p["default"] is not None
    ]
    own += [f"{p['name']}=0.1" for p in about["parameters"] if p["default"] is None and not p["is_threshold"]]
    if any(p["is_threshold"] for p in about["parameters"]):
        second, own = ["y_score"], [*own, "threshold=0.2"]
    return f"cm.{about['name']}({', '.join(['y_true', *second, *own])})"


def parameter_lines(about: dict[str, Any]) -> list[str]:
    """The allowed values of each parameter."""
    lines = []
    for p in about["parameters"]:
        if p["choices"]:
            kind = " or ".join(f"``{c}``" for c in p["choices"])
        else:
            least = "above 0 and at most" if 0 < p["least"] < 1e-6 else f"from {p['least']:g} to"
            kind = f"{'whole number' if p['is_whole'] else 'number'} {least} {p['greatest']:g}"
        default = (
            f"default ``{p['default']}``"
            if p["default"] is not None
            else "by default the threshold"
            if p["is_threshold"]
            else "must be given"
        )
        lines.append(f"``{p['name']}``: {kind}; {default}")
    return lines


def method_link(method: str) -> str:
    """The name of an interval method, linked to its description."""
    return f":ref:`{method} <method-{method.replace('_', '-')}>`"


def stanza(about: dict[str, Any]) -> list[str]:
    """The lines of the description."""
    name = about["name"]
    fields = [
        ("Range", f"{interval_range(about['least'], about['greatest'])}; {BETTER[about['better']]}"),
        ("Undefined", about["undefined"]),
    ]
    if about["interval"] == "none":
        fields.append(("Interval", "none: it belongs to a test, or no method is known to hold"))
    else:
        fields.append(("Interval", method_link(about["interval"])))
        fields.append(("Interval with units or unequal weights", method_link(about["interval_dependent"])))
    if about["parameters"]:
        fields.insert(1, ("Parameters", "; ".join(parameter_lines(about))))
    if about["aliases"]:
        fields.append(("Also called", ", ".join(f"``{a}``" for a in about["aliases"])))
    fields.append(("Reference", about["reference"].replace("*", "\\*").replace("|", "\\|")))
    return [
        f".. _metric-{name.replace('_', '-')}:",
        "",
        name,
        "-" * len(name),
        "",
        about["meaning"],
        "",
        ".. code-block:: text",
        "",
        f"   {about['formula']}",
        "",
        ".. code-block:: python",
        "",
        f"   {call(about)}",
        "",
        ".. list-table::",
        "   :widths: 30 70",
        "   :width: 100%",
        "",
        *(line for field, text in fields for line in (f"   * - {field}", f"     - {text}")),
        "",
    ]


def rows_of_method(about: dict[str, Any]) -> str:
    """For which rows the method is valid."""
    of_independent = about["metrics_of_independent_rows"]
    if about["needs_independent_rows"] and of_independent == about["metrics"]:
        return "independent, of equal weight"
    exception = "; for " + ", ".join(f"``{m}``" for m in of_independent) + " independent, of equal weight" if of_independent else ""
    return "any: also units with several rows, and weights" + exception


def method_stanza(about: dict[str, Any]) -> list[str]:
    """The lines of the description of an interval method."""
    name = about["name"]
    fields = [
        ("Metrics", ", ".join(f"``{m}``" for m in about["metrics"]) or "comparisons and gaps only"),
        ("Rows", rows_of_method(about)),
        ("Bootstrap replicates", "needed" if about["resamples"] else "not needed"),
        ("Reference", about["reference"].replace("*", "\\*").replace("|", "\\|")),
    ]
    return [
        f".. _method-{name.replace('_', '-')}:",
        "",
        name,
        "-" * len(name),
        "",
        f"{about['label']}. {about['meaning']}",
        "",
        ".. list-table::",
        "   :widths: 30 70",
        "   :width: 100%",
        "",
        *(line for field, text in fields for line in (f"   * - {field}", f"     - {text}")),
        "",
    ]
