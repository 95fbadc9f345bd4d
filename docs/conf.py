# SPDX-License-Identifier: Apache-2.0
"""Settings of Sphinx. `make docs` treats warnings as errors."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

import clinmetrics

project = "clinmetrics"
copyright = "the clinmetrics authors, Apache-2.0"
version = release = clinmetrics.__version__

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "changelog_page",
    "cpp_reference",
    "metric_pages",
    "reference_links",
    "specification_page",
]
exclude_patterns = ["_build"]
nitpicky = True
# Types of other projects, and the words into which numpydoc splits "int, optional", have no target.
nitpick_ignore_regex = [("py:class", r".*"), ("py:obj", r".*"), ("cpp:.*", r".*")]
autosummary_generate = True
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

html_theme = "furo"
html_title = f"clinmetrics {release}"
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_copy_source = False
html_show_sphinx = False
# No page may load anything from another host.
html_use_opensearch = ""
