# SPDX-License-Identifier: Apache-2.0
"""Files of keyed digests of identifiers, by which two owners of data count the identifiers that both have.

A digest is HMAC-SHA256 of the identifier's text with a secret that the two owners share. Without the secret, identifiers cannot be tested;
whoever has it can test any guess. Digests are sorted, so that the order of rows is not shown, and each stands once.
"""

from __future__ import annotations

import hmac
import json
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .._text import file_fault, printable
from ..table_files import CsvFormat
from .errors import DatasetError
from .identifiers import distinct_identifiers
from .reading import read_source

if TYPE_CHECKING:
    import numpy.typing as npt

    from .._files import PathLike

SCHEMA = "clinmetrics.fingerprint/1"
_LEAST_SECRET, _LARGEST_SECRET, _LONGEST_HEAD, _MOST = 32, 4096, 1024, 50_000_000
_WIDTH = 64  # hexadecimal digits of a digest


@dataclass(frozen=True)
class Fingerprints:
    """The digests of one file, sorted, and the check of the secret with which they were made."""

    key_check: str
    digests: npt.NDArray[np.bytes_]


def fingerprint(
    data: PathLike | list[PathLike] | Any, *, id: str, secret_file: PathLike, out: PathLike, **how: Any  # noqa: A002
) -> int:  # fmt: skip
    """Write the keyed digests of the identifiers of a table, and return how many there are.

    Parameters
    ----------
    data : path, list of paths, dataframe, or mapping of columns
        The table.
    id : str
        The column of the identifiers, of rows or of patients. Their text is used as it is written; missing ones are left out.
    secret_file : path
        A file with the secret that the owners of the data share, of at least 32 bytes, which nobody else can read (mode 0600). An end of
        line after the secret is ignored.
    out : path
        The file that is written, with mode 0600.
    **how
        `encoding`, `delimiter`, `decimal` and `missing`, as in `describe`.

    Returns
    -------
    int
        The number of different identifiers.

    Examples
    --------
    >>> import os, pathlib, tempfile
    >>> from clinmetrics import dataset
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> secret = folder / "secret"
    >>> secret.touch(mode=0o600)
    >>> _ = secret.write_bytes(os.urandom(32))
    >>> dataset.fingerprint({"id": ["a", "b", "b"]}, id="id", secret_file=secret, out=folder / "ours.fp")
    2
    """
    from .._files import write_files

    secret = read_secret(Path(os.fspath(secret_file)))
    source = read_source(data, CsvFormat(**{**how, "missing": tuple(how.get("missing", ()))}), only={id: "id"})
    texts, _ = distinct_identifiers(source, id, "id")
    head = SCHEMA.encode() + b"\0id\0"
    found = sorted(hmac.digest(secret, head + text, "sha256").hex() for text in texts.to_pylist())
    about = json.dumps({"schema": SCHEMA, "key_check": _key_check(secret), "n": len(found)})
    write_files({out: "\n".join([about, *found, ""])}, private=[out])
    return len(found)


def _key_check(secret: bytes) -> str:
    return hmac.digest(secret, SCHEMA.encode() + b"\0key check\0", "sha256").hex()


def read_secret(path: Path) -> bytes:
    """The secret, which must be long enough and readable by its owner alone."""
    name = printable(path.name)
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise DatasetError(f"`secret_file`: {name} is no regular file")
        if about.st_mode & 0o077:
            raise DatasetError(f"`secret_file`: others can read or change {name}; make it readable by its owner alone (chmod 600)")
        if about.st_size > _LARGEST_SECRET:
            raise DatasetError(f"`secret_file`: {name} is larger than {_LARGEST_SECRET:,} bytes and no secret")
        secret = path.read_bytes()
    except OSError as e:
        raise DatasetError(f"`secret_file`: {file_fault('read', name, e)}") from None
    secret = re.sub(rb"\r?\n\Z", b"", secret)
    if len(secret) < _LEAST_SECRET or len(set(secret)) < 8:
        raise DatasetError(f"`secret_file`: the secret must have at least {_LEAST_SECRET} random bytes, such as from: openssl rand -hex 32")
    return secret


def read_fingerprints(path: Path) -> Fingerprints:
    """Reads a file of another owner; whatever is not as `fingerprint` writes it is refused."""
    name = printable(path.name)
    try:
        if not path.is_file():
            raise DatasetError(f"there is no file {name}")
        with path.open("rb") as stream:
            about = _head(stream.readline(_LONGEST_HEAD), name)
            if path.stat().st_size != stream.tell() + about["n"] * (_WIDTH + 1):
                raise DatasetError(f"{name} is not a whole file of fingerprints: its size does not fit the number in its first line")
            body = stream.read()
    except OSError as e:
        raise DatasetError(file_fault("read", name, e)) from None
    cells = np.frombuffer(body, np.uint8)[: about["n"] * (_WIDTH + 1)].reshape(-1, _WIDTH + 1)
    digits = cells[:, :_WIDTH]
    is_hex = ((digits >= 48) & (digits <= 57)) | ((digits >= 97) & (digits <= 102))
    digests = np.ascontiguousarray(digits).view(f"S{_WIDTH}").reshape(-1)
    if len(cells) != about["n"] or not is_hex.all() or not (cells[:, _WIDTH] == 10).all() or not (digests[1:] > digests[:-1]).all():
        raise DatasetError(f"{name} is damaged: a line is no digest, or the digests are not in order")
    return Fingerprints(about["key_check"], digests)


def _head(line: bytes, name: str) -> dict[str, Any]:
    try:
        about = json.loads(line) if line.endswith(b"\n") else None
    except (ValueError, RecursionError):
        about = None
    if not isinstance(about, dict) or about.get("schema") != SCHEMA:
        raise DatasetError(f"{name} is no file of fingerprints of the schema {SCHEMA}; for tables, name the column with `id`")
    n, check = about.get("n"), about.get("key_check")
    if type(n) is not int or not 0 <= n <= _MOST or not isinstance(check, str) or not re.fullmatch("[0-9a-f]{64}", check):
        raise DatasetError(f"{name} is damaged: its first line is not as it must be")
    return about
