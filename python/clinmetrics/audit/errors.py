# SPDX-License-Identifier: Apache-2.0
"""The error for an audit that cannot be carried out."""

from __future__ import annotations


class AuditError(ValueError):
    """The message names a key of the specification, a file or a column, the count, the first row and the remedy; it contains no cell."""
