# SPDX-License-Identifier: Apache-2.0
"""Data sets: what a table contains, whether it is the registered version, and how two of them differ."""

from __future__ import annotations

from .compare import Drift, compare
from .describe import describe
from .errors import DatasetError
from .fingerprints import fingerprint
from .for_audit import describe_for_audit
from .manifest import Manifest, public_manifest
from .overlap import overlap
from .schema import manifest_schema
from .verify import Verification, verify

__all__ = [
    "DatasetError", "Drift", "Manifest", "Verification", "compare", "describe", "describe_for_audit", "fingerprint", "manifest_schema", "overlap",
    "public_manifest", "verify",
]  # fmt: skip
