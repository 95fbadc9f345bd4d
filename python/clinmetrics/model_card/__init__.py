# SPDX-License-Identifier: Apache-2.0
"""The model card of a result: CHAI's Applied Model Card, version 0.2, as XML."""

from __future__ import annotations

from .card import model_card

__all__ = ["model_card"]
