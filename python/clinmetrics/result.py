# SPDX-License-Identifier: Apache-2.0
"""What an evaluation gives: one long table, and single rows of it as numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from . import _core

if TYPE_CHECKING:  # what a plain import need not pay for
    from pathlib import Path

    import numpy.typing as npt

SCHEMA = "clinmetrics.result/1"
FLAGS = ("threshold_rounding", "prevalence_fixed_by_design", "low_effective_sample_size", "small_stratum")
COLUMNS = (
    "model", "metric", "parameters", "attribute", "group", "value", "status", "lower", "upper", "level", "method", "interval_status",
    "flags", "se", "df", "n", "n_positive", "n_negative", "n_units", "weight_sum", "n_eff", "n_resamples", "n_undefined",
)  # fmt: skip
_REALS = ("value", "lower", "upper", "level", "se", "df", "weight_sum", "n_eff")
_COUNTS = ("n", "n_positive", "n_negative", "n_units", "n_resamples", "n_undefined")


class Estimate:
    """One number with its interval. `float(e)` is the value.

    Attributes
    ----------
    value, lower, upper : float
        The value and its limits; NaN where undefined, with the reason in `status` or `interval_status`.
    level : float
        The interval's level, such as 0.95.
    method : str
        How the interval was made.
    status, interval_status : str
        "ok", or why there is no value or no interval.
    flags : tuple of str
        What a reader should know.
    se, df : float
        Standard error on the value's scale and its degrees of freedom, NaN where the method has none.
    n, n_positive, n_negative, n_units : int
        Rows, positive and negative rows, and units of resampling.
    weight_sum, n_eff : float
        Sum of the weights and Kish's effective number of rows.
    n_resamples, n_undefined : int
        Replicates used, and how many of them were undefined.
    model, metric, parameters, attribute, group :
        What the number is about; `group` is a tuple of levels, None where missing, () for all rows.
    """

    __slots__ = (
        "attribute", "df", "flags", "group", "interval_status", "level", "lower", "method", "metric", "model", "n", "n_eff",
        "n_negative", "n_positive", "n_resamples", "n_undefined", "n_units", "parameters", "replicates", "se", "status", "upper",
        "value", "weight_sum",
    )  # fmt: skip

    value: float
    lower: float
    upper: float
    level: float
    method: str
    status: str
    interval_status: str
    flags: tuple[str, ...]
    se: float
    df: float
    n: int
    n_positive: int
    n_negative: int
    n_units: int
    weight_sum: float
    n_eff: float
    n_resamples: int
    n_undefined: int
    model: str
    metric: str
    parameters: dict[str, Any]
    attribute: tuple[str, ...]
    group: tuple[str | None, ...]
    replicates: npt.NDArray[np.float64] | None

    def __init__(self, **fields: Any) -> None:
        for name in self.__slots__:
            setattr(self, name, fields.get(name))

    @classmethod
    def from_engine(cls, metric: str, level: float, row: tuple[Any, ...]) -> Estimate:
        """From the tuple that the engine gives for a single estimate."""
        e = cls.__new__(cls)
        (
            e.value, e.lower, e.upper, method, status, interval_status, flags, e.se, e.df, e.n, e.n_positive, e.n_negative,
            e.n_units, e.weight_sum, e.n_eff, e.n_resamples, e.n_undefined, _, _,
        ) = row  # fmt: skip
        e.method, e.status = _core.methods[method], _core.statuses[status]
        e.interval_status, e.flags, e.level = _core.interval_statuses[interval_status], flag_names(flags), level
        e.model, e.metric, e.parameters, e.attribute, e.group, e.replicates = "", metric, {}, (), (), None
        return e

    def __float__(self) -> float:
        return self.value

    def __repr__(self) -> str:
        return describe(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Estimate):
            return NotImplemented
        return all(_same(getattr(self, s), getattr(other, s)) for s in self.__slots__)

    __hash__ = None  # type: ignore[assignment]


def flag_names(bits: int) -> tuple[str, ...]:
    """The flags whose bits are set."""
    return tuple(name for i, name in enumerate(FLAGS) if bits >> i & 1) if bits else ()


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float) and math.isnan(a):
        return math.isnan(b)
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return np.array_equal(a, b, equal_nan=True)
    return bool(a == b)


def number_text(x: float, digits: int = 3) -> str:
    """A number for people: fixed decimals while it is small, ∞ where it is."""
    if math.isnan(x):
        return "–"
    if math.isinf(x):
        return "∞" if x > 0 else "-∞"
    text = f"{x:.{digits}f}" if abs(x) < 1000 else f"{x:.4g}"
    return text.lstrip("-") if float(text) == 0 else text


def interval_text(lower: float, upper: float) -> str:
    """[0.851, 0.893], or nothing where there is no interval."""
    return "" if math.isnan(lower) else f"[{number_text(lower)}, {number_text(upper)}]"


def printable(text: str) -> str:
    """Other people's text as a terminal may show it: control characters spelt out."""
    return text if text.isprintable() else "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def describe(e: Estimate) -> str:
    """As in 0.873 [0.851, 0.893] (hull 95 %, n = 400)."""
    if e.status not in ("ok", "zero_denominator") or math.isnan(e.value):
        return f"undefined ({e.status}, n = {e.n})"
    if math.isnan(e.lower):
        why = "" if e.interval_status == "not_requested" else f"no interval: {e.interval_status}, "
        return f"{number_text(e.value)} ({why}n = {e.n})"
    return f"{number_text(e.value)} {interval_text(e.lower, e.upper)} ({e.method} {100 * e.level:g} %, n = {e.n})"


def escape_level(level: str | None) -> str:
    """A group's level in a frame: `*` joins levels of a cross, `(missing)` is missing; the data's own are escaped by a backslash."""
    if level is None:
        return "(missing)"
    text = level.replace("\\", "\\\\").replace("*", "\\*")
    return "\\(missing)" if text == "(missing)" else text


class Result:
    """The long table of an evaluation: a row for each model, metric, parameters and group.

    Iterating gives an `Estimate` a row. `result["auroc"]` keeps the rows of a metric and is a Result, too; `where` keeps rows by any
    column; `one` gives the single row that is left.
    """

    def __init__(
        self,
        models: list[str],
        partitions: list[tuple[list[str], list[list[str | None]]]],
        lines: list[tuple[str, dict[str, Any]]],
        columns: dict[str, npt.NDArray[Any]],
        curves: list[dict[str, Any]],
        provenance: dict[str, Any],
        replicates: list[npt.NDArray[np.float64]] | None = None,
    ) -> None:
        self.models = models
        self.partitions = partitions
        self.provenance = provenance
        self.curves = curves
        self._lines = lines
        self._columns = columns
        self._replicates = replicates

    def __len__(self) -> int:
        return len(self._columns["value"])

    def __iter__(self) -> Iterator[Estimate]:
        return (self.row(i) for i in range(len(self)))

    def row(self, i: int) -> Estimate:
        """Row i as an Estimate."""
        c = self._columns
        metric, parameters = self._lines[c["line"][i]]
        parts, groups = self.partitions[c["partition"][i]]
        return Estimate(
            model=self.models[c["model"][i]],
            metric=metric,
            parameters=parameters,
            attribute=tuple(parts),
            group=tuple(groups[c["group"][i]]),
            status=_core.statuses[c["status"][i]],
            method=_core.methods[c["method"][i]],
            interval_status=_core.interval_statuses[c["interval_status"][i]],
            flags=flag_names(int(c["flags"][i])),
            replicates=None if self._replicates is None else self._replicates[i],
            **{name: float(c[name][i]) for name in _REALS},
            **{name: int(c[name][i]) for name in _COUNTS},
        )

    def one(self) -> Estimate:
        """The only row. Raises ValueError if there are none or several."""
        if len(self) != 1:
            raise ValueError(f"the result has {len(self)} rows; narrow it down with where(model=, metric=, attribute=, group=, threshold=)")
        return self.row(0)

    def __getitem__(self, metric: str) -> Result:
        """The rows of one metric, by name, alias or text form such as "f_beta(beta=2)"."""
        return self.where(metric=metric)

    def where(
        self,
        *,
        model: str | None = None,
        metric: str | None = None,
        attribute: str | tuple[str, ...] | None = None,
        group: str | tuple[str | None, ...] | None = None,
        threshold: float | None = None,
    ) -> Result:
        """The rows that match; `attribute="all"` keeps the rows over everyone."""
        keep = np.ones(len(self), dtype=bool)
        if model is not None:
            if model not in self.models:
                raise KeyError(f"no model {model!r}; there are {', '.join(self.models)}")
            keep &= self._columns["model"] == self.models.index(model)
        if metric is not None:
            keep &= np.isin(self._columns["line"], self._lines_of(metric))
        if threshold is not None:
            chosen = [i for i, (_, p) in enumerate(self._lines) if p.get("threshold") == threshold]
            keep &= np.isin(self._columns["line"], chosen)
        if attribute is not None:
            keep &= np.isin(self._columns["partition"], self._partitions_of(attribute))
        if group is not None:
            wanted = (group,) if isinstance(group, str) else tuple(group)
            texts = {(p, g) for p, (_, groups) in enumerate(self.partitions) for g, key in enumerate(groups) if tuple(key) == wanted}
            pairs = zip(self._columns["partition"].tolist(), self._columns["group"].tolist())
            keep &= np.fromiter((pair in texts for pair in pairs), dtype=bool, count=len(self))
        rows = np.flatnonzero(keep)
        return Result(
            self.models,
            self.partitions,
            self._lines,
            {name: column[rows] for name, column in self._columns.items()},
            self.curves,
            self.provenance,
            None if self._replicates is None else [self._replicates[i] for i in rows],
        )

    def _partitions_of(self, attribute: str | tuple[str, ...]) -> list[int]:
        if attribute in ("all", ()):
            return [i for i, (names, _) in enumerate(self.partitions) if not names]
        forms = [attribute.split("*"), [attribute]] if isinstance(attribute, str) else [list(attribute)]
        found = [
            i for i, (names, _) in enumerate(self.partitions) if names and (list(names) in forms or self._attribute_text(i) == attribute)
        ]
        if not found:
            known = [str(self._attribute_text(i)) for i, (names, _) in enumerate(self.partitions) if names]
            raise KeyError(f"no attribute {attribute!r}; there are {', '.join(known) or 'none'}")
        return found

    def _lines_of(self, metric: str) -> list[int]:
        name = _core.canonical_metric(metric)
        plain = name.partition("(")[0]
        exact = "(" in metric
        found = [
            i for i, (m, p) in enumerate(self._lines) if m == plain and (not exact or _core.canonical_metric(metric_text(m, p)) == name)
        ]
        if not found:
            raise KeyError(f"no metric {metric!r}; there are {', '.join(dict.fromkeys(m for m, _ in self._lines))}")
        return found

    # --- views ---------------------------------------------------------------------------------------------------------------------

    def _attribute_text(self, partition: int) -> str | None:
        parts = self.partitions[partition][0]
        return "*".join(escape_level(p) for p in parts) if parts else None

    def _group_text(self, partition: int, group: int) -> str | None:
        key = self.partitions[partition][1][group]
        return "*".join(escape_level(level) for level in key) if key else None

    def to_dict(self) -> dict[str, list[Any]]:
        """The long table as plain Python columns, in the order of `COLUMNS`."""
        import json

        c = {name: column.tolist() for name, column in self._columns.items()}
        attributes = [self._attribute_text(p) for p in range(len(self.partitions))]
        groups = [[self._group_text(p, g) for g in range(len(self.partitions[p][1]))] for p in range(len(self.partitions))]
        texts = [json.dumps(p, sort_keys=True) for _, p in self._lines]
        made: dict[str, list[Any]] = {
            "model": [self.models[i] for i in c["model"]],
            "metric": [self._lines[i][0] for i in c["line"]],
            "parameters": [texts[i] for i in c["line"]],
            "attribute": [attributes[p] for p in c["partition"]],
            "group": [groups[p][g] for p, g in zip(c["partition"], c["group"])],
            "status": [_core.statuses[i] for i in c["status"]],
            "method": [_core.methods[i] for i in c["method"]],
            "interval_status": [_core.interval_statuses[i] for i in c["interval_status"]],
            "flags": [",".join(flag_names(i)) for i in c["flags"]],
        }
        return {name: made[name] if name in made else c[name] for name in COLUMNS}

    def to_frame(self, kind: str = "pandas") -> Any:
        """The long table as a dataframe: "pandas", "polars" or "pyarrow"."""
        table = self.to_dict()
        if kind == "pandas":
            import pandas as pd

            return pd.DataFrame(
                {name: self._columns.get(name) if name in (*_REALS, *_COUNTS) else column for name, column in table.items()}
            )
        if kind == "polars":
            import polars as pl

            return pl.DataFrame(
                table, schema={n: pl.Float64 if n in _REALS else pl.Int64 if n in _COUNTS else pl.String for n in COLUMNS}, strict=False
            )
        if kind == "pyarrow":
            import pyarrow as pa

            types = {name: pa.float64() if name in _REALS else pa.int64() if name in _COUNTS else pa.string() for name in COLUMNS}
            return pa.table({name: pa.array(column, type=types[name]) for name, column in table.items()})
        raise ValueError("`kind` must be 'pandas', 'polars' or 'pyarrow'")

    def to_json_dict(self) -> dict[str, Any]:
        """The result as plain dicts and lists, as `to_json` writes it."""
        c = {name: column.tolist() for name, column in self._columns.items()}
        rows = []
        for i in range(len(self)):
            metric, parameters = self._lines[c["line"][i]]
            parts, groups = self.partitions[c["partition"][i]]
            row: dict[str, Any] = {
                "model": self.models[c["model"][i]],
                "metric": metric,
                "parameters": dict(sorted(parameters.items())),
                "attribute": self._attribute_text(c["partition"][i]),
                "group": [{"attribute": a, "value": v} for a, v in zip(parts, groups[c["group"][i]])],
                "status": _core.statuses[c["status"][i]],
                "method": _core.methods[c["method"][i]],
                "interval_status": _core.interval_statuses[c["interval_status"][i]],
                "flags": list(flag_names(c["flags"][i])),
            }
            row.update({name: json_number(c[name][i]) for name in _REALS})
            row.update({name: c[name][i] for name in _COUNTS})
            if self._replicates is not None:
                row["replicates"] = [json_number(x) for x in self._replicates[i].tolist()]
            rows.append({name: row[name] for name in (*COLUMNS, "replicates") if name in row})
        used = sorted(set(c["partition"]))
        attributes = [{"name": self._attribute_text(p), "parts": list(self.partitions[p][0])} for p in used if self.partitions[p][0]]
        return {
            "schema": SCHEMA,
            "provenance": self.provenance,
            "models": self.models,
            "attributes": attributes,
            "rows": rows,
            "curves": self.curves,
        }

    def to_json(self, path: str | Path | None = None) -> str:
        """JSON text (schema "clinmetrics.result/1"); every number reads back to the same double. Also written to `path` if given."""
        import json
        from pathlib import Path

        text = json.dumps(self.to_json_dict(), ensure_ascii=False, allow_nan=False, indent=1)
        if path is not None:
            Path(path).write_text(text + "\n", encoding="utf-8")
        return text

    @classmethod
    def from_json(cls, source: str | Path) -> Result:
        """Reads what `to_json` wrote: the text itself, or a path."""
        import json
        from pathlib import Path

        is_text = isinstance(source, str) and source.lstrip().startswith("{")
        text = str(source) if is_text else Path(source).read_text(encoding="utf-8")
        return cls.from_json_dict(json.loads(text))

    @classmethod
    def from_json_dict(cls, document: Mapping[str, Any]) -> Result:
        """The result that `to_json_dict` gave."""
        schema = str(document.get("schema"))
        if schema != SCHEMA:
            raise ValueError(f"the document's schema is {schema!r}; this version reads {SCHEMA!r}")
        rows = document["rows"]
        models = list(document["models"])
        partitions: list[tuple[list[str], list[list[str | None]]]] = [([], [[]])]
        lines: list[tuple[str, dict[str, Any]]] = []
        codes: dict[str, list[int]] = {
            name: [] for name in ("model", "partition", "group", "line", "status", "method", "interval_status", "flags")
        }
        numbers: dict[tuple[str, ...], int] = {(): 0}
        group_numbers: list[dict[tuple[str | None, ...], int]] = [{(): 0}]
        line_numbers: dict[str, int] = {}
        for row in rows:
            parts = tuple(g["attribute"] for g in row["group"])
            key = tuple(g["value"] for g in row["group"])
            if parts not in numbers:
                numbers[parts] = len(partitions)
                partitions.append((list(parts), []))
                group_numbers.append({})
            p = numbers[parts]
            if key not in group_numbers[p]:
                group_numbers[p][key] = len(partitions[p][1])
                partitions[p][1].append(list(key))
            text = line_text(row["metric"], row["parameters"])
            if text not in line_numbers:
                line_numbers[text] = len(lines)
                lines.append((row["metric"], dict(row["parameters"])))
            codes["model"].append(models.index(row["model"]))
            codes["partition"].append(p)
            codes["group"].append(group_numbers[p][key])
            codes["line"].append(line_numbers[text])
            codes["status"].append(_core.statuses.index(row["status"]))
            codes["method"].append(_core.methods.index(row["method"]))
            codes["interval_status"].append(_core.interval_statuses.index(row["interval_status"]))
            codes["flags"].append(sum(1 << FLAGS.index(f) for f in row["flags"]))
        columns: dict[str, npt.NDArray[Any]] = {name: np.asarray(column, dtype=np.int32) for name, column in codes.items()}
        columns.update({name: np.asarray([from_json_number(r[name]) for r in rows], dtype=np.float64) for name in _REALS})
        columns.update({name: np.asarray([r[name] for r in rows], dtype=np.int64) for name in _COUNTS})
        replicates = None
        if rows and "replicates" in rows[0]:
            replicates = [np.asarray([from_json_number(x) for x in r["replicates"]]) for r in rows]
        return cls(models, partitions, lines, columns, list(document["curves"]), dict(document["provenance"]), replicates)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Result):
            return NotImplemented
        return self.to_json_dict() == other.to_json_dict()

    __hash__ = None  # type: ignore[assignment]

    def report(self, path: str | Path) -> Path:
        """Writes the self-contained HTML report. Needs the extra `report`."""
        from pathlib import Path

        from .report import write

        write(self.to_json_dict(), path)
        return Path(path)

    def lines_of_text(self, limit: int = 60) -> list[tuple[str, str, str, str, str, str]]:
        """Model, group, metric, value, interval, and method or reason: a row each, for people."""
        out = []
        for i in range(min(len(self), limit)):
            e = self.row(i)
            where = "all" if not e.attribute else ", ".join(f"{a}={'(missing)' if v is None else v}" for a, v in zip(e.attribute, e.group))
            where = printable(where)
            shown = number_text(e.value) if not math.isnan(e.value) else "undefined"
            reason = e.status if math.isnan(e.value) else e.interval_status if math.isnan(e.lower) else e.method
            out.append((printable(e.model), where, line_text(e.metric, e.parameters), shown, interval_text(e.lower, e.upper), reason))
        return out

    def __repr__(self) -> str:
        head = ("model", "group", "metric", "value", "interval", "method")
        rows = [head, *self.lines_of_text()]
        widths = [max(len(r[k]) for r in rows) for k in range(len(head))]
        text = "\n".join("  ".join(cell.ljust(w) for cell, w in zip(r, widths)).rstrip() for r in rows)
        more = len(self) - (len(rows) - 1)
        return text + (f"\n… and {more} more rows" if more > 0 else "")

    def _repr_html_(self) -> str:
        import html

        head = "".join(f"<th>{name}</th>" for name in ("model", "group", "metric", "value", "interval", "method"))
        body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in self.lines_of_text(200))
        more = len(self) - 200
        foot = f"<p>… and {more} more rows</p>" if more > 0 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{foot}"


def metric_text(metric: str, parameters: Mapping[str, Any]) -> str:
    """As in f_beta(beta=2)."""
    inside = ", ".join(f"{k}={v!r}" if isinstance(v, float) else f"{k}={v}" for k, v in parameters.items() if k != "threshold")
    return str(_core.canonical_metric(f"{metric}({inside})")) if inside else metric


def line_text(metric: str, parameters: Mapping[str, Any]) -> str:
    """As in f_beta(beta=2) @ 0.2."""
    text = metric_text(metric, parameters)
    return f"{text} @ {parameters['threshold']!r}" if "threshold" in parameters else text


def json_number(x: float) -> float | str | None:
    """JSON has no NaN and no infinity: null, "inf" and "-inf"."""
    if math.isnan(x):
        return None
    return x if math.isfinite(x) else "inf" if x > 0 else "-inf"


def from_json_number(x: float | str | None) -> float:
    """The number that `json_number` wrote."""
    return math.nan if x is None else float(x)
