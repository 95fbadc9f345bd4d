# SPDX-License-Identifier: Apache-2.0
"""The result of an evaluation: one long table."""

from __future__ import annotations

import copy
import itertools
import json
import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, SupportsIndex, overload

import numpy as np

from . import result_text
from ._contrasts_of_rows import comparisons_of_rows, gaps_of_rows
from ._counts_of_rows import counts_of_rows
from ._curves_of_rows import curves_of_rows, why_no_curves
from ._frames import Table
from ._groups import Level, Partition, group_label
from ._json_values import json_number
from ._metric_names import metric_text
from ._tables import COLUMNS, COMPARISONS, COUNTS, FLAGS, GAPS, ROWS, Columns, Names, empty_columns
from ._where import where
from .comparisons import Comparisons, Gaps
from .counts import Counts
from .estimate import FIELDS, Estimate
from .notices import Notice
from .suppression import SMALLEST_SHOWN

if TYPE_CHECKING:  # imported for type checkers only, so that `import clinmetrics` stays fast
    from pathlib import Path

    import numpy.typing as npt

    from .audit.goals import Goals
    from .displays import Plots
    from .report.inline import InlineReport
    from .result_table import ResultTable

__all__ = ["COLUMNS", "FLAGS", "Estimate", "Result", "json_number", "metric_text"]


class Result(Table):
    """The long table of an evaluation, with one row for each model, metric, parameters and group.

    Iterating gives an `Estimate` per row, and so does `result[0]`. `result[2:5]`, `result["auroc"]` and `where` keep some rows and are
    results again; `one` returns the only remaining row. Polars, pyarrow and others read a result as an Arrow table.

    Attributes
    ----------
    counts : Counts
        The confusion counts of the models, thresholds and groups of the rows.
    comparisons : Comparisons
        The differences and ratios of the models on the same rows, if `evaluate` was asked for them.
    gaps : Gaps
        The differences of the groups, if `evaluate` was asked for them.
    notices : tuple of Notice
        What a reader must know in addition to the numbers, such as metrics that were left out.
    curves : list of dict
        The tables from which the curves are drawn, for the models with scores and the groups of the rows.
    provenance : dict
        How the result was made.
    audit : dict or None
        What an audit adds to the numbers: its specification, the flow of the rows, the manifest of the data and the goals with their verdicts.
    goals : Goals
        The goals of the audit with their verdicts, as a list that prints as a table.

    Examples
    --------
    >>> import clinmetrics as cm
    >>> data = {"died": [0, 0, 1, 0, 1] * 10, "risk": [.1, .4, .6, .3, .8, .2, .5, .3, .1, .7] * 5, "sex": ["F", "M"] * 25}
    >>> result = cm.evaluate(data, y_true="died", y_score="risk", groups="sex", metrics=["auroc", "brier"], ci=None)
    >>> len(result), result.metrics, result.groups
    (6, ['auroc', 'brier'], ['all', 'sex=F', 'sex=M'])
    >>> result["auroc"].where(group="sex=F").one().value
    1.0
    >>> result[0].n_positive
    20
    >>> cm.Result.from_json(result.to_json()) == result
    True
    """

    _table = ROWS

    def __init__(
        self,
        *,
        models: list[str],
        partitions: list[Partition],
        lines: list[tuple[str, dict[str, Any]]],
        columns: Columns,
        curves: list[dict[str, Any]],
        provenance: dict[str, Any],
        replicates: list[npt.NDArray[np.float64]] | None = None,
        counts: Columns | None = None,
        comparisons: Columns | None = None,
        gaps: Columns | None = None,
        notices: Iterable[Notice] = (),
        audit: dict[str, Any] | None = None,
    ) -> None:
        self.provenance = provenance
        self.audit = audit
        self._curves = curves
        self.notices: tuple[Notice, ...] = tuple(notices)
        self._models = models
        self._partitions = partitions
        self._lines = lines
        self._columns = columns
        self._replicates = replicates
        self._counts: Columns = counts or empty_columns(COUNTS)
        self._comparisons: Columns = comparisons or empty_columns(COMPARISONS)
        self._gaps: Columns = gaps or empty_columns(GAPS)

    # --- rows --------------------------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._columns["value"])

    def __iter__(self) -> Iterator[Estimate]:
        return self._estimates(self._columns, self._replicates)

    def row(self, i: SupportsIndex) -> Estimate:
        """Row i as an Estimate; -1 is the last."""
        at = operator.index(i)
        if not -len(self) <= at < len(self):
            raise IndexError(f"there is no row {at}; the result has {len(self)}")
        only = [at]
        return next(
            self._estimates(
                {name: column[only] for name, column in self._columns.items()}, None if self._replicates is None else [self._replicates[at]]
            )
        )

    def _names(self) -> Names:
        return Names(self._models, self._partitions, self._lines)

    def _estimates(self, columns: Columns, replicates: Sequence[Any] | None) -> Iterator[Estimate]:
        """The one place where rows become estimates."""
        names = self._names()
        cells = [names.cells(column, columns) for column in ROWS]
        kept = itertools.repeat(None) if replicates is None else replicates
        return (Estimate.of(dict(zip(FIELDS, row))) for row in zip(*cells, kept))

    def one(self) -> Estimate:
        """The only row. Raises ValueError if there are none or several."""
        if len(self) != 1:
            raise ValueError(f"the result has {len(self)} rows; narrow it down with where(model=, metric=, attribute=, group=, threshold=)")
        return self.row(0)

    @overload
    def __getitem__(self, key: SupportsIndex) -> Estimate: ...
    @overload
    def __getitem__(self, key: slice | str) -> Result: ...
    def __getitem__(self, key: SupportsIndex | slice | str) -> Estimate | Result:
        """A row by its position, rows by a slice, or the rows of a metric by its name, alias or text form such as "f_beta(beta=2)"."""
        if isinstance(key, str):
            return self.where(metric=key)
        if isinstance(key, slice):
            return self._take(np.arange(len(self))[key])
        try:
            return self.row(key)
        except TypeError:
            raise TypeError(
                "a result is indexed by a position, a slice, or the name of a metric; `where` selects by other columns"
            ) from None

    def _take(self, rows: npt.NDArray[np.intp]) -> Result:
        return Result(
            models=self._models,
            partitions=self._partitions,
            lines=self._lines,
            columns={name: column[rows] for name, column in self._columns.items()},
            curves=self._curves,
            provenance=self.provenance,
            replicates=None if self._replicates is None else [self._replicates[i] for i in rows],
            counts=self._counts,
            comparisons=self._comparisons,
            gaps=self._gaps,
            notices=self.notices,
            audit=self.audit,
        )

    # --- selection ---------------------------------------------------------------------------------------------------------------

    def where(
        self,
        *,
        model: str | None = None,
        metric: str | None = None,
        attribute: str | Sequence[str] | None = None,
        group: str | Sequence[Level] | None = None,
        threshold: float | str | None = None,
    ) -> Result:
        """The rows that match.

        Parameters
        ----------
        model : str, optional
            The name of a model.
        metric : str, optional
            The name or an alias of a metric, or a text form such as "f_beta(beta=2)".
        attribute : str or tuple of str, optional
            An attribute, or a cross as "sex*age_band" or ("sex", "age_band"). "all" or () keeps the rows over everyone; where an
            attribute is itself called "all", that needs ().
        group : str or tuple, optional
            A group as it is printed ("sex=F", "sex=F, age_band=65+", "all"), its level ("F", "(missing)"), its text in a frame ("F*65+"),
            or the tuple of its levels, None where missing. A group that is printed so wins over a level of the same text: "all" is the
            rows over everyone, even where an attribute has the level "all".
        threshold : float or str, optional
            A threshold, compared exactly, or a rule such as "youden".

        Returns
        -------
        Result
            With the counts, comparisons, gaps, notices and curves that go with the rows.

        Raises
        ------
        KeyError
            A name that none of the rows has; the message lists the names there are. Names are matched exactly first, and then without
            regard to case where only one fits.

        Examples
        --------
        >>> import clinmetrics as cm
        >>> result = cm.evaluate(y_true=[0, 1, 1, 0], y_score=[0.1, 0.8, 0.6, 0.7], threshold=[0.2, 0.65], metrics=["auroc", "ppv"], ci=None)
        >>> result.where(metric="ppv", threshold=0.65).one().value
        0.5
        """
        return where(self, model, metric, attribute, group, threshold)

    def _used(self, column: str) -> list[int]:
        """The codes in a column, in order of appearance."""
        return list(dict.fromkeys(self._columns[column].tolist()))

    def _group_codes(self) -> npt.NDArray[np.int64]:
        codes: npt.NDArray[np.int64] = self._columns["partition"].astype(np.int64) << 32 | self._columns["group"]
        return codes

    def _used_groups(self) -> list[tuple[int, int]]:
        return [(code >> 32, code & 0xFFFFFFFF) for code in dict.fromkeys(self._group_codes().tolist())]

    # --- contents ----------------------------------------------------------------------------------------------------------------

    @property
    def models(self) -> list[str]:
        """The models of the rows, in order of appearance."""
        return [self._models[code] for code in self._used("model")]

    @property
    def metrics(self) -> list[str]:
        """The metrics of the rows with their parameters, such as "auroc" and "f_beta(beta=2)", in order of appearance."""
        return list(dict.fromkeys(metric_text(*self._lines[code]) for code in self._used("line")))

    @property
    def thresholds(self) -> list[float | str]:
        """The thresholds of the rows, numbers and rules, in order of appearance."""
        parameters = [self._lines[code][1] for code in self._used("line")]
        return list(dict.fromkeys(p["threshold"] for p in parameters if "threshold" in p))

    @property
    def groups(self) -> list[str]:
        """The groups of the rows as they are printed and as `where` takes them, such as "all" and "sex=F", in order of appearance."""
        return [group_label(self._partitions[p][0], self._partitions[p][1][g]) for p, g in self._used_groups()]

    @cached_property
    def counts(self) -> Counts:
        """The confusion counts of the models, thresholds and groups of the rows; rows without a threshold keep those of every threshold."""
        return counts_of_rows(self)

    @cached_property
    def comparisons(self) -> Comparisons:
        """The comparisons of models on the same rows: those of the metrics, thresholds and groups of the rows that involve their models.

        There are none unless `evaluate` was given `compare`.
        """
        return comparisons_of_rows(self)

    @cached_property
    def gaps(self) -> Gaps:
        """The gaps between groups: those of the models, metrics, thresholds and attributes of the rows that involve their groups.

        There are none unless `evaluate` was given `gaps`.
        """
        return gaps_of_rows(self)

    @property
    def goals(self) -> Goals:
        """The goals of the audit with their verdicts; none if the result was not made by an audit. `clinmetrics.judge` judges others."""
        from .audit.goals import Goals

        return Goals(copy.deepcopy((self.audit or {}).get("goals") or []))

    @property
    def curves(self) -> list[dict[str, Any]]:
        """The tables from which the curves are drawn, for the models with scores and the groups of the rows.

        Groups below the minimum size have none. Raises ValueError if the result was made without curves, or is a public view.
        """
        why = None if self._curves else why_no_curves(self.provenance)
        if why is not None:
            raise ValueError(why)
        return curves_of_rows(self)

    @property
    def plot(self) -> Plots:
        """The pictures of the result, such as ``result.plot.roc()``. They need matplotlib, the extra `plot`."""
        from .displays import Plots

        return Plots(self)

    # --- tables and files --------------------------------------------------------------------------------------------------------

    def table(
        self,
        rows: str | Sequence[str] | None = None,
        columns: str | Sequence[str] | None = None,
        cell: str | None = None,
        caption: str = "",
    ) -> ResultTable:
        """A table for a paper.

        Parameters
        ----------
        rows, columns : str or sequence of str, optional
            What the rows and the columns stand for: some of "model", "metric", "attribute", "group", "threshold", "n" and "events". By
            default groups by metrics, or metrics by models if there is one group. Unless "threshold" is named, the name of a metric
            contains its threshold; unless "attribute" is named, the name of a group contains its attribute.
        cell : str, optional
            The format of a cell, with any fields of an `Estimate`, such as "{value:.3f}" or "{numerator:.0f}/{denominator:.0f}". By
            default the value with its interval, as "{value:.2f} ({lower:.2f}–{upper:.2f})", but with more digits where two decimals
            would hide a number: 0.0010 (0.00054–0.0018).
        caption : str
            The title.

        Returns
        -------
        ResultTable
            With ``to_markdown``, ``to_csv``, ``to_html``, ``to_latex``, ``to_styler``, ``to_word`` and ``to_excel``. A cell without a value
            or an interval shows the reason in a footnote.

        Raises
        ------
        ValueError
            Several values belong to one cell; the message says what to add to `rows` or `columns`.

        Examples
        --------
        >>> import clinmetrics as cm
        >>> y, risk = [0, 0, 1, 0, 1] * 10, [.1, .4, .6, .3, .8, .2, .5, .3, .1, .7] * 5
        >>> result = cm.evaluate(y_true=y, y_score=risk, metrics=["auroc", "brier"], ci=None)
        >>> print(result.table(cell="{value:.3f}").to_csv().splitlines()[1])
        AUROC,0.896
        """
        from .result_table import table_of

        return table_of(self, rows, columns, cell, caption)

    def to_json_dict(self) -> dict[str, Any]:
        """The result as plain dicts and lists: what `to_json` writes."""
        found: dict[str, Any] = json.loads(self.to_json())
        return found

    def to_json(self, path: str | Path | None = None, view: Literal["full", "public"] = "full") -> str:
        """JSON text (schema "clinmetrics.result/2"); every number reads back to the same double. Also written to `path` if given.

        The file is written beside its place and renamed, so that a failure leaves an older file as it was. With ``view="public"`` it is
        that of `public`.
        """
        from .result_json import to_text

        text = to_text(self._of_view(view))
        if path is not None:
            from ._files import write_files

            write_files({path: text + "\n"})
        return text

    @classmethod
    def from_json(cls, source: str | Path) -> Result:
        """Reads a result that `to_json` of this or an earlier version wrote: the text itself, or a path.

        Raises
        ------
        ValueError
            The document is not a result; the message names the field, and quotes nothing of it.
        FileNotFoundError
            There is no such file.
        """
        from .result_reader import read_source

        return read_source(source)

    @classmethod
    def from_json_dict(cls, document: Mapping[str, Any]) -> Result:
        """The result from the dict of `to_json_dict`. Raises ValueError as `from_json` does."""
        from .result_reader import read_document

        return read_document(document)

    @overload
    def report(self, path: None = None, view: Literal["full", "public"] = "full") -> InlineReport: ...
    @overload
    def report(self, path: str | Path, view: Literal["full", "public"] = "full") -> Path: ...
    def report(self, path: str | Path | None = None, view: Literal["full", "public"] = "full") -> Path | InlineReport:
        """Writes the report: a PDF if `path` ends with ``.pdf``, else one self-contained HTML page; with ``view="public"`` that of `public`.

        Without a path, nothing is written, and the report is shown in the notebook.

        HTML needs the extra `report`, PDF the extra `pdf`. A PDF that misses a standard, such as for want of a font for some characters, is
        written all the same; a warning says what it misses.

        Parameters
        ----------
        path : str or Path, optional
            The file to write.
        view : {"full", "public"}
            What the report contains.

        Returns
        -------
        Path or InlineReport
            The file; or an object that a notebook shows as the report.

        Examples
        --------
        >>> import tempfile
        >>> import clinmetrics as cm
        >>> result = cm.evaluate(y_true=[0, 1, 1, 0], y_score=[0.1, 0.8, 0.6, 0.3], metrics="auroc")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     result.report(f"{folder}/audit.html").read_text(encoding="utf-8").count("</html>")
        1
        >>> result.report()
        the report of a result; notebooks show it, and report("audit.html") writes it
        """
        import warnings
        from pathlib import Path

        document = self._of_view(view).to_json_dict()
        if path is None:
            from .report.inline import InlineReport
            from .report.render import render

            return InlineReport(render(document))
        from .report.files import content_of, write_content

        content = content_of(document, path)
        write_content(content, path)
        for notice in content.notices:
            warnings.warn(notice, UserWarning, stacklevel=2)
        return Path(path)

    def public(self, k: int = SMALLEST_SHOWN) -> Result:
        """The view that may be published: rounded, without small counts, curves, digests and names of files.

        Parameters
        ----------
        k : int, default 11
            Groups with fewer than k units, positive rows or negative rows are hidden, and so are values behind which a count below k
            stands. Further groups are hidden so that no hidden count follows from the total and what is shown. The page about privacy
            describes the rules and their limits.

        Returns
        -------
        Result
            With ``provenance["view"] == "public"``.

        Examples
        --------
        >>> import clinmetrics as cm
        >>> y, risk = [0, 1] * 60, [i % 7 / 7 for i in range(120)]
        >>> site = ["a"] * 60 + ["b"] * 54 + ["c"] * 6
        >>> result = cm.evaluate(y_true=y, y_score=risk, groups={"site": site}, metrics="auroc")
        >>> result.public().groups  # c is hidden, and a, so that c is not the difference between all and the others
        ['all', 'site=b']
        >>> result[0].value, result.public()[0].value
        (0.49291666666666667, 0.49)
        """
        from .views import public_document

        return Result.from_json_dict(public_document(self.to_json_dict(), k))

    def _of_view(self, view: str) -> Result:
        if view not in ("full", "public"):
            raise ValueError("`view` must be 'full' or 'public'")
        return self.public() if view == "public" else self

    def model_card(self, path: str | Path | None = None, *, model: str | None = None) -> str:
        """The card of a model in the format of the Coalition for Health AI (Applied Model Card, version 0.2), as XML. Also written to `path`.

        The values and intervals are those of the result; texts such as the intended use are those of the audit's specification. What is not
        known is called not given.

        Parameters
        ----------
        path : str or Path, optional
            The file to write.
        model : str, optional
            The model, if the result has several.

        Examples
        --------
        >>> import clinmetrics as cm
        >>> result = cm.evaluate(y_true=[0, 1, 1, 0], y_score=[0.1, 0.8, 0.6, 0.3], metrics="auroc")
        >>> card = result.model_card()
        >>> card.count("<MetricResult>"), '"estimate": 1.0' in card
        (4, True)
        """
        from .model_card import model_card

        text = model_card(self, model)
        if path is not None:
            from ._files import write_files

            write_files({path: text})
        return text

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Result):
            return NotImplemented
        return self.to_json_dict() == other.to_json_dict()

    __hash__ = None  # type: ignore[assignment]

    # --- text --------------------------------------------------------------------------------------------------------------------

    def lines_of_text(self, limit: int = result_text.SHOWN) -> list[result_text.Line]:
        """Model, group, metric, value, interval, and method or reason, one line per row, for readers."""
        return [result_text.line_of(e) for e in map(self.row, range(min(len(self), limit)))]

    def __repr__(self) -> str:
        return result_text.text_of(self)

    def _repr_html_(self) -> str:
        return result_text.html_of(self)
