# SPDX-License-Identifier: Apache-2.0
"""Faults of a specification: each is one clear line with its place, and no bytes at all make anything else."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import clinmetrics as cm
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("yaml")

TEXT = """\
schema: clinmetrics.audit/1
analysis:
  outcome: {column: died}
  id: patient
  unit: person
  models:
    - {name: a, score: risk_a}
    - {name: b, decision: flag_b}
  thresholds: [0.2, youden]
  groups: [sex, race, sex*race]
  filters: []
  intervals: {}
  comparisons: {}
  goals: []
site:
  truth: truth.csv
"""


def faults(tmp_path: Path, content: str | bytes, ending: str = ".yaml") -> tuple[str, ...]:
    path = tmp_path / f"audit{ending}"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found: tuple[str, ...] = ()
    try:
        cm.read_specification(path)
    except cm.SpecificationError as e:
        found = e.faults
        text = str(e)
    assert not found or text == "\n".join(found)
    assert all(fault.isprintable() for fault in found)
    return found


def test_the_specification_itself_has_none(tmp_path: Path) -> None:
    assert faults(tmp_path, TEXT) == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        # what YAML has and a specification has not
        ("died", "&x died", "line 3: an anchor (&) is not allowed; put quotation marks around a text that begins with &"),
        ("died", "*x", "line 3: an alias (*) is not allowed; write the value again"),
        ("died", "!!str died", "line 3: a tag (!) is not allowed; put quotation marks around a text that begins with !"),
        ("  id: patient", "  <<: {id: patient}", "line 4: a merge key (<<) is not allowed; write the keys again"),
        ("site:", "---\nsite:", "line 15: a second document begins here; a file holds one specification"),
        ("schema:", "%YAML 1.1\n---\nschema:", "line 1: directives (%) are not allowed"),
        ("  unit: person", "  id: person", "line 5: the key 'id' is given twice in this mapping"),
        ("  unit: person", "  ? [a, b]\n  : c", "line 5: a key must be a text"),
        ("  unit: person", "\tunit: person", "line 5: there is a tab; use spaces"),
        ("person", "per\x07son", "line 5: the character U+0007 is not allowed"),
        ("person", '"per\\u0007son"', "line 5: the text contains the character U+0007, which is not allowed"),
        ("person", "'" + "[" * 3, "line 17: this is no valid YAML: found unexpected end of stream"),
        ("[]", "[" * 25 + "]" * 25, "line 11: this is nested in more than 20 levels"),
        # keys and types
        ("thresholds", "treshold", "line 9: analysis has the unknown key 'treshold'; did you mean 'thresholds'?"),
        ("site:", "sight:", "line 15: there is the unknown key 'sight'; did you mean 'site'?"),
        ("  truth: truth.csv", "  {}", "line 15: site lacks the key 'truth': The file with outcome, id and attributes."),
        ("intervals: {}", "intervals: {level: high}", "line 12: analysis.intervals.level must be a number, such as 0.05"),
        ("intervals: {}", "intervals: {level: .inf}", "line 12: analysis.intervals.level must be finite"),
        ("intervals: {}", "intervals: {level: 1e999}", "line 12: analysis.intervals.level must be finite"),
        ("intervals: {}", "intervals: {seed: 012}", "line 12: analysis.intervals.seed must be a whole number, such as 2000"),
        ("intervals: {}", "intervals: {seed: -1}", "line 12: analysis.intervals.seed must be from 0 to 18446744073709551615"),
        ("intervals: {}", "intervals: {seed: 18446744073709551616}", "line 12: analysis.intervals.seed must be from 0 to 18446744073709551615"),
        ("intervals: {}", "intervals: {seed: 7.0}", "line 12: analysis.intervals.seed must be a whole number, such as 2000"),
        ("intervals: {}", "intervals: {resampling: poison}", "line 12: analysis.intervals.resampling is 'poison'; did you mean 'poisson'?"),
        ("intervals: {}", "intervals: [a]", "line 12: analysis.intervals must be a mapping with keys such as method, methods, level, and is a list"),
        ("truth.csv", "[a, b]", "line 16: site.truth must be a text, and is a list"),
        ("truth.csv", "t.csv\n  output: {html: yes}", "line 17: site.output.html must be true or false"),
        ("[0.2, youden]", "[0.2, .nan]", "line 9: analysis.thresholds[1] must be finite"),
        ("[0.2, youden]", "[0.2, '']", "line 9: analysis.thresholds[1] is neither a number nor a rule; give a number, 'youden'"),
        ("[0.2, youden]", "[0.2, , 1]", "line 9: this is no valid YAML"),
        # models and columns
        ("name: b", "name: a", "line 8: analysis.models[1] is a model with a name that is given twice"),
        (", decision: flag_b", "", "line 8: analysis.models[1] has neither score nor decision; name the column of one of them"),
        ("decision: flag_b", "decision: c, score: d", "line 8: analysis.models[1].decision cannot be given with score"),
        ("decision: flag_b", "decision: died", "line 8: analysis.models[1].decision names the column of the outcome"),
        ("flag_b", "flag_b, thresholds: [1]", "line 8: analysis.models[1].thresholds are for scores; decisions have none"),
        ("flag_b", "flag_b, variant_of: c", "line 8: analysis.models[1].variant_of names 'c', which is no other model; known are: a"),
        ("flag_b", "flag_b, variant: noise", "line 8: analysis.models[1].variant needs variant_of"),
        ("id: patient", "id: ''", "line 4: analysis.id is empty; name a column"),
        ("id: patient", "id: died", "line 4: analysis.id names the column of the outcome"),
        ("{column: died}", "{column: died, negative: 1}", "line 3: analysis.outcome.negative is the same as the positive level"),
        # thresholds, groups, filters
        ("[0.2, youden]", "[0.2, 0.20]", "line 9: analysis.thresholds[1] is a threshold that is given twice"),
        ("[sex, race, sex*race]", "[sex, sex]", "line 10: analysis.groups[1] is an attribute that is given twice"),
        ("[sex, race, sex*race]", "[sex, race, sex*race, race*sex]", "line 10: analysis.groups[3] is an attribute that is given twice"),
        (
            "goals: []",
            "goals: [{metric: auroc, at_least: 0.8, groups: [race*sex]}]",
            "line 14: analysis.goals[0].groups[0] names 'race*sex', which is no attribute of groups; did you mean 'sex*race'?",
        ),
        ("sex*race", "sex*rase", "line 10: analysis.groups[2] names 'rase', which is no attribute of groups"),
        ("sex*race", "{column: age, bins: [65, 18]}", "line 10: analysis.groups[2].bins must increase, each limit once"),
        ("sex*race", "died", "line 10: analysis.groups[2] names the column of the outcome, which makes no groups"),
        ("filters: []", "filters: [{column: patient, op: differs, value: 7}]", "line 11: analysis.filters[0].column names the column of the id"),
        ("filters: []", "filters: [{column: person, op: present}]", "line 11: analysis.filters[0].column names the column of the unit"),
        ("filters: []", "filters: [{column: x, op: above, value: y}]", "line 11: analysis.filters[0].value must be a number for above, and is 'y'"),
        ("filters: []", "filters: [{column: x, op: one_of, value: y}]", "line 11: analysis.filters[0].value must be a list of texts, [a, b], for one_of"),
        ("filters: []", "filters: [{column: x, op: equals, value: [y]}]", "line 11: analysis.filters[0].value must be one text for equals; one_of takes"),
        ("filters: []", "filters: [{column: x, op: missing, value: y}]", "line 11: analysis.filters[0].value is not used by missing; leave it out"),
        ("filters: []", "filters: [{column: x, op: below}]", "line 11: analysis.filters[0].op is below, which needs a value"),
        # metrics, methods, comparisons
        ("filters: []", "metrics: [aurocc]", "line 11: analysis.metrics[0] names 'aurocc', which is no metric; did you mean 'auroc'?"),
        ("filters: []", "metrics: [f_beta(gamma=2)]", "line 11: analysis.metrics[0] is 'f_beta(gamma=2)': the metric 'f_beta' has no parameter"),
        ("filters: []", "metrics: [auroc, AUC]", "line 11: analysis.metrics[1] is a metric that is given twice"),
        ("intervals: {}", "intervals: {method: wilsn}", "line 12: analysis.intervals.method names 'wilsn', which is no method of intervals; did you"),
        ("intervals: {}", "intervals: {methods: {auroc: wilson}}", "line 12: analysis.intervals.methods.auroc is 'wilson', which does not fit auroc"),
        ("intervals: {}", "intervals: {level: 95}", "line 12: analysis.intervals.level must be between 0 and 1, such as 0.95"),
        ("comparisons: {}", "comparisons: {reference: d}", "line 13: analysis.comparisons.reference names 'd', which is no model; known are: a, b"),
        ("comparisons: {}", "comparisons: {pairs: [[a, a]]}", "line 13: analysis.comparisons.pairs[0] compares a model with itself"),
        ("comparisons: {}", "comparisons: {margins: {auroc: 0.1}}", "line 13: analysis.comparisons.margins belong to a claim"),
        ("comparisons: {}", "comparisons: {alternative: equivalent}", "line 13: analysis.comparisons.alternative is equivalent, which needs margins"),
        ("comparisons: {}", "gaps: {reference: {sex: F}}", "line 13: analysis.gaps.reference needs kind: reference"),
        # goals
        ("[]\nsite", "[{metric: auroc}]\nsite", "line 14: analysis.goals[0] needs at_least, at_most or both"),
        ("[]\nsite", "[{metric: auroc, at_least: 80}]\nsite", "line 14: analysis.goals[0].at_least is outside the range of auroc, which is 0 to 1"),
        ("[]\nsite", "[{metric: auroc, at_least: 0}]\nsite", "line 14: analysis.goals[0].at_least is reached by every value of auroc"),
        ("[]\nsite", "[{metric: clinical, at_least: 1}]\nsite", "line 14: analysis.goals[0].metric names 'clinical', which is no metric; name one metric"),
        ("[]\nsite", "[{metric: auroc, at: 0.2, at_least: .8}]\nsite", "line 14: analysis.goals[0].at is not used: auroc has no threshold"),
        ("[]\nsite", "[{metric: ppv, at_least: .8}]\nsite", "line 14: analysis.goals[0] needs at, one of the thresholds 0.2, youden"),
        ("[]\nsite", "[{metric: ppv, at: .3, at_least: .8}]\nsite", "line 14: analysis.goals[0].at is none of the thresholds, which are 0.2, youden"),
        ("[]\nsite", "[{metric: auroc, at_least: .8, model: c}]\nsite", "line 14: analysis.goals[0].model names 'c', which is no model; known are: a, b"),
        ("[]\nsite", "[{metric: auroc, at_least: .8, groups: sx=F}]\nsite", "line 14: analysis.goals[0].groups names 'sx', which is no attribute of groups"),
        ("[]\nsite", "[{metric: auroc, at_least: .8, at_least_n: {}}]\nsite", "line 14: analysis.goals[0].at_least_n is empty; give denominator, rows"),
        ("[]\nsite", "[{metric: ece, at_most: .1}]\nsite", "line 14: analysis.goals[0].metric is ece"),
        ("intervals: {}\n  comparisons: {}\n  goals: []", "intervals: {methods: {auroc: none}}\n  goals: [{metric: AUC, at_least: .8}]",
         "line 13: analysis.goals[0] is judged by a limit of the interval, and intervals has none; give bound: value, or a method"),
        ("comparisons: {}", "comparisons: {alternative: equivalent, margins: {ece: .1}}", "line 13: analysis.comparisons.margins.ece is the margin of"),
        # site
        ("truth.csv", "t.csv\n  encoding: klingon", "line 17: site.encoding is no encoding of text that is known"),
        ("truth.csv", "t.csv\n  columns: {dyed: outcome}", "line 17: site.columns.dyed names 'dyed', which is no column of the analysis; did you mean 'died'"),
    ],
)  # fmt: skip
def test_a_fault_has_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in TEXT
    found = faults(tmp_path, TEXT.replace(old, new, 1))
    assert any(fault.startswith(message) for fault in found), found


def test_several_faults_are_all_named(tmp_path: Path) -> None:
    found = faults(tmp_path, TEXT.replace("intervals", "interval").replace("truth:", "thruth:").replace("0.2", ".nan"))
    assert [fault.partition(":")[0] for fault in found] == ["line 9", "line 12", "line 15", "line 16"]
    many = "".join(f"    - {{column: c{i}, op: below}}\n" for i in range(30))
    assert faults(tmp_path, TEXT.replace("filters: []", f"filters:\n{many}"))[-1] == "and 20 more"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"schema": "clinmetrics.audit/1",\n "schema": 1}', "line 2: the key 'schema' is given twice in this mapping"),
        ('{"schema": 01}', "line 1: this is no valid JSON: a value is expected here; texts have double quotation marks"),
        ('{"schema": NaN}', "line 1: this is no valid JSON: a value is expected here; texts have double quotation marks"),
        ('{"schema": 1,}', "line 1: this is no valid JSON: a key in double quotation marks is expected here"),
        ('{"schema":\n\t1\n} x', "line 3: this is no valid JSON: there is text after the end of the document"),
        ('{"schema": "a\nb"}', "line 1: this is no valid JSON: a text has no closing quotation mark on its line"),
        ('{"schema": "\\ud800"}', "line 1: the text contains the character U+D800, which is not allowed"),
        ("[" * 100_000, "line 1: this is nested in more than 20 levels"),
        ('{"a":' * 100_000, "line 1: this is nested in more than 20 levels"),
        ("[1]", "line 1: a specification is a mapping with the keys schema, analysis and site"),
        ("", "the file is empty"),
    ],
)
def test_faults_of_json(tmp_path: Path, content: str, message: str) -> None:
    assert faults(tmp_path, content, ".json")[0] == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfes\x00", "line 1: the file is not UTF-8; save it as UTF-8"),
        (TEXT.encode() + b"# caf\xe9\n", "line 17: the file is not UTF-8; save it as UTF-8"),
        (b"#" * (1 << 20) + b"#", "the file is larger than 1 MiB (1,048,576 bytes); a specification is a short text"),
        (b"", "the file is empty"),
        (b"# nothing\n", "the file is empty"),
        (b"\x00" * 100, "line 1: the character U+0000 is not allowed"),
        (b"[" * 100_000, "line 1: this is nested in more than 20 levels"),
        (b"{" * 100_000, "line 1: this is nested in more than 20 levels"),
        (b"- " * 100_000, "line 1: this is nested in more than 20 levels"),
        (b"- a\n" * 250_000, "line 5000: the file has more than 5,000 values"),
        (b"a: &a [x]\nb: &b [*a, *a]\n", "line 1: an anchor (&) is not allowed"),
        (b'"\\UFFFFFFFF"', "line 1: this is no valid YAML"),
        (b"just a text", "line 1: a specification is a mapping with the keys schema, analysis and site"),
    ],
    ids=range(13),
)  # fmt: skip
def test_bytes_that_are_no_specification(tmp_path: Path, content: bytes, message: str) -> None:
    begin = time.process_time()
    assert faults(tmp_path, content)[0].startswith(message)
    assert time.process_time() - begin < 4.5


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    assert faults(tmp_path, b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()) == ()


def test_a_mapping_that_contains_itself(tmp_path: Path) -> None:
    endless: dict[str, object] = {}
    endless["analysis"] = endless
    with pytest.raises(cm.SpecificationError, match="nested in more than 20 levels"):
        cm.read_specification(endless)
    with pytest.raises(cm.SpecificationError, match="a value is a object; give texts, numbers, lists and mappings"):
        cm.read_specification({"schema": object()})


PIECES = st.sampled_from([b"\n", b"  ", b"- ", b": ", b"{", b"}", b"[", b"]", b"'", b'"', b"&a ", b"*a", b"!!int ", b"<<: ", b"---\n", b"|\n", b"\\u",
                          b"%", b"?", b"\xff", b"\x00", b"null", b"1e999", b"~", b"#", b"\t", b"@", b",", b"9" * 5000, "é\u202e".encode()])  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(changes=st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, 30), PIECES), min_size=1, max_size=4), as_json=st.booleans())
def test_changed_specifications_give_faults_or_are_read(tmp_path: Path, changes: list[tuple[int, int, bytes]], as_json: bool) -> None:
    import yaml

    content = json.dumps(yaml.safe_load(TEXT), indent=1).encode() if as_json else TEXT.encode()
    for at, length, piece in changes:
        content = content[:at] + piece + content[at + length :]
    for fault in faults(tmp_path, content, ".json" if as_json else ".yaml"):
        assert re.match(r"line \d+: |the |and \d", fault), fault


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(content=st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=30).map(b"".join)), as_json=st.booleans())
def test_any_bytes_give_faults(tmp_path: Path, content: bytes, as_json: bool) -> None:
    assert faults(tmp_path, content, ".json" if as_json else ".yaml")
