# SPDX-License-Identifier: Apache-2.0
"""The JSON Schema of a manifest, in both views."""

from __future__ import annotations

from typing import Any

from .manifest import SCHEMA

_TEXT: dict[str, Any] = {"type": "string"}
_OPTIONAL_TEXT: dict[str, Any] = {"type": ["string", "null"]}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_OPTIONAL_COUNT: dict[str, Any] = {"type": ["integer", "null"], "minimum": 0}
_SHARE: dict[str, Any] = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
_DIGEST: dict[str, Any] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def manifest_schema() -> dict[str, Any]:
    """The JSON Schema of what `Manifest.to_json` writes, and of its public view.

    Examples
    --------
    >>> from clinmetrics import dataset
    >>> [view["properties"]["view"]["const"] for view in dataset.manifest_schema()["oneOf"]]
    ['full', 'public']
    >>> len(dataset.manifest_schema()["oneOf"])
    2
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"The manifest of a data set, {SCHEMA}",
        "oneOf": [_full(), _public()],
    }


def _record(members: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "object", "properties": {**members, **(optional or {})}, "required": list(members), "additionalProperties": False}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _or_null(one: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [one, {"type": "null"}]}


def _full() -> dict[str, Any]:
    file = _record({"name": _TEXT, "bytes": _COUNT, "sha256": _DIGEST})
    return _record(
        {
            "schema": {"const": SCHEMA},
            "view": {"const": "full"},
            "version": _TEXT,
            "files": _list(file),
            "reading": _record({"encoding": _TEXT, "delimiter": _OPTIONAL_TEXT, "decimal": _OPTIONAL_TEXT, "missing": _list(_TEXT)}),
            "contents": _record({"sha256": _DIGEST, "sha256_any_order": _DIGEST}),
            "n_rows": _COUNT,
            "unit": _OPTIONAL_TEXT,
            "n_units": _OPTIONAL_COUNT,
            "id": _or_null(_record({"column": _TEXT, "n_distinct": _COUNT, "n_missing": _COUNT, "n_repeated": _COUNT})),
            "columns": _list(_record({**_column(_COUNT), "sha256": _or_null(_DIGEST)})),
            "outcome": _or_null(_record({"column": _TEXT, "positive": _OPTIONAL_TEXT, **_outcome()})),
            "attributes": _list(_attribute(_COUNT, {})),
            "public": _public(),
        },
        {"predictions": _list(file)},
    )


def _public() -> dict[str, Any]:
    return _record(
        {
            "schema": {"const": SCHEMA},
            "view": {"const": "public"},
            "version": _TEXT,
            "k": {"type": "integer", "minimum": 3},
            "n_rows": _OPTIONAL_COUNT,
            "unit": _OPTIONAL_TEXT,
            "n_units": _OPTIONAL_COUNT,
            "columns": _list(_record(_column(_OPTIONAL_COUNT))),
            "outcome": _or_null(_record({"column": _TEXT, "positive": _OPTIONAL_TEXT, **_outcome()})),
            "attributes": _list(_attribute(_OPTIONAL_COUNT, {"pooled": _COUNT})),
            "left_out": _list(_record({"names": _list(_TEXT), "reason": _TEXT})),
        }
    )


def _column(count: dict[str, Any]) -> dict[str, Any]:
    return {"name": _TEXT, "type": _TEXT, "missing": count, "missing_share": _SHARE}


def _outcome() -> dict[str, Any]:
    interval = {"value": _SHARE, "lower": _SHARE, "upper": _SHARE, "level": {"type": "number"}, "method": _OPTIONAL_TEXT}
    return {"labeled": _OPTIONAL_COUNT, "events": _OPTIONAL_COUNT, "prevalence": _or_null(_record(interval))}


def _attribute(count: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    levels = _or_null(_list(_record({"attribute": _TEXT, "value": _OPTIONAL_TEXT})))
    group = {"group": levels, **more, "n_rows": _COUNT, "n_units": _OPTIONAL_COUNT, **_outcome()}
    missing = {"type": "object", "additionalProperties": count}
    return _record({"names": _list(_TEXT), "role": {"enum": ["subgroup", "site"]}, "groups": _list(_record({**group, "missing": missing}))})
