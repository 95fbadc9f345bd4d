# SPDX-License-Identifier: Apache-2.0
"""The same tasks in other libraries, on the same data and in one run: ratios, after the results have been compared.

python benchmarks/peers [FAMILY…] [--quick] [--out FOLDER]
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import bootstrap_rows
import comparison_rows
import device_rows
import engine_rows
import figure
import growth_rows
import machine
from table import Row, show, write_csv

FAMILIES = {
    "bootstrap": bootstrap_rows.rows,
    "engine": engine_rows.rows,
    "comparisons": comparison_rows.rows,
    "growth": growth_rows.rows,
    "device": device_rows.rows,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("family", nargs="*", choices=[*FAMILIES, []], help="only these rows")
    parser.add_argument("--quick", action="store_true", help="smaller sizes, to see that everything runs")
    parser.add_argument("--out", type=Path, default=Path("out/bench"), help="where peers.json, peers.csv and the figures go")
    arguments = parser.parse_args()
    about = machine.describe()
    print(", ".join(f"{k} {v}" for k, v in about.items()))
    done: list[Row] = []
    for name in arguments.family or FAMILIES:
        for row in FAMILIES[name](quick=arguments.quick):
            show(row)
            done.append(row)
    arguments.out.mkdir(parents=True, exist_ok=True)
    document = {"machine": about, "rows": [row.__dict__ for row in done]}
    (arguments.out / "peers.json").write_text(json.dumps(document, indent=1) + "\n")
    write_csv(done, arguments.out / "peers.csv")
    figure.peers(done, arguments.out / "peers.svg")
    figure.growth(growth_rows.measured, arguments.out / "growth.svg")
    return 0 if all(row.agrees for row in done) else 1


if __name__ == "__main__":
    sys.exit(main())
