# SPDX-License-Identifier: Apache-2.0
"""A folder of submissions scored by one specification: a leaderboard with the uncertainty of its ranks."""

from __future__ import annotations

from .build import Board, score_folder

__all__ = ["Board", "score_folder"]
