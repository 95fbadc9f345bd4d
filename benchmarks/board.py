# SPDX-License-Identifier: Apache-2.0
"""A leaderboard of many submissions from files: scores, differences to the first, ranks with intervals.

python benchmarks/board.py [--submissions 50] [--rows 10000] [--replicates 2000] [--threads 2]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import clinmetrics as cm
import numpy as np
from clinmetrics.board import score_folder


def write(folder: Path, submissions: int, rows: int) -> None:
    """The truth, and submissions that are different mixtures of the outcome and noise."""
    rng = np.random.default_rng(1)
    died, sex = (rng.random(rows) < 0.3).astype(int), rng.choice(["female", "male"], rows)
    lines = [f"{i},{y},{s}" for i, (y, s) in enumerate(zip(died.tolist(), sex.tolist()))]
    (folder / "truth.csv").write_text("\n".join(["id,died,sex", *lines]) + "\n")
    (folder / "submissions").mkdir()
    for k in range(submissions):
        risk = 0.1 * died + (0.5 + 0.005 * k) * rng.random(rows)
        cells = [f"{i},{x:.6f}" for i, x in enumerate(risk.tolist())]
        (folder / f"submissions/{k:03}.csv").write_text("\n".join(["id,risk", *cells]) + "\n")


def main() -> None:
    """Prints the time by the clock and of the processors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("submissions", 50), ("rows", 10_000), ("replicates", 2000), ("threads", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    analysis = {
        "outcome": {"column": "died"}, "models": [{"name": "m", "score": "risk"}], "metrics": ["auroc", "brier", "sensitivity"],
        "thresholds": [0.3], "groups": ["sex"], "intervals": {"n_resamples": asked.replicates},
    }  # fmt: skip
    given = cm.read_specification({"schema": "clinmetrics.audit/1", "analysis": analysis, "site": {"truth": "truth.csv"}})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, asked.submissions, asked.rows)
        clock, processors = time.perf_counter(), time.process_time()
        board = score_folder(folder / "truth.csv", folder / "submissions", given, running={"num_threads": asked.threads})
        clock, processors = time.perf_counter() - clock, time.process_time() - processors
    n = len(board.document["entries"])
    print(
        f"board: {n} submissions x {asked.rows:,} rows x {asked.replicates:,} replicates, {asked.threads} threads: {clock:.1f} s by the clock, "
        f"{processors:.1f} s of processors"
    )


if __name__ == "__main__":
    main()
