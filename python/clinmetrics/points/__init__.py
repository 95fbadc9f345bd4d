# SPDX-License-Identifier: Apache-2.0
"""The points of the pictures: plain numbers, from which the report draws its SVGs and the displays draw with matplotlib."""

from __future__ import annotations

Point = tuple[float, float]

__all__ = ["Point"]
