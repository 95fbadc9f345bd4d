# SPDX-License-Identifier: Apache-2.0
"""The specification of an audit: what is analysed, and where the files are."""

from __future__ import annotations

from .canonical import canonical, digest
from .faults import SpecificationError
from .model import Specification
from .read import read_specification
from .schema import json_schema

__all__ = ["Specification", "SpecificationError", "canonical", "digest", "json_schema", "read_specification"]
