# SPDX-License-Identifier: Apache-2.0
"""The two errors: one that entrants read, one that hosts read."""

from __future__ import annotations


class SubmissionError(ValueError):
    """A submission cannot be scored. Entrants read the message: it reveals nothing about the annotations, and repeats no id and no cell."""


class BundleError(ValueError):
    """A bundle cannot be made or used. Hosts read the messages, one for each fault."""
