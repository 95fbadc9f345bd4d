# SPDX-License-Identifier: Apache-2.0
"""Columns of a dataframe are named by text; a number or a tuple is answered with how to rename them."""

from __future__ import annotations

from typing import Any

import clinmetrics as cm
import pytest

pandas = pytest.importorskip("pandas")
NUMBERED = pandas.DataFrame({0: [0, 1, 0, 1], 1: [0.1, 0.2, 0.3, 0.4]})
NESTED = pandas.DataFrame({("a", "y"): [0, 1, 0, 1], ("a", "s"): [0.1, 0.2, 0.3, 0.4]})
REMEDY = r"names of columns must be text: rename them by data.columns = \[str\(name\) for name in data.columns\], or pass the column itself"


@pytest.mark.parametrize(
    ("data", "given", "argument"),
    [
        (NUMBERED, {"y_true": 0, "y_score": 1}, "y_true"),
        (NUMBERED, {"y_true": NUMBERED[0], "y_score": 1}, "y_score"),
        (NUMBERED, {"y_true": NUMBERED[0], "y_score": {"m": 1}}, "y_score"),
        (NUMBERED, {"y_true": NUMBERED[0], "y_score": NUMBERED[1], "unit": 1}, "unit"),
        (NESTED, {"y_true": ("a", "y"), "y_score": ("a", "s")}, "y_true"),
        (NESTED, {"y_true": NESTED["a", "y"], "y_score": ("a", "s")}, "y_score"),
        (NESTED, {"y_true": "a", "y_score": "a"}, "y_true"),
    ],
)
def test_other_names_are_refused_with_the_remedy(data: Any, given: dict[str, Any], argument: str) -> None:
    with pytest.raises(TypeError, match=f"`{argument}` names a column of `data` by something other than text; {REMEDY}"):
        cm.evaluate(data, **given, metrics="auroc")


def test_the_remedy_helps() -> None:
    for data, y, s in ((NUMBERED, "0", "1"), (NESTED, "('a', 'y')", "('a', 's')")):
        renamed = data.copy()
        renamed.columns = [str(name) for name in renamed.columns]
        expected = cm.auroc(data.iloc[:, 0], data.iloc[:, 1])
        assert float(cm.evaluate(renamed, y_true=y, y_score=s, metrics="auroc")[0]) == float(expected)
        assert float(cm.evaluate(data, y_true=data.iloc[:, 0], y_score=data.iloc[:, 1], metrics="auroc")[0]) == float(expected)


def test_tuples_of_values_are_columns() -> None:
    assert len(cm.evaluate(NUMBERED, y_true=(0, 1, 0, 1), y_score=(0.1, 0.2, 0.3, 0.4), metrics="auroc")) == 1
