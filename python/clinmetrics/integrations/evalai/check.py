# SPDX-License-Identifier: Apache-2.0
"""Looks for faults in a bundle, by whomever it was made. Nothing of it is executed."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .check_config import check_config
from .config import CONFIG, SCRIPT
from .errors import BundleError
from .zips import MOST_FILES, opened, packed, read_member

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from typing import Any

_MOST_CONFIG = 2 * 2**20
_MOST_SCRIPT = 256 * 2**20
_MOST_LEVELS, _MOST_EVENTS = 40, 200_000
_LARGE = 50 * 2**20


@dataclass
class Findings:
    """Faults, with which EvalAI would refuse the bundle or the challenge would fail, and warnings."""

    faults: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def check_bundle(path: Path) -> Findings:
    """Checks a folder, as it would be packed, or a zip file."""
    found = Findings()
    try:
        archive = opened(io.BytesIO(packed(path, [])) if path.is_dir() else path, path.name)
        _check_files(archive, found)
    except BundleError as e:
        found.faults += map(str, e.args)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError):
        found.faults.append(f"{path.name} is damaged, or cannot be read")
    return found


def _check_files(archive: zipfile.ZipFile, found: Findings) -> None:
    names = {entry.filename: entry.file_size for entry in archive.infolist() if not entry.is_dir()}
    yaml_files = [name for name in names if name.lower().endswith((".yaml", ".yml"))]
    if len(yaml_files) != 1 or yaml_files[0] not in (CONFIG, "challenge_config.yml"):
        found.faults.append(f"the bundle must have one YAML file, {CONFIG}, outside of folders; it has {len(yaml_files)}")
        return
    config = _config(read_member(archive, yaml_files[0], _MOST_CONFIG))
    check_config(config, names, found)
    if sum(names.values()) > _LARGE:
        found.warnings.append(f"the bundle has more than {_LARGE >> 20} MiB; EvalAI may refuse the upload")
    if config.get("evaluation_script") in names:
        _check_script(archive, str(config["evaluation_script"]), config, found)
    else:
        found.faults.append(f"evaluation_script must name a zip file of the bundle, such as {SCRIPT}")


def _config(content: bytes) -> dict[str, Any]:
    """The configuration, by the reader that makes plain values only."""
    import yaml

    try:
        _refuse_bombs(yaml.parse(content, Loader=yaml.SafeLoader))
        config = yaml.safe_load(content)
    except (yaml.YAMLError, ValueError, RecursionError) as e:
        mark = getattr(e, "problem_mark", None)
        raise BundleError(f"{CONFIG} is no valid YAML{'' if mark is None else f' (line {mark.line + 1})'}") from None
    if not isinstance(config, dict):
        raise BundleError(f"{CONFIG} must be a mapping")
    return config


def _refuse_bombs(events: Iterable[Any]) -> None:
    """A few lines of aliases can stand for more than fits into memory, and deep nesting takes time without end."""
    import yaml

    depth = 0
    for n, event in enumerate(events):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > _MOST_LEVELS or n > _MOST_EVENTS:
            raise BundleError(f"{CONFIG} has aliases, or too many entries or levels")


def _check_script(archive: zipfile.ZipFile, name: str, config: dict[str, Any], found: Findings) -> None:
    script = opened(io.BytesIO(read_member(archive, name, _MOST_SCRIPT)), name)
    names = {entry.filename for entry in script.infolist()}
    if "__init__.py" not in names or len(names) > MOST_FILES:
        found.faults.append(f"{name} has no __init__.py outside of folders, so that EvalAI cannot import it")
        return
    from .board import BOARD
    from .check_board import check_board

    if BOARD in names:
        check_board(script, config, found)
    _check_wheels(name, names, found)


def _check_wheels(script: str, names: Collection[str], found: Findings) -> None:
    own = [entry for entry in names if entry.startswith("wheels/clinmetrics-")]
    if not own:
        found.warnings.append(f"{script} has no wheel of clinmetrics: it works only where the worker has clinmetrics; pack with --wheels")
        return
    if not any("-cp39-" in entry for entry in own):
        found.warnings.append(f"{script} has no wheel of clinmetrics for CPython 3.9, which the worker of EvalAI has by default")
    if not any(entry.startswith("wheels/narwhals-") for entry in names):
        found.warnings.append(f"{script} has no wheel of narwhals, which clinmetrics needs; its last version for Python 3.9 is 2.21")
