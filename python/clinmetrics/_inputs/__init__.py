# SPDX-License-Identifier: Apache-2.0
"""What a call gives: columns by name or as arrays, models, and groups with their crosses and bins."""

from __future__ import annotations

from .columns import Inputs

__all__ = ["Inputs"]
