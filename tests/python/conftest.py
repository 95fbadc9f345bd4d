# SPDX-License-Identifier: Apache-2.0
"""What all tests share: Hypothesis draws the same examples in every run, helpers beside the tests can be imported, and pictures need no screen."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))
os.environ["MPLBACKEND"] = "Agg"

settings.register_profile(
    "tests", deadline=None, derandomize=True, database=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tests")
