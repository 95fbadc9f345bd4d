# SPDX-License-Identifier: Apache-2.0
"""The manifest of a data set: a mapping that reads and writes JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._text import file_fault
from .errors import DatasetError

if TYPE_CHECKING:
    from .._files import PathLike

SCHEMA = "clinmetrics.dataset/1"
_LARGEST = 1 << 26
_MEMBERS: dict[str, type | tuple[type, ...]] = {
    "view": str, "n_rows": int, "columns": list, "attributes": list, "files": list, "reading": dict, "contents": dict,
}  # fmt: skip


class Manifest(Mapping[str, Any]):
    """What describes a data set; a read-only mapping. `describe` makes it.

    ``manifest["public"]`` is the view for publication: small counts are hidden, and it contains no digest.

    Examples
    --------
    >>> from clinmetrics import dataset
    >>> manifest = dataset.describe({"age": [50, None, 61], "sex": ["F", "M", "F"]})
    >>> manifest
    Manifest(3 rows, 2 columns)
    >>> manifest["columns"][0]["missing"]
    1
    """

    def __init__(self, members: dict[str, Any]) -> None:
        self._members = members

    def __getitem__(self, name: str) -> Any:
        return self._members[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)

    def __repr__(self) -> str:
        return f"Manifest({self['n_rows']:,} rows, {len(self['columns'])} columns)"

    def to_dict(self) -> dict[str, Any]:
        """A copy as plain values of JSON."""
        copy: dict[str, Any] = json.loads(self.to_json())
        return copy

    def to_json(self, path: PathLike | None = None) -> str:
        """The JSON text, which is also written to a file if a path is given."""
        text = json.dumps(self._members, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
        if path is not None:
            from .._files import write_files

            write_files({path: text})
        return text

    @classmethod
    def from_json(cls, path: PathLike) -> Manifest:
        """Reads a full manifest that `to_json` wrote.

        Raises
        ------
        ValueError
            The file is no manifest, or the public view, which has no digests.
        """
        place = Path(os.fspath(path))
        try:
            if place.stat().st_size > _LARGEST:
                raise DatasetError("the manifest is larger than 64 MiB")
            members = json.loads(place.read_text(encoding="utf-8"))
        except OSError as e:
            raise DatasetError(file_fault("read", "the manifest", e)) from None
        except (UnicodeError, RecursionError):
            raise DatasetError("the manifest is no JSON") from None
        except ValueError as e:
            raise e if isinstance(e, DatasetError) else DatasetError("the manifest is no JSON") from None
        return cls(checked(members))


def checked(members: Any) -> dict[str, Any]:
    """The members of a full manifest, in the types that `verify` reads."""
    if not isinstance(members, dict) or members.get("schema") != SCHEMA:
        raise DatasetError(f"the manifest does not have the schema {SCHEMA}")
    if members.get("view") == "public":
        raise DatasetError("the manifest is a public view, which has no digests; give the full one")
    if not all(isinstance(members.get(name), kind) for name, kind in _MEMBERS.items()):
        raise DatasetError("the manifest is not complete")
    has_texts = all(
        isinstance(c, dict)
        and isinstance(c.get("name"), str)
        and isinstance(c.get("type"), str)
        and isinstance(c.get("sha256"), (str, type(None)))
        for c in members["columns"]
    ) and all(isinstance(f, dict) and isinstance(f.get("sha256"), str) and isinstance(f.get("bytes"), int) for f in members["files"])
    reading, missing = members["reading"], members["reading"].get("missing")
    has_reading = isinstance(reading.get("encoding"), str) and isinstance(missing, list) and all(isinstance(m, str) for m in missing)
    has_marks = all(isinstance(reading.get(name), (str, type(None))) for name in ("delimiter", "decimal"))
    if not (has_texts and has_reading and has_marks and isinstance(members["contents"].get("sha256_any_order"), str)):
        raise DatasetError("the manifest is not complete")
    return members


def public_manifest(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The public view of a manifest, as a copy; that of a public view is the same.

    Examples
    --------
    >>> from clinmetrics import dataset
    >>> public = dataset.public_manifest(dataset.describe({"age": [50, None, 61]}))
    >>> public["n_rows"], public["columns"][0]["missing"], len(public["columns"])
    (None, None, 1)
    """
    members = manifest if manifest.get("view") == "public" else manifest["public"]
    copy: dict[str, Any] = json.loads(json.dumps(members))
    return copy
