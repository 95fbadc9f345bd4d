# SPDX-License-Identifier: Apache-2.0
"""The command line: audit, metrics, info, selftest."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ._core import DeviceError

EXIT_OK, EXIT_FAILED, EXIT_USAGE, EXIT_INPUT, EXIT_INTERRUPTED = 0, 1, 2, 3, 130

_EPILOG = """\
exit codes: 0 done, 1 a check failed, 2 the command line is wrong, 3 the input cannot be used, 130 interrupted

example:
  clinmetrics audit predictions.parquet --y-true died --y-score model_a --y-score model_b \\
      --group sex --group age_band --group 'sex*age_band' --threshold 0.2 --unit patient_id --out out/
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="clinmetrics",
        description="Clinical metrics with confidence intervals, overall and in subgroups.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    audit = commands.add_parser(
        "audit",
        help="evaluate a table of predictions; write audit.json and audit.html",
        description="Evaluates the models in a table of predictions (CSV or Parquet), prints the results, and writes audit.json and audit.html.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    audit.add_argument("table", type=Path, help="CSV or Parquet file with one row per prediction")
    audit.add_argument("--y-true", required=True, metavar="COLUMN", help="outcome: 0/1, booleans, or text with --pos-label")
    audit.add_argument(
        "--y-score", action="append", default=[], metavar="COLUMN", help="scores of a model, higher = more likely positive; repeatable"
    )
    audit.add_argument("--y-pred", action="append", default=[], metavar="COLUMN", help="hard labels of a model; repeatable")
    audit.add_argument("--threshold", action="append", default=[], type=float, metavar="T", help="score >= T is a flag; repeatable")
    audit.add_argument(
        "--group", action="append", default=[], metavar="COLUMN[*COLUMN]", help="attribute or cross for subgroups; repeatable"
    )
    audit.add_argument("--unit", metavar="COLUMN", help="what is resampled together, such as the patient")
    audit.add_argument("--strata", metavar="COLUMN", help="strata of the sampling design")
    audit.add_argument("--sample-weight", metavar="COLUMN", help="weights of the rows")
    audit.add_argument("--pos-label", metavar="LABEL", help="the positive label, where labels are text")
    audit.add_argument(
        "--nan-policy", choices=("raise", "drop"), default="raise", help="what to do with rows that have NaN (default: raise)"
    )
    audit.add_argument(
        "--metric",
        action="append",
        default=[],
        metavar="NAME",
        help="metric, such as auroc or 'f_beta(beta=2)'; repeatable (default: clinical)",
    )
    audit.add_argument(
        "--ci", default="auto", metavar="METHOD", help="interval method for every metric: auto (default), none, or a method's name"
    )
    audit.add_argument("--level", type=float, default=0.95, help="level of the intervals (default: 0.95)")
    audit.add_argument("--n-resamples", type=int, default=2000, metavar="B", help="bootstrap replicates (default: 2000)")
    audit.add_argument("--resampling", choices=("multinomial", "poisson", "auto"), default="multinomial", help="kind of bootstrap weights")
    audit.add_argument("--seed", type=int, default=0, help="seed of the bootstrap (default: 0)")
    audit.add_argument(
        "--min-group-size", type=int, default=10, metavar="N", help="groups of fewer units are listed, not estimated (default: 10)"
    )
    audit.add_argument("--backend", default="auto", help="auto (default) or a backend's name; see `clinmetrics info`")
    audit.add_argument("--threads", type=int, metavar="N", help="threads (default: all)")
    audit.add_argument("--out", type=Path, metavar="FOLDER", help="write audit.json and audit.html here")
    audit.add_argument("--format", choices=("table", "json", "csv"), default="table", help="what is printed (default: table)")
    audit.add_argument("--quiet", action="store_true", help="no progress bar")

    metrics = commands.add_parser("metrics", help="list the metrics, with formulas and references")
    metrics.add_argument("name", nargs="*", help="only these")
    metrics.add_argument("--json", action="store_true", help="as JSON")

    info = commands.add_parser("info", help="how this was built, what the machine offers, which backends load")
    info.add_argument("--json", action="store_true", help="as JSON")

    selftest = commands.add_parser("selftest", help="compare with the shipped reference values on this machine")
    selftest.add_argument("--json", action="store_true", help="as JSON")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command line; gives the exit code."""
    arguments = _parser().parse_args(argv)
    run = {"audit": _audit, "metrics": _metrics, "info": _info, "selftest": _selftest}[arguments.command]
    try:
        code = run(arguments)
        sys.stdout.flush()  # here, where a reader that has left is no error
        return code
    except KeyboardInterrupt:
        print("clinmetrics: interrupted", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_OK
    except (ValueError, TypeError, KeyError, OSError, ImportError, MemoryError, DeviceError) as e:
        text = e.args[0] if isinstance(e, KeyError) and e.args else e
        print(f"clinmetrics: {text}", file=sys.stderr)
        return EXIT_INPUT


def read_table(path: Path) -> Any:
    """A Parquet or CSV file as an Arrow table."""
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}")
    suffix = path.suffix.lower()
    if suffix not in (".parquet", ".pq", ".csv", ".tsv"):
        raise ValueError(f"{path.name} is neither .parquet nor .csv")
    try:
        import pyarrow as pa
        import pyarrow.csv as pc
        import pyarrow.parquet as pq
    except ModuleNotFoundError:
        raise ImportError("reading tables needs pyarrow; install clinmetrics[io]") from None
    try:
        if suffix in (".parquet", ".pq"):
            return pq.read_table(path)
        return pc.read_csv(
            path,
            parse_options=pc.ParseOptions(delimiter="\t" if suffix == ".tsv" else ","),
            convert_options=pc.ConvertOptions(strings_can_be_null=True, quoted_strings_can_be_null=False),
        )
    except pa.ArrowException as e:  # its text may quote rows of the file
        place = re.search(r"(Row #\d+: )?Expected \d+ columns, got \d+", str(e))
        raise ValueError(f"{path.name} cannot be read as {suffix[1:]}" + (f" ({place[0]})" if place else "")) from None


def _label(text: str | None, column: Any) -> Any:
    """The positive label in the column's own type."""
    if text is None:
        return None
    import pyarrow as pa

    if pa.types.is_boolean(column.type):
        return text.lower() in ("true", "1")
    try:
        return int(text) if pa.types.is_integer(column.type) else float(text) if pa.types.is_floating(column.type) else text
    except ValueError:
        raise ValueError("`--pos-label` is text, but the column of --y-true holds numbers") from None


def _check_columns(a: argparse.Namespace, present: Sequence[str]) -> None:
    """Every column that the command line names must be there; a cross names several."""
    given = [("--y-true", a.y_true), ("--unit", a.unit), ("--strata", a.strata), ("--sample-weight", a.sample_weight)]
    given += [(option, name) for option, names in (("--y-score", a.y_score), ("--y-pred", a.y_pred)) for name in names]
    given += [("--group", part) for name in a.group for part in ([name] if name in present else name.split("*"))]
    for option, name in given:
        if name is not None and name not in present:
            raise KeyError(f"{option} names the column {name!r}, which {a.table.name} does not have; it has: {', '.join(present)}")


def _audit(a: argparse.Namespace) -> int:
    from . import evaluate

    table = read_table(a.table)
    if not a.y_score and not a.y_pred:
        raise ValueError("give at least one model: --y-score COLUMN or --y-pred COLUMN")
    _check_columns(a, table.column_names)
    result = evaluate(
        table,
        y_true=a.y_true,
        y_score=a.y_score or None,
        y_pred=a.y_pred or None,
        threshold=a.threshold or None,
        groups=a.group or None,
        unit=a.unit,
        strata=a.strata,
        sample_weight=a.sample_weight,
        pos_label=_label(a.pos_label, table[a.y_true]),
        nan_policy=a.nan_policy,
        metrics=a.metric or "clinical",
        ci=None if a.ci == "none" else a.ci,
        level=a.level,
        n_resamples=a.n_resamples,
        resampling=a.resampling,
        seed=a.seed,
        min_group_size=a.min_group_size,
        backend=a.backend,
        num_threads=a.threads,
        progress=_bar(a.quiet),
    )
    if a.out is not None:
        a.out.mkdir(parents=True, exist_ok=True)
        result.to_json(a.out / "audit.json")
        print(f"wrote {a.out / 'audit.json'}", file=sys.stderr)
        try:
            import jinja2  # noqa: F401
        except ModuleNotFoundError:
            print("no audit.html: it needs jinja2; install clinmetrics[report]", file=sys.stderr)
        else:
            result.report(a.out / "audit.html")
            print(f"wrote {a.out / 'audit.html'}", file=sys.stderr)
    if a.format == "json":
        print(result.to_json())
    elif a.format == "csv":
        _print_csv(result)
    else:
        _print_table(result)
    return EXIT_OK


def _bar(quiet: bool) -> Any:
    """A progress bar on a terminal: tqdm's where it is installed."""
    if quiet or not sys.stderr.isatty():
        return None
    try:
        import tqdm  # noqa: F401
    except ModuleNotFoundError:
        return lambda done, total: print(f"\r{done} of {total} replicates ", end="", file=sys.stderr, flush=True)
    return True


def _print_table(result: Any) -> None:
    head = ("metric", "value", "interval", "method")
    lines = result.lines_of_text(limit=len(result))
    widths = [max([len(head[k])] + [len(line[k + 2]) for line in lines]) for k in range(4)]
    sizes = {(e.model, e.attribute, e.group): (e.n, e.n_positive) for e in result}
    last: tuple[str, str] | None = None
    for line, e in zip(lines, result):
        if (line[0], line[1]) != last:
            last = (line[0], line[1])
            n, n_positive = sizes[(e.model, e.attribute, e.group)]
            print(f"\n{line[0]} · {line[1]} (n = {n}, {n_positive} positive)")
            print("  " + "  ".join(h.ljust(w) for h, w in zip(head, widths)).rstrip())
        print("  " + "  ".join(cell.ljust(w) for cell, w in zip(line[2:], widths)).rstrip())
    how = result.provenance
    print(f"\nIntervals at {100 * how['level']:g} %, each for its own row: with many subgroups some will miss by chance alone.")
    print(f"Replicates: {how['n_resamples']}, {how['resampling']}, seed {how['seed']}. Backend: {how['backend']}.")


def csv_cell(x: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets a leading apostrophe."""
    return f"'{x}" if isinstance(x, str) and x[:1] in ("=", "+", "-", "@", "\t", "\r", "\0") else x


def _print_csv(result: Any) -> None:
    import csv

    from .result import COLUMNS

    table = result.to_dict()
    writer = csv.writer(sys.stdout)
    writer.writerow(COLUMNS)
    for row in zip(*(table[name] for name in COLUMNS)):
        writer.writerow([repr(x) if isinstance(x, float) else csv_cell(x) for x in row])


def _metrics(a: argparse.Namespace) -> int:
    from . import _core
    from .metrics import catalogue

    wanted = [_core.canonical_metric(name).partition("(")[0] for name in a.name]
    known = [m for m in catalogue() if not wanted or m["name"] in wanted]
    if a.json:
        print(json.dumps([{k: _finite(v) for k, v in m.items()} for m in known], indent=1, ensure_ascii=False))
        return EXIT_OK
    for m in known:
        own = "".join(f"({', '.join(p['name'] + '=' + p['default'] for p in m['parameters'])})" for _ in m["parameters"][:1])
        print(f"{m['name']}{own}  [{m['family']}]")
        print(f"    {m['meaning']}")
        print(f"    {m['formula']}; range [{m['least']:g}, {m['greatest']:g}], better: {m['better']}; undefined: {m['undefined']}")
        print(f"    interval: {m['interval']}; with units or unequal weights: {m['interval_dependent']}")
        if m["aliases"]:
            print(f"    also: {', '.join(m['aliases'])}")
        print(f"    {m['reference']}\n")
    return EXIT_OK


def _finite(x: Any) -> Any:
    return ("inf" if x > 0 else "-inf") if isinstance(x, float) and abs(x) == float("inf") else x


def build_info() -> dict[str, Any]:
    """How this was built, what the machine offers, which backends load."""
    import numpy

    from . import _core

    return {
        "version": _core.__version__,
        "compiler": _core.compiler,
        "backends": list(_core.backends()),
        "instruction_sets": list(_core.instruction_sets()),
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "platform": platform.platform(),
        "cores": os.cpu_count(),
    }


def _info(a: argparse.Namespace) -> int:
    info = build_info()
    if a.json:
        print(json.dumps(info, indent=1))
    else:
        for key, item in info.items():
            print(f"{key:16} {', '.join(item) if isinstance(item, list) else item}")
    return EXIT_OK


def _selftest(a: argparse.Namespace) -> int:
    from .selftest import run

    checks = run()
    failed = [c for c in checks if not c["passed"]]
    if a.json:
        print(json.dumps({"info": build_info(), "checks": checks, "failed": len(failed)}, indent=1))
    else:
        for c in failed:
            print(f"FAILED {c['name']}: {c['got']} where {c['source']} gives {c['expected']}")
        print(f"{len(checks) - len(failed)} passed, {len(failed)} failed")
    return EXIT_FAILED if failed else EXIT_OK


if __name__ == "__main__":
    sys.exit(main())
