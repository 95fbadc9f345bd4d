# SPDX-License-Identifier: Apache-2.0
"""The files of a result in a run: audit.json, audit.html, the pictures, and the manifest of the data."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from .pictures import write_pictures

if TYPE_CHECKING:
    from ...result import Result
    from .config import Logged

FOLDER = "clinmetrics"
log = logging.getLogger(__name__)


def write_files(result: Result, root: Path, logged: Logged) -> dict[str, str]:
    """Writes the files below `root`; returns their paths in the run, by the end of the artifact's name."""
    prefix = f"{FOLDER}/{logged.metric_prefix}"
    place = root / f"{prefix}audit.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(result.to_json() + "\n", encoding="utf-8")
    written = {"audit": place}
    manifest = (result.audit or {}).get("manifest")
    if manifest:
        written["manifest"] = root / f"{prefix}manifest.json"
        written["manifest"].write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if logged.report:
        page = _page(result)
        if page is not None:
            written["report"] = root / f"{prefix}audit.html"
            written["report"].write_text(page, encoding="utf-8")
        written.update(write_pictures(result, root, prefix))
    return {name: path.relative_to(root).as_posix() for name, path in written.items()}


def _page(result: Result) -> str | None:
    try:
        import jinja2  # noqa: F401
    except ImportError:
        log.warning("clinmetrics logs no report: it needs jinja2; install clinmetrics[report]")
        return None
    from ...report import render

    return render(result.to_json_dict())
