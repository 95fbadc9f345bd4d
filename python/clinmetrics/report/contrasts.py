# SPDX-License-Identifier: Apache-2.0
"""The words for a comparison of two models or two groups: its numbers, its tests and what its interval shows."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..comparisons import p_text
from . import words
from .index import has_interval
from .read_contrasts import Contrast
from .tables import Number, Small
from .text import level, numbers, span

NO_EVIDENCE = "this is no evidence that there is none"


def p_value(p: float) -> Number:
    """A p value in a table."""
    return Number(p_text(p) or "–")


def p_of(p: float) -> str:
    """A p value in a sentence: "p < 0.001"."""
    shown = p_text(p)
    return f"p\u00a0<\u00a0{shown[1:]}" if shown.startswith("<") else f"p\u00a0=\u00a0{shown}"


def interval_of(c: Contrast) -> str:
    """The interval in a sentence: "95% interval −0.008 to 0.031"."""
    return f"{level(c.level)} interval {span(*numbers(c.value, c.lower, c.upper)[1:])}"


def simultaneous(c: Contrast) -> Number:
    """The limits that hold for the whole family."""
    if math.isnan(c.simultaneous_lower) or math.isnan(c.simultaneous_upper):
        return Number("–")
    return Number(span(*numbers(c.value, c.simultaneous_lower, c.simultaneous_upper)[1:]))


def tests(c: Contrast) -> Small:
    """The classical test and its p value, and those of other tests of the same difference."""
    found = [(words.label("test", c.test), c.test_p)] if c.test != "none" else []
    found += [("exact", c.p_exact), ("permutation", c.p_permutation), ("bootstrap", c.p_bootstrap)]
    shown = "; ".join(f"{name}: {p_text(p)}" for name, p in found if not math.isnan(p))
    return Small(shown[:1].upper() + shown[1:] or "–")


def decided(c: Contrast) -> Small:
    """The decision in a word."""
    return Small(words.label("decision", c.decision))


def verdict(c: Contrast, a: str, b: str, what: str) -> str:
    """What the interval shows, as a full sentence."""
    if math.isnan(c.value):
        return ""
    if c.decision == "not_judged":
        return _not_judged(c, what)
    if c.alternative == "two_sided":
        if c.decision != "different":
            return f"The data do not show a difference between {a} and {b} in {what}; {NO_EVIDENCE}."
        return f"The data show that {a} and {b} differ in {what}; it is higher for {a if c.value > 0 else b}."
    is_shown = c.decision != "not_shown"
    shown = "shown" if is_shown else "not shown"
    margin = "" if math.isnan(c.margin) or (c.margin == 0 and c.alternative == "superior") else f" at the margin {c.margin:.12g}"
    caveat = "" if is_shown else f" {_caveat(c)}"
    if c.alternative == "equivalent":
        return f"{a} and {b} are {shown} to be equivalent in {what}{margin} ({interval_of(c)}).{caveat}"
    return f"{a} is {shown} to be {words.label('alternative', c.alternative)} to {b} in {what}{margin} ({interval_of(c)}).{caveat}"


def _caveat(c: Contrast) -> str:
    """What an interval that does not show the claim says about it."""
    margin = 0.0 if math.isnan(c.margin) else c.margin
    best, worst = (-c.lower, -c.upper) if words.metric(c.metric).better == "lower" else (c.upper, c.lower)  # more is better
    contradicts = {"superior": best <= margin, "non_inferior": best <= -margin, "equivalent": best <= -margin or worst >= margin}
    if contradicts.get(c.alternative, False):
        return "All values of the interval contradict the claim."
    return "This is no evidence against the claim."


def _not_judged(c: Contrast, what: str) -> str:
    if not has_interval(c):
        return "Nothing is judged, because there is no interval."
    if not c.margin > 0 and c.alternative in ("non_inferior", "equivalent"):
        return "Nothing is judged, because no margin was given for this metric."
    return f"Nothing is judged, because neither more nor less of {what} is better."


def about_claim(found: Sequence[Contrast], sides: str, order: str) -> tuple[str, ...]:
    """The claim that was judged, its error, and what the result does not know of it; `order` says what the first and the second are."""
    c = found[0]
    is_two_sided = c.alternative == "two_sided"
    error = 1 - c.level if is_two_sided else (1 - c.level) / 2
    p = f"p belongs to the interval: it is below {error:.3g} if the {level(c.level)} interval shows the claim."
    if any(words.resamples(one.method) for one in found):
        p += " By bootstrap replicates it cannot be very small, because they have no limits at the highest levels."
    if is_two_sided:
        return (f"The claim that is judged is that {sides} differ, in either direction. {p}",)
    meaning = words.meaning("alternative", c.alternative)
    return (
        f"The claim that is judged is “{words.label('alternative', c.alternative)}”: {meaning[0].lower()}{meaning[1:]} {order} {p}",
        "The result does not record whether the claim and its margin were chosen before the data were seen. If they were not, the decision is"
        " exploratory.",
    )
