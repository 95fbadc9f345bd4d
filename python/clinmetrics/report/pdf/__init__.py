# SPDX-License-Identifier: Apache-2.0
"""The audit report as a PDF, made by Typst from the same view as the HTML page."""

from __future__ import annotations

from .typeset import Made, make, render, write

__all__ = ["Made", "make", "render", "write"]
