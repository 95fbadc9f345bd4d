# SPDX-License-Identifier: Apache-2.0
"""Reference values of other tools and of the literature, compared on this machine."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _core, evaluate, metrics, resample_weights

Check = dict[str, Any]


def _close(name: str, got: float, expected: float, source: str, tolerance: float) -> Check:
    passed = got == expected or abs(got - expected) <= tolerance * max(1.0, abs(expected))
    return {"name": name, "got": got, "expected": expected, "source": source, "passed": bool(passed)}


def _same(name: str, got: Any, expected: Any, source: str) -> Check:
    return {"name": name, "got": str(got), "expected": str(expected), "source": source, "passed": bool(got == expected)}


def _table(tp: int, fp: int, fn: int, tn: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    y = np.repeat(np.array([1, 0, 1, 0], dtype=np.uint8), [tp, fp, fn, tn])
    decision = np.repeat(np.array([1, 1, 0, 0], dtype=np.uint8), [tp, fp, fn, tn])
    return y, decision


def _proportions() -> Iterator[Check]:
    """Newcombe 1998, Stat Med 17:857-872, table I, and the same by statsmodels 0.14."""
    limits = {
        (81, 263): {
            "wilson": (0.255289, 0.366210), "clopper_pearson": (0.252737, 0.367622),
            "agresti_coull": (0.255221, 0.366277), "jeffreys": (0.254522, 0.365647),
        },
        (15, 148): {"wilson": (0.062386, 0.160487), "clopper_pearson": (0.057844, 0.161650)},
        (0, 20): {"wilson": (0.0, 0.161125), "clopper_pearson": (0.0, 0.168433)},
        (1, 29): {"wilson": (0.006113, 0.171755), "clopper_pearson": (0.000873, 0.177644)},
        (10, 10): {"wilson": (0.722467, 1.0), "clopper_pearson": (0.691503, 1.0)},
    }  # fmt: skip
    for (x, n), methods in limits.items():
        y, decision = _table(x, 0, n - x, 1)
        for method, (lower, upper) in methods.items():
            e = metrics.sensitivity(y, decision, ci=method)  # type: ignore[attr-defined]
            for side, got, expected in (("lower", e.lower, lower), ("upper", e.upper, upper)):
                yield _close(f"{method} {x}/{n} {side}", got, expected, "Newcombe 1998", 6e-7)


def _two_by_two() -> Iterator[Check]:
    """The epi.tests of epiR on 670/202/74/640, exact and log limits."""
    y, decision = _table(670, 202, 74, 640)
    expected = {
        "sensitivity": (0.9005376344, 0.8767461768, 0.9210922996),
        "specificity": (0.7600950119, 0.7297764632, 0.7885803246),
        "ppv": (0.7683486239, None, None),
        "npv": (0.8963585434, None, None),
        "lr_positive": (3.7537261791, 3.3206884355, 4.2432346488),
        "lr_negative": (0.1308551747, 0.1050643235, 0.1629770809),
        "diagnostic_odds_ratio": (28.68611185, None, None),
        "informedness": (0.6606326463, None, None),
    }
    for name, numbers in expected.items():
        ci = "clopper_pearson" if name in ("sensitivity", "specificity") else "log" if name.startswith("lr_") else None
        e = getattr(metrics, name)(y, decision, ci=ci)
        for side, got, value in zip(("value", "lower", "upper"), (e.value, e.lower, e.upper), numbers):
            if value is not None:
                yield _close(f"{name} 670/202/74/640 {side}", got, value, "epiR 2.0", 1e-9)


def _by_hand() -> Iterator[Check]:
    y = [0, 0, 1, 1, 0, 1, 0, 1]
    s = [0.1, 0.4, 0.35, 0.8, 0.4, 0.9, 0.2, 0.4]
    # pairs: .35 is above .1 and .2; .8 and .9 are above four each; .4 is above .1 and .2 and tied with two: (2 + 4 + 4 + 3)/16
    yield _close("auroc by hand", float(metrics.auroc(y, s, ci=None)), 13 / 16, "by hand", 0)  # type: ignore[attr-defined]
    # precisions at the positives: 1, 1, 3/5, 4/6
    yield _close("average precision by hand", float(metrics.average_precision(y, s, ci=None)), (1 + 1 + 0.6 + 4 / 6) / 4, "by hand", 1e-11)  # type: ignore[attr-defined]
    brier = sum((p - t) ** 2 for p, t in zip(s, y)) / 8
    yield _close("brier by hand", float(metrics.brier(y, s, ci=None)), brier, "by hand", 1e-14)  # type: ignore[attr-defined]
    loss = -sum(math.log(p if t else 1 - p) for p, t in zip(s, y)) / 8
    yield _close("log loss by hand", float(metrics.log_loss(y, s, ci=None)), loss, "by hand", 1e-14)  # type: ignore[attr-defined]
    one = metrics.auroc([1, 1], [0.1, 0.2], ci=None)  # type: ignore[attr-defined]
    yield _same("one class is undefined", one.status, "no_negatives", "by definition")


def _streams() -> Iterator[Check]:
    """The frozen weights: the same bits everywhere, in every version of this major number."""
    for kind, n, expected in _STREAMS:
        w = np.ascontiguousarray(resample_weights(n, 40, seed=20260101, kind=kind).astype("<u4"))
        yield _same(f"{kind} weights of {n} units", hashlib.sha256(w.tobytes()).hexdigest()[:16], expected, "frozen stream")
    totals = resample_weights(1000, 64, seed=3).sum(axis=1)
    yield _same("multinomial weights sum to n", sorted(set(totals.tolist())), [1000], "by definition")


_STREAMS: tuple[tuple[str, int, str], ...] = (
    ("multinomial", 100, "1d6a3915861d5407"),
    ("multinomial", 1000, "1ffbeb6a4351862b"),
    ("poisson", 1000, "f9f431c306afb877"),
)


def _backends() -> Iterator[Check]:
    """All backends give the same bits."""
    rng = np.random.default_rng(5)
    y = (rng.random(777) < 0.3).astype(np.uint8)
    s = np.round(np.clip(rng.normal(0.3 + 0.2 * y, 0.15), 0, 1), 2)
    answers = {}
    names: list[Any] = list(_core.backends())
    for name in names:
        for threads in (1, 2):
            r = evaluate(y_true=y, y_score=s, threshold=0.4, n_resamples=300, level=0.9, seed=9, backend=name, num_threads=threads)
            answers[f"{name}, {threads} threads"] = [(e.value, e.lower, e.upper) for e in r]
    first = answers["reference, 1 threads"]
    for name, got in answers.items():
        equal = np.array_equal(np.array(got), np.array(first), equal_nan=True)
        yield _same(f"{name}: same bits as the reference", equal, True, "determinism")


def run() -> list[Check]:
    """Every check with the result and the expected value."""
    return [check for part in (_proportions, _two_by_two, _by_hand, _streams, _backends) for check in part()]
