# SPDX-License-Identifier: Apache-2.0
"""The audit report: one self-contained HTML page made from a result's JSON (schema ``clinmetrics.result/2``, and the earlier ``/1``).

It reads the JSON and nothing else, so a stored result can be rendered on a machine without the compiled library.
"""

from __future__ import annotations

from .render import render, write

__all__ = ["render", "write"]
