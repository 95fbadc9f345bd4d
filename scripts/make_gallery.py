# SPDX-License-Identifier: Apache-2.0
"""Draws the pictures of docs/gallery.rst from the demo's predictions, into docs/_static/gallery. Run it after a change of the displays.

usage: make_gallery.py [NAME…], such as make_gallery.py roc; without names it draws all.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any

os.environ["MPLBACKEND"] = "Agg"

import clinmetrics as cm
import matplotlib.pyplot as plt
import pyarrow.parquet as pq
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "_static" / "gallery"
COLORS = 96  # a palette of this size cannot be told from the picture, and the files are small


def save(name: str, display: Any) -> None:
    """Writes a picture as PNG."""
    drawn = io.BytesIO()
    display.figure_.savefig(drawn, dpi=110)
    plt.close("all")
    with Image.open(drawn) as picture:
        picture.convert("RGB").quantize(COLORS).save(FOLDER / f"{name}.png", optimize=True)
    print(FOLDER / f"{name}.png")


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    rows = pq.read_table(ROOT / "examples" / "demo" / "predictions.parquet")
    about = {"y_true": "died", "y_score": ["logistic", "boosting"], "unit": "patient_id"}
    result = cm.evaluate(rows, **about, threshold=0.2, groups=["sex", "age_band"], gaps="auto", curves="steps")
    cuts = cm.evaluate(rows, **about, threshold=[t / 20 for t in range(1, 13)], metrics=["sensitivity", "specificity", "ppv", "npv"])
    of = {"gaps": result.where(attribute="age_band"), "thresholds": cuts}
    for name in sys.argv[1:] or ("roc", "pr", "calibration", "scores", "forest", "gaps", "thresholds", "decision"):
        save(name, getattr(of.get(name, result).plot, name)(theme="light"))


if __name__ == "__main__":
    main()
