# SPDX-License-Identifier: Apache-2.0
"""Whether the parts of a specification fit together, as far as this shows without data."""

from __future__ import annotations

from .binding import Places
from .check_columns import check_columns
from .check_comparisons import check_comparisons
from .check_context import Context
from .check_goals import check_goals
from .check_groups import check_filters, check_groups
from .check_methods import check_intervals, check_metrics
from .check_models import check_models, check_thresholds
from .check_outputs import check_outputs
from .check_site import check_site
from .faults import Fault
from .model import Specification

_CHECKS = (
    check_columns,
    check_models,
    check_thresholds,
    check_groups,
    check_filters,
    check_metrics,
    check_outputs,
    check_intervals,
    check_comparisons,
    check_goals,
    check_site,
)


def check(specification: Specification, places: Places | None = None) -> list[Fault]:
    """All faults, each at the place of the value that must change."""
    context = Context(specification, places or Places())
    for one in _CHECKS:
        one(context)
    return context.faults
