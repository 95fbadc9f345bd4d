# SPDX-License-Identifier: Apache-2.0
"""How two data sets differ, column by column: the drift between a development and a validation cohort, or between two years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .._core import contrast_of_independent
from .._json_values import from_json_number
from .._text import number_text
from ..table_files import CsvFormat
from .asked import label_text
from .attributes import identifier_codes
from .errors import DatasetError
from .outcome import outcome_of_rows, prevalence_of_counts, read_outcome
from .reading import Source, read_source
from .shift import binned, chi_square, holm, kolmogorov_smirnov, stability_index
from .values import counts_of_levels, numbers_of_both

if TYPE_CHECKING:
    from .._files import PathLike

NOTE = (
    "A p value measures the number of rows as much as the difference: with many rows, a difference without any importance has a small one. "
    "Judge by the sizes of the differences (PSI, D, V)."
)


@dataclass(frozen=True)
class Drift:
    """How the second data set differs from the first. Columns are in the order of their stability index, the largest first.

    Examples
    --------
    >>> from clinmetrics import dataset
    >>> drift = dataset.compare({"sex": ["F", "M"] * 30}, {"sex": ["F"] * 60})
    >>> drift.n_rows_a, drift.column("sex")["n_vanished_levels"]
    (60, 1)
    """

    n_rows_a: int
    n_rows_b: int
    columns: tuple[dict[str, Any], ...]
    only_in_a: tuple[str, ...]
    only_in_b: tuple[str, ...]
    outcome: dict[str, Any] | None
    note: str = NOTE

    def to_dict(self) -> dict[str, Any]:
        """As plain values of JSON."""
        return {name: list(x) if isinstance(x, tuple) else x for name, x in asdict(self).items()}

    def column(self, name: str) -> dict[str, Any]:
        """The entry of one column."""
        return next(c for c in self.columns if c["name"] == name)


def compare(
    a: PathLike | Sequence[PathLike] | Any,
    b: PathLike | Sequence[PathLike] | Any,
    *,
    id: str | None = None,  # noqa: A002
    unit: str | None = None,
    y_true: str | None = None,
    pos_label: Any = None,
    neg_label: Any = None,
    encoding: str = "utf-8",
    delimiter: str | None = None,
    decimal: str | None = None,
    missing: Sequence[str] = (),
) -> Drift:
    """Compare the columns of two data sets whose patients are different.

    Columns of more than 10 different numbers are compared by the population stability index (PSI) over the deciles of `a` and by the distance
    D of Kolmogorov and Smirnov; other columns by the PSI over their levels, the chi-square test and Cramér's V. Missing cells are a bin of the
    PSI and a level of their own. p values treat rows as independent; `p_adjusted` is Holm's over all columns.

    Parameters
    ----------
    a, b : path, list of paths, dataframe, or mapping of columns
        The reference and the other data set. Needs SciPy (the extra ``dataset``).
    id, unit : str, optional
        Identifiers, which are not compared. With `unit`, the interval of the prevalences' difference is that for units.
    y_true, pos_label, neg_label : optional
        The outcome, as in `describe`; its prevalence is compared, with Newcombe's interval of the difference `b` - `a`.
    encoding, delimiter, decimal, missing : optional
        How text files are read, as in `describe`.

    Returns
    -------
    Drift
        Entries of the columns with `psi`, `ks` or `cramers_v`, `p`, `p_adjusted`, the numbers of rows, and the difference of the missing shares.

    Raises
    ------
    ValueError
        A file or a column cannot be used.

    Examples
    --------
    >>> from clinmetrics import dataset
    >>> before = {"age": list(range(40, 80)), "sex": ["F", "M"] * 20}
    >>> after = {"age": list(range(50, 90)), "sex": ["F", "M"] * 20}
    >>> drift = dataset.compare(before, after)
    >>> round(drift.column("age")["ks"], 3), drift.column("sex")["cramers_v"]
    (0.25, 0.0)
    """
    try:
        import scipy.stats  # noqa: F401
    except ModuleNotFoundError:
        raise ImportError("comparing data sets needs SciPy; install clinmetrics[dataset]") from None
    reading = CsvFormat(encoding, delimiter, decimal, tuple(missing))
    first, second = read_source(a, reading), read_source(b, reading)
    roles = {"id": id, "unit": unit, "y_true": y_true}
    for source in (first, second):
        for argument, name in roles.items():
            if name is not None:
                source.column(name, argument)
    names = [name for name in first.columns if name in second.columns and name not in roles.values()]
    return Drift(
        first.n_rows,
        second.n_rows,
        _adjusted([_column(name, first, second) for name in names]),
        tuple(name for name in first.columns if name not in second.columns),
        tuple(name for name in second.columns if name not in first.columns),
        None if y_true is None else _outcome(first, second, y_true, label_text(pos_label), label_text(neg_label), unit),
    )


def _column(name: str, a: Source, b: Source) -> dict[str, Any]:
    missing = [source.columns[name].null_count for source in (a, b)]
    shares = [prevalence_of_counts(n, source.n_rows) for n, source in zip(missing, (a, b))]
    about: dict[str, Any] = {"name": name, "missing_a": missing[0], "missing_b": missing[1], "missing_difference": _difference(*shares)}
    both = numbers_of_both(a, b, name)
    if both is not None:
        counts = binned(*both)
        return {**about, "kind": "numbers", "psi": stability_index(*counts), "n_bins": len(counts[0]), **kolmogorov_smirnov(*both)}
    levels = counts_of_levels(a, b, name)
    if levels is None:
        return {**about, "kind": "not_compared", "psi": None, "p": None}
    new, gone = (int(np.count_nonzero((x[:-1] == 0) & (y[:-1] > 0))) for x, y in (levels, levels[::-1]))
    if levels[0][-1] == levels[1][-1] == 0:
        levels = levels[0][:-1], levels[1][:-1]
    found = {"psi": stability_index(*levels), "n_bins": len(levels[0]), "n_new_levels": new, "n_vanished_levels": gone}
    return {**about, "kind": "levels", **found, **chi_square(*levels)}


def _adjusted(columns: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """With Holm's p values over all columns that have one, the largest stability index first."""
    tested = [c for c in columns if c["p"] is not None]
    adjusted = {c["name"]: p for c, p in zip(tested, holm([c["p"] for c in tested]))}
    entries = ({**c, "p_adjusted": adjusted.get(c["name"])} for c in columns)
    return tuple(sorted(entries, key=lambda c: -1.0 if c["psi"] is None else c["psi"], reverse=True))


def _difference(a: dict[str, Any] | None, b: dict[str, Any] | None) -> dict[str, Any] | None:
    """Newcombe's square-and-add interval of b - a, from the limits of both."""
    if a is None or b is None:
        return None
    value, lower, upper, _ = contrast_of_independent(_limits(b), _limits(a), "difference", "two_sided", 0.0, "neither")
    has_interval = lower == lower
    return {"value": value, "lower": lower if has_interval else None, "upper": upper if has_interval else None, "level": b["level"]}


def _limits(x: dict[str, Any]) -> tuple[float, float, float]:
    value, lower, upper = (from_json_number(x[name]) for name in ("value", "lower", "upper"))
    return value, lower, upper


def _outcome(a: Source, b: Source, name: str, positive: str | None, negative: str | None, unit: str | None) -> dict[str, Any]:
    sides: list[dict[str, Any]] = []
    for source in (a, b):
        y = read_outcome(source, name, positive, negative)
        codes = None if unit is None else identifier_codes(source, unit, "unit")[0]
        if codes is not None and (codes < 0).any():
            raise DatasetError(
                f"`unit`: rows of {source.name} have none (first {source.place(int(np.argmax(codes < 0)))}); every row needs one"
            )
        sides.append(outcome_of_rows(y, codes))
    return {"column": name, "a": sides[0], "b": sides[1], "difference": _difference(sides[0]["prevalence"], sides[1]["prevalence"])}


def difference_text(x: dict[str, Any] | None) -> str:
    """As in +0.021 [-0.004, 0.046]."""
    if x is None:
        return "–"
    sign = "+" if x["value"] > 0 else ""
    limits = "" if x["lower"] is None else f" [{number_text(x['lower'])}, {number_text(x['upper'])}]"
    return f"{sign}{number_text(x['value'])}{limits}"
