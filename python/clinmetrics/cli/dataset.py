# SPDX-License-Identifier: Apache-2.0
"""`clinmetrics dataset`: describe a data set, verify and compare it, and count what two of them share."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .._text import printable
from ..table_files.errors import said
from . import streams
from .dataset_options import add_options
from .exits import DIFFERS, DONE, CommandError, file_error
from .messages import as_option, in_options

_OWN = re.compile(r"`(id|site|k|secret_file|manifest|FILE)`")


def add(commands: Any) -> None:
    """Adds the command and its actions to the parser."""
    runs: dict[str, Callable[[argparse.Namespace], int]] = {
        "describe": _describe, "verify": _verify, "compare": _compare, "overlap": _overlap, "fingerprint": _fingerprint,
    }  # fmt: skip
    for name, parser in add_options(commands).items():
        parser.set_defaults(run=_run, action=runs[name])


def _run(a: argparse.Namespace) -> int:
    with _plain_errors():
        return int(a.action(a))


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Errors of the library in the words of the command line."""
    from ..dataset import DatasetError

    try:
        yield
    except (ValueError, ImportError) as e:
        if not isinstance(e, (DatasetError, ImportError)) and "`" not in str(e):
            raise
        raise CommandError(_in_options(str(e))) from None
    except OSError as e:
        raise file_error(e, "written") from None


def _in_options(text: str) -> str:
    own = _OWN.sub(lambda found: found[1] if found[1] == "FILE" else as_option(found[1], ""), said(text, as_option))
    return in_options(own)


def _how(a: argparse.Namespace) -> dict[str, Any]:
    return {"encoding": a.encoding, "delimiter": a.delimiter, "decimal": a.decimal, "missing": tuple(a.missing)}


def _describe(a: argparse.Namespace) -> int:
    from .._files import write_files
    from ..dataset.describe import described
    from ..dataset.reading import read_source
    from ..table_files import CsvFormat
    from .dataset_text import manifest_text

    _check_targets(a.files, ("--out", a.out), ("--public", a.public))
    source = read_source(a.files, CsvFormat(**_how(a)))
    manifest = described(source, _roles(a, source), a.k)
    texts: dict[Any, str | bytes] = {} if a.out is None else {a.out: manifest.to_json()}
    if a.public is not None:
        texts[a.public] = _json(manifest["public"]) + "\n"
    write_files(texts)
    streams.write_json(_json(manifest.to_dict())) if a.json else streams.write(manifest_text(manifest))
    return DONE


def _check_targets(read: list[Path], *written: tuple[str, Path | None]) -> None:
    """No file that is read is replaced."""
    for option, path in written:
        if path is not None and path.exists() and any(other.exists() and path.samefile(other) for other in read):
            raise CommandError(f"{option} {printable(str(path))} would replace a file that is read")


def _roles(a: argparse.Namespace, source: Any) -> Any:
    from .._ingest import bins
    from ..dataset.table import Roles
    from ..table_files.names import Columns
    from .audit_groups import read_groups

    for option, name in (("id", a.id), ("y_true", a.y_true), ("unit", a.unit), ("site", a.site)):
        if name is not None:
            source.column(name, option)
    groups = read_groups(a.group, Columns(source.name, list(source.columns)))
    cuts = tuple((name, None if limits is None else bins(*limits)) for name, limits in groups.limits.items())
    return Roles(a.id, a.y_true, a.pos_label, a.neg_label, a.unit, a.site, cuts, tuple(groups.crosses))


def _verify(a: argparse.Namespace) -> int:
    from ..dataset import verify

    found = verify(a.manifest, a.files)
    if a.json:
        streams.write_json(_json(found.to_dict()))
    else:
        streams.write("the registered version\n" if found.matches else "not the registered version\n")
        streams.write("".join(f"  {printable(text)}\n" for text in found.differences))
    return DONE if found.matches else DIFFERS


def _compare(a: argparse.Namespace) -> int:
    from ..dataset import compare
    from .dataset_text import drift_text

    given = {name: getattr(a, name) for name in ("id", "unit", "y_true", "pos_label", "neg_label")}
    drift = compare(a.a, a.b, **given, **_how(a))
    streams.write_json(_json(drift.to_dict())) if a.json else streams.write(drift_text(drift))
    return DONE


def _overlap(a: argparse.Namespace) -> int:
    from ..dataset import overlap
    from .dataset_text import overlap_text

    found = overlap(a.a, a.b, id=a.id, unit=a.unit, **_how(a))
    streams.write_json(_json(found)) if a.json else streams.write(overlap_text(found))
    return DONE


def _fingerprint(a: argparse.Namespace) -> int:
    from ..dataset import fingerprint

    out: Path = a.out
    _check_targets([*a.files, a.secret_file], ("--out", out))
    n = fingerprint(a.files, id=a.id, secret_file=a.secret_file, out=out, **_how(a))
    streams.write(f"{n:,} identifiers in {printable(str(out))}\n")
    return DONE


def _json(x: Any) -> str:
    return json.dumps(x, indent=1, ensure_ascii=False, allow_nan=False)
