# SPDX-License-Identifier: Apache-2.0
"""An audit: one specification in, one result and one report out."""

from __future__ import annotations

from .face import audit

__all__ = ["audit"]
