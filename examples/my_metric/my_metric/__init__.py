# SPDX-License-Identifier: Apache-2.0
"""A metric of your own: importing this package registers it in clinmetrics."""

import clinmetrics

from ._my_metric import record

net_benefit = clinmetrics.register_metric(record())

__all__ = ["net_benefit"]
