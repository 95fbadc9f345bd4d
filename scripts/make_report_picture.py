# SPDX-License-Identifier: Apache-2.0
"""Takes the picture of the README, docs/_static/report.png, of a report. Run it after a change of the report.

usage: make_report_picture.py [out/demo/audit.html], the report that `make demo` writes. It needs Chromium and Pillow.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "_static" / "report.png"
WIDTH, HEIGHT, MARGIN, SCALE = 880, 1400, 9, 0.78
COLORS = 96  # a palette of this size cannot be told from the picture, and the file is small
CURVES_ALONE = "main > section:not(#curves), header, footer, #curves > .figures:first-of-type { display: none }"
TO_THE_TOP = "body { padding-top: 1.5rem } #curves, #curves > .figures:nth-of-type(2) { margin-top: 0 } h2 { border: 0; padding: 0 }"
OUTER = (
    "body {{ margin: 0; background: #c6ccd4 }} iframe {{ border: 0; width: {}px; height: {}px; margin: {}px 0 0 {}px; background: #fff }}"
)


def main() -> None:
    page = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "out" / "demo" / "audit.html"
    text = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        (made / "summary.html").write_text(text, encoding="utf-8")
        (made / "curves.html").write_text(text.replace("</style>", f"{CURVES_ALONE} {TO_THE_TOP}</style>"), encoding="utf-8")
        frames = "".join(f'<iframe scrolling="no" src="{name}.html"></iframe>' for name in ("summary", "curves"))
        (made / "both.html").write_text(f"<style>{OUTER.format(WIDTH, HEIGHT, MARGIN, MARGIN)}</style>{frames}", encoding="utf-8")
        size = f"--window-size={2 * WIDTH + 4 * MARGIN},{HEIGHT + 2 * MARGIN}"
        shot = made / "shot.png"
        look = ["--hide-scrollbars", f"--force-device-scale-factor={SCALE}", size]
        options = ["--headless", "--no-sandbox", "--disable-gpu", *look, f"--screenshot={shot}"]
        subprocess.run(["chromium", *options, (made / "both.html").as_uri()], check=True, capture_output=True)
        with Image.open(shot) as picture:
            picture.convert("RGB").quantize(COLORS).save(PICTURE, optimize=True)
    print(PICTURE)


if __name__ == "__main__":
    main()
