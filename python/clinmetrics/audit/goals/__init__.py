# SPDX-License-Identifier: Apache-2.0
"""Goals: whether the numbers of a result reach what was demanded before, with four verdicts.

`asked` checks the goals, `places` finds the rows that a goal is about, `verdict` judges one number, `sufficient` says how many rows would
have sufficed, `sentence` explains, `judge` puts the verdicts together, and `view` shows them.
"""

from __future__ import annotations

from .judge import judge
from .verdict import REASONS, VERDICTS
from .view import Goals, exit_code

__all__ = ["REASONS", "VERDICTS", "Goals", "exit_code", "judge"]
