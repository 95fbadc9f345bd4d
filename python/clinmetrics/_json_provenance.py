# SPDX-License-Identifier: Apache-2.0
"""The provenance of a stored result: free in its form, except for the digests, which other parts of the package read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import _json_fields as fields

_DIGESTS = {"input_sha256": ("argument", "name", "sha256"), "files": ("role", "name", "sha256")}


def read_provenance(document: Mapping[str, Any], is_earlier: bool) -> dict[str, Any]:
    """The member `provenance` of a document. The earlier schema maps the names of columns to digests, which become a list as of today."""
    found = dict(fields.free_form(fields.mapping(document, "provenance"), "provenance"))
    if is_earlier and isinstance(found.get("input_sha256"), Mapping):
        found["input_sha256"] = [{"argument": "", "name": name, "sha256": digest} for name, digest in found["input_sha256"].items()]
    for key, names in _DIGESTS.items():
        if found.get(key) is not None:
            for i, entry in enumerate(fields.objects(found, key, "provenance")):
                for name in names:
                    fields.text(entry, name, f"provenance.{key}[{i}]")
    return found
