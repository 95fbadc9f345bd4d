# SPDX-License-Identifier: Apache-2.0
"""Makes one self-contained HTML page of a result: no script, no network, the same bytes each time.

Everything that the template prints passes `visible` and then autoescape, so a name from the data can neither run, hide nor
reorder anything; only the charts, which escape for themselves, are taken as markup.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .._files import write_files
from .text import visible

if TYPE_CHECKING:
    import jinja2

_HERE = Path(__file__).parent


def render(result: Mapping[str, Any]) -> str:
    """The audit report of a result as one HTML page.

    Parameters
    ----------
    result
        A result in the schema ``clinmetrics.result/2`` (or the earlier ``/1``), as ``json.load`` gives it.

    Returns
    -------
    str
        The page, with style and charts inside.

    Raises
    ------
    ValueError
        Where ``result`` is not of that schema; the message names the field, never a label, an id or a score.
    ImportError
        Where Jinja2 is missing; ``pip install 'clinmetrics[report]'`` brings it.
    """
    template = _template()
    from .read import read
    from .view import build

    return template.render(page=build(read(result)))


def write(result: Mapping[str, Any], path: str | os.PathLike[str]) -> Path:
    """Write the report of ``result`` to ``path`` and return it.

    The file appears whole or not at all, and a symbolic link at ``path`` is replaced, never followed.
    """
    write_files({path: render(result)})
    return Path(path)


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    try:
        import jinja2
        from markupsafe import Markup
    except ImportError as error:
        raise ImportError("the report needs Jinja2: pip install 'clinmetrics[report]'") from error

    from .tables import entry_kind

    def shown(found: Any) -> Any:
        return visible(found) if isinstance(found, str) and not isinstance(found, Markup) else found

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["style"] = Markup((_HERE / "style.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
    environment.filters["entry_kind"] = entry_kind
    return environment.get_template("template.html.j2")
