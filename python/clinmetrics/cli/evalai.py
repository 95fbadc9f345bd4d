# SPDX-License-Identifier: Apache-2.0
"""`clinmetrics evalai`: makes a challenge for EvalAI from the specification of an audit, checks it, packs it and tries it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._text import printable
from . import streams
from .exits import DONE, INPUT, CommandError, UsageError, file_error
from .help_text import sentence
from .spec import add_set

if TYPE_CHECKING:
    from ..integrations.evalai.bundle import PhaseData

_EXAMPLE = """\
example:
  clinmetrics evalai init audit.yaml --out challenge
  clinmetrics evalai check challenge
  clinmetrics evalai dry-run challenge
  clinmetrics evalai pack challenge --wheels wheels --out challenge.zip
"""
_WHAT = {
    "init": "write the bundle of a challenge into a folder",
    "check": "look for faults in a bundle, a folder or a zip file, without executing anything of it",
    "pack": "write the zip file that is uploaded to EvalAI",
    "dry-run": "score good and faulty submissions as the worker of EvalAI would; this executes the bundle",
}


def add(commands: Any) -> None:
    """Adds the command and its actions to the parser."""
    text = "host a challenge on EvalAI, from the specification of an audit"
    command = commands.add_parser("evalai", help=text, description=sentence(text), epilog=_EXAMPLE)
    actions = command.add_subparsers(dest="evalai_action", required=True, metavar="ACTION", parser_class=type(command))
    runs: dict[str, Callable[[argparse.Namespace], int]] = {"init": _init, "check": _check, "pack": _pack, "dry-run": _dry_run}
    for name, what in _WHAT.items():
        action = actions.add_parser(name, help=what, description=sentence(what))
        action.set_defaults(run=_run, action=runs[name])
        if name == "init":
            _add_init(action)
        else:
            action.add_argument(
                "bundle", metavar="BUNDLE", type=Path, help="the folder" if name == "pack" else "the folder or the zip file"
            )
        if name == "pack":
            action.add_argument(
                "--wheels", metavar="FOLDER", type=Path, help="wheels for the worker: clinmetrics for CPython 3.9, and narwhals"
            )
            action.add_argument("--out", metavar="FILE", type=Path, default=Path("challenge.zip"), help="the file (default: challenge.zip)")


def _add_init(action: argparse.ArgumentParser) -> None:
    add = action.add_argument
    add("specification", metavar="SPECIFICATION", type=Path, help="audit.yaml")
    add("--out", metavar="FOLDER", type=Path, default=Path("challenge"), help="the folder that is made (default: challenge)")
    add("--model", metavar="NAME", help="the entry of analysis.models that describes a submission, if there are several")
    text = "a phase whose outcome is hidden, with its truth; repeatable (default: test, with site.truth)"
    add("--phase", action="append", default=[], metavar="CODENAME=FILE", help=text)
    add("--open-phase", action="append", default=[], metavar="CODENAME=FILE", help="a phase whose outcome is known to entrants; repeatable")
    add("--order-by", metavar="METRIC", help="the metric whose less favorable limit orders the leaderboards (default: auroc)")
    add_set(action)
    add("--force", action="store_true", help="write into a folder that is not empty; files of the same names are replaced")


def _run(a: argparse.Namespace) -> int:
    with _plain_errors():
        return int(a.action(a))


@contextmanager
def _plain_errors() -> Iterator[None]:
    from ..integrations.evalai import BundleError

    try:
        yield
    except BundleError as e:
        raise CommandError(*map(str, e.args)) from None
    except ImportError as e:
        if e.name != "yaml":
            raise
        raise CommandError("this command needs PyYAML; install clinmetrics[audit]") from None
    except OSError as e:
        raise file_error(e) from None


def _init(a: argparse.Namespace) -> int:
    from .._files import write_files
    from ..integrations.evalai.bundle import bundle_files
    from .specification_file import read_file

    out: Path = a.out
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not a.force)):
        raise UsageError(f"--out {printable(str(out))} is there already and not an empty folder; choose another one, or use --force")
    specification = read_file(a.specification, a.set)
    files = bundle_files(specification, _phases(a, specification), model=a.model, order_by=a.order_by)
    for name in files:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
    private = [out / name for name in files if name.startswith("annotations/")]
    write_files({out / name: content for name, content in files.items()}, private)
    streams.write("".join(f"{printable(str(out / name))}\n" for name in files))
    streams.say(
        f"The folder holds the annotations: keep it private. Complete the texts, then run: clinmetrics evalai check {printable(str(out))}"
    )
    return DONE


def _phases(a: argparse.Namespace, specification: Any) -> list[PhaseData]:
    from ..integrations.evalai.bundle import PhaseData

    asked = [(text, True, "--phase") for text in a.phase] + [(text, False, "--open-phase") for text in a.open_phase]
    found = []
    for text, is_hidden, option in asked:
        codename, mark, file = text.partition("=")
        if not mark or not file:
            raise UsageError(f"{option} needs a codename and a file, such as {option} dev=dev.csv")
        found.append(PhaseData(codename, Path(file), is_hidden))
    return found or [PhaseData("test", a.specification.parent / specification.site.truth)]


def _check(a: argparse.Namespace) -> int:
    from ..integrations.evalai.check import check_bundle

    found = check_bundle(a.bundle)
    streams.write("".join(f"fault: {printable(text)}\n" for text in found.faults))
    streams.write("".join(f"warning: {printable(text)}\n" for text in found.warnings))
    if not found.faults:
        streams.write("No faults found.\n")
    return INPUT if found.faults else DONE


def _pack(a: argparse.Namespace) -> int:
    from .._files import write_files
    from ..integrations.evalai.zips import packed

    wheels = [] if a.wheels is None else sorted(a.wheels.glob("*.whl"))
    if a.wheels is not None and not any(wheel.name.startswith("clinmetrics-") for wheel in wheels):
        raise CommandError(f"--wheels {printable(str(a.wheels))} has no wheel of clinmetrics")
    content = packed(a.bundle, wheels)
    write_files({a.out: content}, private=[a.out])  # it holds the annotations
    streams.write(f"{printable(str(a.out))} ({len(content):,} bytes)\n")
    if not wheels:
        streams.say("Without --wheels, the worker must have clinmetrics.")
    return DONE


def _dry_run(a: argparse.Namespace) -> int:
    from ..integrations.evalai.dry_run import tried

    for line in tried(a.bundle):
        streams.write(line + "\n")
    return DONE
