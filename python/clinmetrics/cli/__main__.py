# SPDX-License-Identifier: Apache-2.0
"""`python -m clinmetrics.cli` is the command `clinmetrics`."""

from __future__ import annotations

import sys

from .program import main

if __name__ == "__main__":
    sys.exit(main())
