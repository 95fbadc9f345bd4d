# SPDX-License-Identifier: Apache-2.0
"""Numbers and names as people read them."""

from __future__ import annotations

import math

import pytest
from clinmetrics._text import file_fault, interval_text, names_text, number_text, number_texts, printable
from hypothesis import example, given
from hypothesis import strategies as st

numbers = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0.929, "0.929"), (0.00042, "0.00042"), (0.0042, "0.0042"), (0.0096, "0.0096"), (0.05, "0.050"), (0.0995, "0.100"), (4.6e-12, "4.6e-12"),
        (5e-324, "4.9e-324"), (0.0, "0.000"), (-0.0, "0.000"), (-0.00042, "-0.00042"), (1.0, "1.000"), (0.99958, "0.9996"),
        (0.9999999, "0.9999999"), (1 - 2**-53, "1.000"), (1.0004, "1.0004"), (-1.0, "-1.000"), (-0.99995, "-0.99995"), (12.5, "12.500"),
        (1234.5, "1234"), (99999.0, "99999"), (1e8, "1.0e+08"), (math.inf, "∞"), (-math.inf, "-∞"), (math.nan, "–"),
    ],
)  # fmt: skip
def test_number(x: float, text: str) -> None:
    assert number_text(x) == text


@given(numbers)
@example(0.00099999)
@example(0.09999)
@example(999.9999)
@example(999999.7)
def test_a_number_is_read_back_to_two_digits_at_least(x: float) -> None:
    assert float(number_text(x)) == pytest.approx(x, rel=0.05, abs=0)


@given(st.floats(0, 1))
@example(1 - 1e-12)
@example(0.99949999)
@example(0.9995)
@example(1e-300)
def test_only_0_and_1_read_as_0_and_1(x: float) -> None:
    assert (float(number_text(x)) == 0) == (x == 0)
    assert (float(number_text(x)) == 1) == (abs(x - 1) <= 1e-15)


@given(st.lists(numbers, min_size=2, max_size=3))
@example([0.85315, 0.85312, 0.85318])
@example([1.0, 0.9999999, 1.0])
@example([123456.25, 123456.5])
@example([1e-9, 1.01e-9])
def test_numbers_side_by_side_keep_their_order(them: list[float]) -> None:
    texts = number_texts(*them)
    for x, a in zip(them, texts):
        for y, b in zip(them, texts):
            if x < y and not math.isclose(x, y, rel_tol=1e-12):
                assert float(a) < float(b)


def test_limits_can_be_told_apart() -> None:
    assert interval_text(0.851, 0.893) == "[0.851, 0.893]"
    assert interval_text(0.85312, 0.85318) == "[0.8531, 0.8532]"
    assert interval_text(0.988, 0.99996) == "[0.988, 0.99996]"
    assert interval_text(0.988, 1.0) == "[0.988, 1.000]"
    assert interval_text(0.0, 0.00042) == "[0.000, 0.00042]"
    assert interval_text(0.3, 0.3 + 2**-54) == "[0.300, 0.300]"
    assert interval_text(math.nan, math.nan) == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Größe ≥ 65 歳", "Größe ≥ 65 歳"), ("\x1b[31m", r"\x1b[31m"), ("a\tb\r\nc\0", r"a\tb\r\nc\x00"), ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\u2066x\u2069", r"\u2066x\u2069"), ("\ud83d", r"\ud83d"), ("\x9b1m", r"\x9b1m"), ("\u2028", r"\u2028"), ("a\u200bb", r"a\u200bb"),
        ("\U000e0041", r"\U000e0041"), ("\ufeff", r"\ufeff"), ("", ""),
    ],
)  # fmt: skip
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(alphabet=st.characters(codec=None)))
def test_what_is_printable_can_be_printed(text: str) -> None:
    assert printable(text).isprintable()
    printable(text).encode("utf-8")


def test_names_are_not_listed_by_the_thousand() -> None:
    assert names_text(["a", "b\x1b"]) == r"a, b\x1b"
    assert names_text(map(str, range(1000))) == ", ".join(map(str, range(20))) + " and 980 more"
    assert len(names_text(["x" * 10_000])) == 80


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (PermissionError(13, "Permission denied"), "cannot be read: Permission denied"),
        (OSError("a text of another library"), "cannot be read: unknown error"),
    ],
)
def test_a_file_that_cannot_be_read(error: OSError, text: str) -> None:
    assert file_fault("read", "a\x1b.csv", error) == f"a\\x1b.csv {text}"
