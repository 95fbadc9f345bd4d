# SPDX-License-Identifier: Apache-2.0
"""A hand-made audit, as a result carries it: specification, flow, goals and manifest of a small cohort."""

from __future__ import annotations

from typing import Any

ANALYSIS: dict[str, Any] = {
    "outcome": {"column": "died", "positive": "1", "words": "death within ten years"},
    "models": [
        {"name": "logistic", "score": "logistic", "version": "2.1", "developer": "University hospital", "algorithm": "Logistic regression"},
        {"name": "boosting", "score": "boosting", "developer": "A company", "algorithm": "Gradient boosting of trees"},
        {"name": "noisy", "score": "noisy", "variant_of": "logistic", "variant": "noise added to blood pressure"},
    ],
    "title": "",
    "about": {
        "task": "Find adults at high risk of death for a program of prevention.",
        "intended_use": "A general practitioner sees the risk at a routine visit.",
        "population": "Adults of 25 to 74 years, United States, 1971 to 1975.",
        "clinical_implications": "People above the threshold are invited to a program of prevention.",
        "safety_implications": "People below the threshold are not invited, and may miss treatment.",
        "limitations": "The data are fifty years old. Treatment has changed.",
    },
    "planned": "pre-specified",
    "unit": "patient_id",
    "unit_name": "patients",
    "groups": ["sex", {"column": "race", "role": "site"}, "age_band"],
}


def judged(model: str, verdict: str, value: float | None, lower: float | None, upper: float | None, text: str, **others: Any) -> Any:
    """An entry of `judged`."""
    entry = {
        "model": model, "attribute": None, "group": [], "threshold": None, "verdict": verdict, "value": value, "lower": lower, "upper": upper,
        "level": 0.95, "method": "wilson", "n": 1629, "denominator": None, "n_units": 1629, "n_positive": 318, "reason": None,
        "sufficient_n": None, "text": text,
    }  # fmt: skip
    return {**entry, **others}


def flow(received: int = 1700) -> dict[str, Any]:
    """Sums that hold: received = duplicate + excluded + missing_label + missing_prediction + analysed."""
    out = {"duplicate": 4, "excluded": 40, "missing_label": 12, "missing_prediction": 15}
    whole = {"attribute": None, "group": None, "received": received, **out, "imputed": 0, "analysed": received - sum(out.values())}
    sexes = [
        ("female", {"received": 900, "duplicate": 3, "excluded": 25, "missing_label": 6, "missing_prediction": 8, "imputed": 0, "analysed": 858}),
        (None, {"received": 800, "duplicate": 1, "excluded": 15, "missing_label": 6, "missing_prediction": 7, "imputed": 0, "analysed": 771}),
    ]  # fmt: skip
    return {
        "steps": [whole, *({"attribute": "sex", "group": [{"attribute": "sex", "value": sex}], **counts} for sex, counts in sexes)],
        "excluded_by": [
            {"column": "age", "op": "at_least", "value": 25, "reason": "younger than 25 years", "n": 31},
            {"column": "pregnant", "op": "equals", "value": "no", "reason": "", "n": 9},
        ],
        "predictions": [{"file": "logistic.csv", "received": 1690, "matched": 1685, "duplicate": 2, "extra": 3}],
        "policies": {"duplicates": "drop", "labels": "drop", "predictions": "drop"},
    }


def goals() -> list[dict[str, Any]]:
    """One goal of each verdict."""
    old = {"attribute": "age_band", "group": [{"attribute": "age_band", "value": "25-34"}], "n": 466, "denominator": 13, "n_positive": 13}
    return [
        {
            "goal": {"metric": "auroc", "at_least": 0.75, "groups": "all", "words": "The score in use today reaches 0.75."},
            "verdict": "met",
            "judged": [judged("logistic", "met", 0.8354, 0.8081, 0.8592, "The lower limit 0.808 is at least 0.75.")],
        },
        {
            "goal": {"metric": "sensitivity", "at": 0.2, "at_least": 0.7, "groups": "every", "at_least_n": {"denominator": 10}},
            "verdict": "missed",
            "judged": [
                judged("logistic", "met", 0.739, 0.7, 0.784, "The lower limit 0.7002 is at least 0.7.", threshold=0.2, denominator=318),
                judged("logistic", "missed", 0.0, 0.0, 0.228, "The upper limit 0.228 is below 0.7.", threshold=0.2, **old),
            ],
        },
        {
            "goal": {"metric": "calibration_slope", "at_least": 0.9, "model": "boosting", "bound": "value"},
            "verdict": "not_shown",
            "judged": [
                judged(
                    "boosting",
                    "not_shown",
                    0.93,
                    0.86,
                    1.02,
                    "The interval contains 0.9. With this value, 4000 rows would have sufficed.",
                    sufficient_n=4000,
                )
            ],
        },
        {
            "goal": {"metric": "ppv", "at": "youden", "at_least": 0.4, "groups": ["sex=female"]},
            "verdict": "not_judged",
            "judged": [judged("logistic", "not_judged", None, None, None, "", reason="undefined", threshold="youden")],
        },
    ]


def manifest() -> dict[str, Any]:
    """A data set with two files and two columns."""
    return {
        "name": "NHANES I follow-up", "n_rows": 1700, "n_positive": 330, "prevalence": 0.194,
        "files": [{"file": "truth.csv", "bytes": 123456, "sha256": "ab" * 32}],
        "columns": [{"name": "age", "kind": "number", "missing": 0}, {"name": "sex", "kind": "text", "missing": 3}],
    }  # fmt: skip


def audit(**changes: Any) -> dict[str, Any]:
    """The member `audit` of a result."""
    made = {
        "run_id": "0123456789abcdef" * 2,
        "specification": {"digest": "cd" * 32, "schema": "clinmetrics.audit/1", "analysis": ANALYSIS, "prepared_by": "Dr. A. Example"},
        "flow": flow(),
        "manifest": manifest(),
        "verified": {"matches": True, "differences": []},
        "goals": goals(),
    }
    return {**made, **changes}
