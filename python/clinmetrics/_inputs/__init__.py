# SPDX-License-Identifier: Apache-2.0
"""The inputs of a call: columns by name or as arrays, models, and groups with their crosses and bins."""

from __future__ import annotations

from .columns import Inputs

__all__ = ["Inputs"]
