# SPDX-License-Identifier: Apache-2.0
"""Reads a stored result. Every field is checked here and nowhere else; one ValueError names the first field that is wrong."""

from __future__ import annotations

import errno
import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from . import _core, _json_audit, _json_curves
from . import _json_fields as fields
from ._groups import Level, Partition, attribute_text
from ._json_parse import parse
from ._json_provenance import read_provenance
from ._tables import COMPARISONS, COUNTS, FLAGS, GAPS, ROWS, TABLES, Column, stored_types
from ._text import printable
from .notices import Notice
from .result import Result
from .result_json import SCHEMA

EARLIER_SCHEMA = "clinmetrics.result/1"
_NEW = {"numerator": math.nan, "denominator": math.nan, "published_lower": math.nan, "published_upper": math.nan, "published_method": 0}
"""Columns that a document of the earlier schema may lack, and what stands in their place."""
_SIZES = ("numerator", "denominator", "weight_sum", "n_eff")
_LONGEST_PATH = 4096
_KEYS = frozenset(
    (*(column.name for table in TABLES.values() for column in table), *TABLES, *_json_curves.KEYS, *_json_audit.KEYS, "schema", "provenance", "models",
     "attributes", "notices", "curves", "replicates", "value", "name", "parts", "code", "text", "metrics", "count", "first_row")
)  # fmt: skip


def read_source(source: str | Path) -> Result:
    """Reads a result from a JSON text, or from the file at a path."""
    if not isinstance(source, (str, os.PathLike)):
        raise TypeError("`source` must be a JSON text or a path")
    if isinstance(source, str) and _is_document(source):
        return read_document(parse(source.removeprefix("\ufeff"), _KEYS))
    path = Path(source)
    name = printable(path.name)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except IsADirectoryError:
        raise ValueError(f"{name} is a folder; give the path of a JSON file") from None
    except UnicodeDecodeError as e:
        raise ValueError(f"{name} is not UTF-8 text (byte {e.start})") from None
    except OSError as e:
        if e.errno == errno.ENAMETOOLONG:
            raise ValueError("`source` is neither a JSON text nor the path of a file") from None
        raise
    try:
        return read_document(parse(text, _KEYS))
    except ValueError as e:
        raise ValueError(f"{name}: {e}") from None


def _is_document(source: str) -> bool:
    """Whether a text is a document and not a path. A text that is long or has several lines is not a path and must not be quoted as one."""
    start = source.lstrip("\ufeff \t\r\n")[:1]
    return start in ("{", "[", '"', "") or len(source) > _LONGEST_PATH or "\n" in source or "\0" in source


def read_document(document: Any) -> Result:
    """Makes a result of a parsed document."""
    if not isinstance(document, Mapping):
        fields.refuse("document", "is not a JSON object")
    if fields.field(document, "schema", "") not in (SCHEMA, EARLIER_SCHEMA):
        fields.refuse("schema", f"is not a schema that this version reads ({EARLIER_SCHEMA} and {SCHEMA})")
    is_earlier = document["schema"] == EARLIER_SCHEMA
    provenance = read_provenance(document, is_earlier)
    models = fields.texts(document, "models")
    if len(set(models)) < len(models):
        fields.refuse("models", "names a model twice")
    numbering = _Numbering(models, _attributes(document))
    entries = fields.objects(document, "rows")
    columns = _row_columns(entries, numbering, _NEW if is_earlier else {})
    return Result(
        models=models,
        partitions=numbering.partitions,
        lines=numbering.lines,
        columns=columns,
        curves=_json_curves.read_curves(document, is_earlier, numbering.place),
        provenance=provenance,
        audit=_json_audit.read_audit(document),
        replicates=_replicates(entries),
        counts=None if is_earlier else _count_columns(fields.objects(document, "counts"), numbering),
        comparisons=_contrast_columns(COMPARISONS, "comparisons", document, numbering),
        gaps=_contrast_columns(GAPS, "gaps", document, numbering),
        notices=()
        if is_earlier
        else [_notice(entry, f"notices[{i}]", numbering) for i, entry in enumerate(fields.objects(document, "notices"))],
    )


def _attributes(document: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The attributes and crosses by name, each with its parts."""
    found: dict[str, tuple[str, ...]] = {}
    for i, entry in enumerate(fields.objects(document, "attributes")):
        path = f"attributes[{i}]"
        name, parts = fields.text(entry, "name", path), tuple(fields.texts(entry, "parts", path))
        if name != attribute_text(parts):
            fields.refuse(f"{path}.name", "does not match its `parts`")
        found[name] = parts
    return found


class _Numbering:
    """Numbers the models, attributes, groups and lines of a document in their order."""

    def __init__(self, models: list[str], attributes: Mapping[str, tuple[str, ...]]) -> None:
        self.partitions: list[Partition] = [([], [[]])]
        self.lines: list[tuple[str, dict[str, Any]]] = []
        self._models = {name: i for i, name in enumerate(models)}
        self._attributes = attributes
        self._partition_numbers: dict[tuple[str, ...], int] = {(): 0}
        self._group_numbers: list[dict[tuple[Level, ...], int]] = [{(): 0}]
        self._line_numbers: dict[Any, int] = {}
        for parts in attributes.values():
            self._partition(parts)

    def model(self, entry: Mapping[str, Any], key: str, path: str) -> int:
        """The number of the model that the entry names."""
        name = fields.text(entry, key, path)
        return self._models[name] if name in self._models else fields.refuse(f"{path}.{key}", "is not in `models`")

    def optional_model(self, entry: Mapping[str, Any], key: str, path: str) -> int:
        """The number of a model, or -1 if there is none."""
        return -1 if fields.optional_text(entry, key, path) is None else self.model(entry, key, path)

    def attribute(self, entry: Mapping[str, Any], path: str) -> int:
        """The number of the partition that the entry names, of a table without groups of all rows."""
        name = fields.text(entry, "attribute", path)
        return (
            self._partition(self._attributes[name])
            if name in self._attributes
            else fields.refuse(f"{path}.attribute", "is not in `attributes`")
        )

    def optional_group(self, entry: Mapping[str, Any], key: str, path: str) -> int:
        """The number of a group within the entry's attribute, or -1 if there is none."""
        return -1 if fields.field(entry, key, path) is None else self.group(entry, path, key)[1]

    def group(self, entry: Mapping[str, Any], path: str, key_of: str = "group") -> tuple[int, int]:
        """The numbers of the entry's partition and group."""
        levels = [(i, part) for i, part in enumerate(fields.objects(entry, key_of, path))]
        parts = tuple(fields.text(part, "attribute", f"{path}.{key_of}[{i}]") for i, part in levels)
        key = tuple(fields.optional_text(part, "value", f"{path}.{key_of}[{i}]") for i, part in levels)
        if fields.optional_text(entry, "attribute", path) != attribute_text(parts):
            fields.refuse(f"{path}.attribute", f"does not match the attributes of `{key_of}`")
        p = self._partition(parts)
        if key not in self._group_numbers[p]:
            self._group_numbers[p][key] = len(self.partitions[p][1])
            self.partitions[p][1].append(list(key))
        return p, self._group_numbers[p][key]

    def _partition(self, parts: tuple[str, ...]) -> int:
        if parts not in self._partition_numbers:
            self._partition_numbers[parts] = len(self.partitions)
            self.partitions.append((list(parts), []))
            self._group_numbers.append({})
        return self._partition_numbers[parts]

    def place(self, entry: Mapping[str, Any], path: str) -> tuple[int, int, int]:
        """The numbers of the entry's model, partition and group."""
        return (self.model(entry, "model", path), *self.group(entry, path))

    def line(self, entry: Mapping[str, Any], path: str) -> int:
        """The number of the entry's metric and parameters."""
        metric = fields.text(entry, "metric", path)
        parameters = {
            fields.a_text(key, f"{path}.parameters"): _parameter(key, value, f"{path}.parameters")
            for key, value in fields.mapping(entry, "parameters", path).items()
        }
        identity = (metric, tuple((key, repr(value)) for key, value in parameters.items()))
        if identity not in self._line_numbers:
            self._line_numbers[identity] = len(self.lines)
            self.lines.append((metric, parameters))
        return self._line_numbers[identity]


def _parameter(key: str, value: Any, path: str) -> Any:
    """A parameter keeps its type: a whole number, a double, or a text; a threshold is a double or a rule."""
    if key == "threshold" and isinstance(value, str) and value not in ("inf", "-inf"):
        try:
            return str(_core.rule_text(value))
        except ValueError:
            fields.refuse(f"{path}.threshold", "is neither a number nor a rule")
    if key == "threshold":
        threshold = fields.a_number(value, lambda: f"{path}.threshold")
        return fields.refuse(f"{path}.threshold", "is null") if math.isnan(threshold) else threshold
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value not in ("inf", "-inf"):
        return fields.a_text(value, path)
    return fields.a_number(value, lambda: path)


def _row_columns(entries: list[Mapping[str, Any]], numbering: _Numbering, defaults: Mapping[str, Any]) -> dict[str, Any]:
    columns = _columns(ROWS, "rows", entries, numbering, defaults)
    _check_limits(columns, "rows")
    for name in _SIZES:
        _refuse_where((columns[name] < 0) | (columns[name] == math.inf), "rows", name, "is negative or infinite")
    return columns


def _contrast_columns(table: Sequence[Column], section: str, document: Mapping[str, Any], numbering: _Numbering) -> dict[str, Any]:
    """The comparisons or the gaps; an earlier document has none."""
    columns = _columns(table, section, fields.objects(document, section) if section in document else [], numbering)
    _check_limits(columns, section)
    return columns


def _check_limits(columns: dict[str, Any], section: str) -> None:
    _refuse_where(columns["lower"] > columns["upper"], section, "lower", "is greater than `upper`")
    _refuse_where((columns["level"] <= 0) | (columns["level"] >= 1), section, "level", "is not between 0 and 1")


def _columns(
    table: Sequence[Column],
    section: str,
    entries: list[Mapping[str, Any]],
    numbering: _Numbering,
    defaults: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The arrays of a table, with `defaults` of the columns that an entry may lack."""
    types = stored_types(table)
    cells: dict[str, list[Any]] = {name: [] for name in types}
    for i, entry in enumerate(entries):
        path = f"{section}[{i}]"
        for column in table:
            if defaults and column.name in defaults and column.name not in entry:
                cells[column.stored].append(defaults[column.name])
            else:
                _read_cell(column, entry, path, numbering, cells)
    return {name: np.asarray(cells[name], dtype=dtype) for name, dtype in types.items()}


def _read_cell(column: Column, entry: Mapping[str, Any], path: str, numbering: _Numbering, cells: dict[str, list[Any]]) -> None:
    """Reads one cell. Parameters are read with their metric, and attributes with their group."""
    name, add = column.name, cells[column.stored].append
    if column.kind == "model":
        add(numbering.model(entry, name, path))
    elif column.kind == "optional_model":
        add(numbering.optional_model(entry, name, path))
    elif column.kind == "attribute" and "group" not in cells:
        add(numbering.attribute(entry, path))
    elif column.kind == "optional_group":
        add(numbering.optional_group(entry, name, path))
    elif column.kind == "metric":
        add(numbering.line(entry, path))
    elif column.kind == "group":
        partition, group = numbering.group(entry, path)
        cells["partition"].append(partition)
        add(group)
    elif column.kind == "word":
        add(fields.code(entry, name, path, column.words))
    elif column.kind == "flags":
        add(_flag_bits(entry, name, path))
    elif column.kind in ("real", "optional_real"):
        add(fields.number(entry, name, path))
    elif column.kind == "optional_text":
        add(fields.optional_text(entry, name, path))
    elif column.kind == "count":
        found = fields.optional_whole(entry, name, path) if column.is_hidden else fields.whole(entry, name, path)
        add(-1 if found is None else found)


def _refuse_where(is_wrong: Any, section: str, name: str, reason: str) -> None:
    if is_wrong.any():
        fields.refuse(f"{section}[{int(is_wrong.argmax())}].{name}", reason)


def _flag_bits(entry: Mapping[str, Any], name: str, path: str) -> int:
    bits = 0
    for flag in fields.texts(entry, name, path):
        if flag not in FLAGS:
            fields.refuse(f"{path}.flags", "holds a flag that is not known to this version")
        bit = 1 << FLAGS.index(flag)
        bits = bits | bit if not bits & bit else fields.refuse(f"{path}.flags", "holds a flag twice")
    return bits


def _replicates(entries: list[Mapping[str, Any]]) -> list[Any] | None:
    if not any("replicates" in entry for entry in entries):
        return None
    return [np.asarray(fields.numbers(entry, "replicates", f"rows[{i}]"), dtype=np.float64) for i, entry in enumerate(entries)]


def _count_columns(entries: list[Mapping[str, Any]], numbering: _Numbering) -> dict[str, Any]:
    columns = _columns(COUNTS, "counts", entries, numbering)
    for column in COUNTS:
        if column.kind == "real":
            _refuse_where(~((columns[column.name] >= 0) & (columns[column.name] < math.inf)), "counts", column.name, "is not a count")
    return columns


def _notice(entry: Mapping[str, Any], path: str, numbering: _Numbering) -> Notice:
    model = fields.optional_text(entry, "model", path)
    if model is not None:
        numbering.model(entry, "model", path)  # it must be one of the document's models
    return Notice(
        code=fields.text(entry, "code", path),
        text=fields.text(entry, "text", path),
        model=model,
        metrics=tuple(fields.texts(entry, "metrics", path)),
        count=fields.whole(entry, "count", path),
        first_row=fields.optional_whole(entry, "first_row", path),
    )
