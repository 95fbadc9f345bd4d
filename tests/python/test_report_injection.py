# SPDX-License-Identifier: Apache-2.0
"""Malicious names remain text: a corpus in every place where a name can occur, then a real browser, which must not run a script."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jinja2")
sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside this file

from clinmetrics.report import render, write
from clinmetrics.report.text import visible
from report_data import example
from report_page import parse

RUN = "document.title='PWNED'"
PAYLOADS: list[str] = [
    f"<script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"--><script>{RUN}</script>",
    f"]]><script>{RUN}</script>",
    f"</svg><script>{RUN}</script>",
    f"</desc></svg><script>{RUN}</script>",
    f"</table><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"<ScRiPt>{RUN}</sCrIpT>",
    f"<script\n>{RUN}</script\n>",
    f"<script/x>{RUN}</script>",
    f"<<script>{RUN}//<</script>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"\x00<script>{RUN}</script>",
    f"<scr\x00ipt>{RUN}</scr\x00ipt>",
    f'"><script>{RUN}</script>',
    f"'><script>{RUN}</script>",
    f"`><script>{RUN}</script>",
    f"\"'><script>{RUN}</script>",
    f"</bdi></th><script>{RUN}</script>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><script href='data:text/javascript,{RUN}'/></svg>",
    f"<math><mtext><script>{RUN}</script></mtext></math>",
    f"<img src=x onerror={RUN}>",
    f'<img src=x onerror="{RUN}">',
    f"<svg onload={RUN}>",
    f"<svg/onload={RUN}>",
    f'" onload="{RUN}',
    f"' onload='{RUN}",
    f"x onmouseover={RUN} y=",
    f'" autofocus onfocus="{RUN}" tabindex="1',
    f"<body onload={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<video><source onerror={RUN}>",
    f"<audio src=x onerror={RUN}>",
    f"<marquee onstart={RUN}>",
    f'<iframe src="javascript:parent.{RUN}">',
    f'<iframe srcdoc="<script>parent.{RUN}</script>">',
    f'<object data="javascript:{RUN}">',
    f'<embed src="javascript:{RUN}">',
    f'<a href="javascript:{RUN}">x</a>',
    f"javascript:{RUN}",
    f'<form action="javascript:{RUN}"><button>x',
    f'<base href="javascript:{RUN}//">',
    '<meta http-equiv=refresh content="0;url=data:text/html,PWNED">',
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{background:url(//evil.example)}</style>",
    "};*{background:url(//evil.example)}",
    "</style><style>body{display:none}",
    "expression(alert(1))",
    "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
    '<svg><use href="data:image/svg+xml,<svg id=x/>#x"/></svg>',
    "<svg><foreignObject><iframe src=//evil.example></foreignObject></svg>",
    "<svg><title><img src=x onerror=alert(1)></title></svg>",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "{# comment #}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&amp;&quot;&apos;&nbsp;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\\u003cscript\\u003e",
    "\\x3cscript\\x3e",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "a\u202egnp.exe",
    "\u202dmodel\u202c",
    "\u2066left\u2069",
    "\u2067right\u2069",
    "\u061carabic mark",
    "\u200fmark\u200e",
    "zero\u200bwidth\u200djoiner\ufeff",
    "soft\u00adhyphen",
    "\u2028line\u2029paragraph",
    "bell\x07escape\x1b[31mred",
    "back\x08space\x7f",
    "tab\tnew\nline\rreturn",
    "\x85\x9b",
    "tag \U000e0041\U000e0042",
    "lone \ud800 surrogate",
    "z" + "\u0336\u0489" * 40,
    "\u3164\u115f",
    "\ufffe\uffff",
    "x" * 5000,
    '=HYPERLINK("//evil.example")',
    "@SUM(1)",
    "+1-1",
    "../../etc/passwd",
    "C:\\model",
    "(missing)",
    "a*b",
    "NaN",
    "",
    " ",
]


def hostile(payload: str) -> dict[str, Any]:
    """A result with the payload in every place that takes a name."""
    made = example(["a", "b"], n=120, attributes={"sex": [(payload, 0.6), ("F", 0.4), (None, 0.1)]}, crosses=())
    made["models"] = [payload, "b"]
    made["attributes"] = [{"name": payload, "parts": [payload]}]
    provenance = made["provenance"]
    for key in ("version", "created", "resampling", "backend", "unit", "strata", "sample_weight", "platform", "seed"):
        provenance[key] = payload
    provenance["input_sha256"] = {payload: payload}
    for row in [*made["rows"], *made["curves"]]:
        row["model"] = payload if row["model"] == "a" else "b"
    for i, row in enumerate(made["rows"]):
        row["attribute"] = None if row["attribute"] is None else payload
        for part in row["group"]:
            part["attribute"] = payload
        if row["metric"] == "mcc":
            row["metric"], row["parameters"] = f"{payload}{len(row['group'])}", {**row["parameters"], payload: payload}
        if row["metric"] in ("npv", "ppv"):
            row["method"] = payload
        if i % 7 == 0:
            row["flags"] = [payload]
        if i % 11 == 0:
            row.update(value=None, lower=None, upper=None, status=payload, interval_status=payload)
        if i % 13 == 0:
            row.update(lower=None, upper=None, interval_status=payload)
    return made


def test_the_corpus_is_large() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 90


@pytest.fixture(scope="module")
def tags() -> Any:
    """The elements and attributes of a page with harmless names: a hostile page may have no others."""
    root = parse(render(hostile("harmless")))
    return {(node.tag, name) for node in root.walk() for name in ("", *node.attributes)}


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_hostile_name_stays_text(payload: str, tags: Any) -> None:
    page = render(hostile(payload))
    root = parse(page)
    page.encode("utf-8")
    extra = {(node.tag, name) for node in root.walk() for name in ("", *node.attributes)} - tags
    assert extra <= {("em", ""), ("em", "class")}
    bad = {
        c
        for c in page
        if c != "\n" and (unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") or c in "\u3164\u115f\u034f")
    }
    assert not bad, [hex(ord(c)) for c in bad]
    shown = visible(payload if len(payload) < 90 else payload[:20])
    assert re.sub(r"\s+", " ", shown).strip() in root.all("section", "attribute")[0].text


@pytest.fixture(scope="module")
def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    pytest.skip("chromium is not installed")


def dumped(chromium: str, page: Path, *options: str) -> str:
    done = subprocess.run(
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={page.parent / 'profile'}",
            "--virtual-time-budget=3000",
            "--dump-dom",
            *options,
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return done.stdout.decode("utf-8", "replace")


@pytest.mark.browser
def test_the_browser_check_would_see_a_script(tmp_path: Path, chromium: str) -> None:
    page = tmp_path / "control.html"
    page.write_text(f"<!DOCTYPE html><title>calm</title><body><script>{RUN}</script>", encoding="utf-8")
    assert "<title>PWNED</title>" in dumped(chromium, page)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("place", "policy"),
    [
        pytest.param("models", True, marks=pytest.mark.long, id="models, as written"),  # a hundred models: 10 s of Chromium
        pytest.param("models", False, id="models, without the policy"),
        pytest.param("groups", True, id="groups, as written"),
        pytest.param("groups", False, id="groups, without the policy"),
    ],
)
def test_a_browser_runs_nothing(tmp_path: Path, chromium: str, place: str, policy: bool) -> None:
    """All payloads on one page; escaping alone must hold, so the policy is taken out of the second copy."""
    names = [payload for payload in PAYLOADS if payload.strip()]
    models = names if place == "models" else [names[0]]
    groups = {names[1]: [(payload, 1.0) for payload in names]} if place == "groups" else {}
    made = example(models, n=3000 if groups else 60, attributes=groups, crosses=())
    made["provenance"]["input_sha256"] = {payload: payload for payload in names}
    for i, row in enumerate(made["rows"]):
        name = names[i % len(names)]
        row["flags"] = [name]
        if row["metric"] == "mcc":
            row["parameters"] = {**row["parameters"], names[0]: names[1]}
        if row["metric"] == "npv":
            row["method"] = name
        if row["metric"] == "brier":
            row.update(value=None, lower=None, upper=None, status=name)
    path = write(made, tmp_path / "hostile.html")
    if not policy:
        text, n = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", path.read_text(encoding="utf-8"))
        assert n == 1
        path.write_text(text, encoding="utf-8")
    dom = dumped(chromium, path)
    title = re.search(r"<title>(.*?)</title>", dom)
    assert title is not None
    assert title.group(1).startswith("Audit of ")
    assert title.group(1).endswith(" · clinmetrics report")
    assert "<script" not in dom.lower()
    assert not re.search(r"<(iframe|object|embed|img|base|form|video|audio|input)\b", dom.lower())
    assert dom.rstrip().endswith("</html>")


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_never_scrolls_sideways(tmp_path: Path, chromium: str, width: int) -> None:
    """Wide tables scroll in their own boxes; a script of the test's own measures, in a copy without the policy."""
    long = "an attribute_or_model_name_that_is_far_too_long_" * 2
    groups = {long: [("W" * 60, 1.0), ("a group named in a whole sentence", 1.0), (None, 0.2)]}
    path = write(example([long, "b"], n=300, attributes=groups, crosses=(), thresholds=(0.1, 0.2)), tmp_path / "wide.html")
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", path.read_text(encoding="utf-8"))
    measure = (
        "<script>for (const d of document.querySelectorAll('details')) d.open = true;"
        "parent.postMessage('wide by ' + (document.documentElement.scrollWidth - innerWidth) + ' of ' + innerWidth, '*');</script>"
    )
    path.write_text(text.replace("</body>", measure + "</body>"), encoding="utf-8")
    frame = tmp_path / "frame.html"  # a browser window is never narrower than 500; a frame can be
    frame.write_text(
        "<!DOCTYPE html><title>calm</title><script>onmessage = e => { document.title = e.data; }</script>"
        f"<iframe style='border: 0' width={width} height=900 src=wide.html></iframe>",
        encoding="utf-8",
    )
    assert f"<title>wide by 0 of {width}</title>" in dumped(chromium, frame, "--hide-scrollbars")
