# SPDX-License-Identifier: Apache-2.0
"""A metric of one's own: importing this package makes it known to clinmetrics."""

import clinmetrics

from ._my_metric import record

net_benefit = clinmetrics.register_metric(record())

__all__ = ["net_benefit"]
