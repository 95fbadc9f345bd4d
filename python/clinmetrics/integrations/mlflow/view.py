# SPDX-License-Identifier: Apache-2.0
"""The view of a result that leaves this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...result import Result


def in_view(result: Result, view: str) -> Result:
    """The result as it is, or what of it may be published."""
    return result if view == "full" else result.public()
