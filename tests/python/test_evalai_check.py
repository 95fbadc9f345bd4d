# SPDX-License-Identifier: Apache-2.0
"""The checks of bundles find each fault, and execute nothing."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from challenges import bundle
from clinmetrics.integrations.evalai.board import Board
from clinmetrics.integrations.evalai.check import check_bundle
from clinmetrics.integrations.evalai.values import rows_of_board
from clinmetrics.integrations.evalai.zips import packed

Config = dict[str, Any]
GOOD_ROW = {"group": [], "n": 300, "n_positive": 100, "n_negative": 200, "value": 0.8, "lower": 0.7, "upper": 0.9}


@pytest.fixture(scope="module")
def challenge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundle(tmp_path_factory.mktemp("challenge"))


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def checked(path: Path, content: bytes) -> Any:
    path.write_bytes(content)
    return check_bundle(path)


def changed(challenge: Path, change: Callable[[Config], None]) -> bytes:
    files = members(packed(challenge, []))
    config = yaml.safe_load(files["challenge_config.yaml"])
    change(config)
    return written({**files, "challenge_config.yaml": yaml.safe_dump(config).encode()})


def test_a_new_bundle_has_no_faults(challenge: Path, tmp_path: Path) -> None:
    for found in (check_bundle(challenge), checked(tmp_path / "b.zip", packed(challenge, []))):
        assert found.faults == []
        assert len(found.warnings) == 1
        assert "no wheel of clinmetrics" in found.warnings[0]
    wheels = [tmp_path / "clinmetrics-1-cp39-cp39-linux_x86_64.whl", tmp_path / "narwhals-2.21.0-py3-none-any.whl"]
    for wheel in wheels:
        wheel.write_bytes(b"a wheel")
    assert checked(tmp_path / "b.zip", packed(challenge, wheels)).warnings == []
    assert "no wheel of narwhals" in checked(tmp_path / "b.zip", packed(challenge, wheels[:1])).warnings[0]
    wheels[0].rename(tmp_path / "clinmetrics-1-cp311-cp311-linux_x86_64.whl")
    other = [tmp_path / "clinmetrics-1-cp311-cp311-linux_x86_64.whl", wheels[1]]
    assert "for CPython 3.9" in checked(tmp_path / "b.zip", packed(challenge, other)).warnings[0]


FAULTS: dict[str, tuple[Callable[[Config], Any], str]] = {
    "order_by": (lambda c: c["leaderboard"][0]["schema"].update(default_order_by="Total"), "default_order_by is not one of the labels"),
    "no_labels": (lambda c: c["leaderboard"][0]["schema"].pop("labels"), "schema.labels must be a list of texts"),
    "label_twice": (lambda c: c["leaderboard"][0]["schema"]["labels"].append("auroc"), "a label is there twice"),
    "other_order": (lambda c: c["leaderboard"][0]["schema"].update(default_order_by="auroc"), "default_order_by is not 'auroc_lo'"),
    "ascending": (lambda c: c["challenge_phase_splits"][0].update(is_leaderboard_order_descending=False), "would put the worst submission"),
    "split_gone": (lambda c: c["challenge_phase_splits"].pop(), "is not in the configuration: each submission would fail"),
    "unknown_split": (lambda c: c["challenge_phase_splits"][0].update(dataset_split_id=99), "a dataset_split_id is not in dataset_splits"),
    "twice": (lambda c: c["challenge_phase_splits"].append(c["challenge_phase_splits"][0].copy()), "a phase and a split are there twice"),
    "codename": (lambda c: c["dataset_splits"][0].update(codename="sex=F"), "letters, digits and underscores only"),
    "same_codename": (lambda c: c["dataset_splits"][0].update(codename="sex_male"), "a codename is there twice"),
    "same_id": (lambda c: c["dataset_splits"][0].update(id=2), "each entry needs an id of its own"),
    "html": (lambda c: c.update(description="templates/none.html"), "description must name a file of the bundle"),
    "not_html": (lambda c: c.update(evaluation_details="logo.png"), "must be a file that ends with .html"),
    "outside": (lambda c: c.update(description="../../etc/passwd"), "description must name a file of the bundle"),
    "annotations": (lambda c: c["challenge_phases"][0].update(test_annotation_file="x.csv"), "test_annotation_file must name a file"),
    "dates": (lambda c: c["challenge_phases"][0].update(end_date="1999-01-01 00:00:00"), "start_date is not before end_date"),
    "limit": (lambda c: c["challenge_phases"][0].update(max_submissions="many"), "max_submissions must be a whole number"),
    "no_phases": (lambda c: c.pop("challenge_phases"), "challenge_phases must be a list of at least one mapping"),
    "script": (lambda c: c.update(evaluation_script="logo.zip"), "evaluation_script must name a zip file"),
    "no_title": (lambda c: c.pop("title"), "title is missing"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_configuration_is_found(challenge: Path, tmp_path: Path, name: str) -> None:
    change, text = FAULTS[name]
    assert any(text in fault for fault in checked(tmp_path / "b.zip", changed(challenge, change)).faults)


def test_many_submissions_are_a_warning(challenge: Path, tmp_path: Path) -> None:
    for most, warns in ((100, False), (101, True)):
        content = changed(challenge, lambda c, most=most: c["challenge_phases"][0].update(max_submissions=most))
        found = checked(tmp_path / "b.zip", content)
        assert found.faults == []
        assert any("submissions may be made" in text for text in found.warnings) is warns


def test_a_rule_is_a_warning_and_a_label_for_its_threshold_a_fault(tmp_path: Path) -> None:
    folder = bundle(tmp_path, thresholds=["youden"], metrics=["auroc", "chosen_threshold"])
    found = check_bundle(folder)
    assert found.faults == []
    assert any("the metrics at youden, and not the threshold" in text for text in found.warnings)
    path = folder / "evaluation_script/board.json"
    board = json.loads(path.read_text(encoding="utf-8"))
    label = {**board["labels"][0], "label": "cut", "metric": "chosen_threshold", "threshold": "youden"}
    path.write_text(json.dumps({**board, "labels": [*board["labels"], label]}), encoding="utf-8")
    assert any("the labels cut would show scores of single rows" in text for text in check_bundle(folder).faults)
    rows = {((), "auroc", None): GOOD_ROW, ((), "chosen_threshold", "youden"): {**GOOD_ROW, "value": 0.123}}
    shown = rows_of_board(rows, replace(Board.read(path), splits=Board.read(path).splits[:1]), is_hidden=True)
    assert shown == [{"overall": {"auroc": 0.8, "auroc_lo": 0.7, "auroc_hi": 0.9}}]


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "a\\x", "C:/x"])
def test_a_path_that_leads_out_is_found(challenge: Path, tmp_path: Path, name: str) -> None:
    files = members(packed(challenge, []))
    assert any("leads out of the folder" in text for text in checked(tmp_path / "b.zip", written({**files, name: b""})).faults)
    script = written({**members(files["evaluation_script.zip"]), name: b""})
    found = checked(tmp_path / "b.zip", written({**files, "evaluation_script.zip": script}))
    assert any("evaluation_script.zip: entry" in text for text in found.faults)


def test_a_link_is_found(challenge: Path, tmp_path: Path) -> None:
    content = io.BytesIO(packed(challenge, []))
    with zipfile.ZipFile(content, "a") as archive:
        entry = zipfile.ZipInfo("link")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert any("is a symbolic link" in text for text in checked(tmp_path / "b.zip", content.getvalue()).faults)


def test_files_that_are_no_bundles(challenge: Path, tmp_path: Path) -> None:
    good = packed(challenge, [])
    files = members(good)
    second = written({**files, "parameters.yaml": b"a: 1"})
    aliases = written({**files, "challenge_config.yaml": b"a: &a [1]\nb: [*a, *a]\n"})
    deep = written({**files, "challenge_config.yaml": b"[" * 100_000})
    no_yaml = written({name: x for name, x in files.items() if not name.endswith(".yaml")})
    large = written({**files, "challenge_config.yaml": b" " * (2**21 + 1)})
    no_init = written({**files, "evaluation_script.zip": written({"main.py": b""})})
    broken = written({**files, "evaluation_script.zip": b"PK"})
    board = written({**members(files["evaluation_script.zip"]), "board.json": b"{}"})
    for content in (b"", b"PK\x03\x04", good[: len(good) // 2], second, aliases, deep, no_yaml, large, no_init, broken):
        assert checked(tmp_path / "b.zip", content).faults != []
    assert "make the bundle again" in checked(tmp_path / "b.zip", written({**files, "evaluation_script.zip": board})).faults[0]
    assert check_bundle(tmp_path / "absent.zip").faults == ["absent.zip cannot be read as a zip file"]


def test_nothing_is_executed(challenge: Path, tmp_path: Path) -> None:
    files = members(packed(challenge, []))
    mark = tmp_path / "executed"
    script = {**members(files["evaluation_script.zip"]), "__init__.py": f"open({str(mark)!r}, 'w')".encode()}
    config = files["challenge_config.yaml"] + f'\nx: !!python/object/apply:os.system ["touch {mark}"]\n'.encode()
    checked(tmp_path / "b.zip", written({**files, "evaluation_script.zip": written(script)}))
    found = checked(tmp_path / "b.zip", written({**files, "challenge_config.yaml": config}))
    assert "is no valid YAML" in found.faults[0]
    assert not mark.exists()


def test_the_specification_and_the_board_travel_as_json(challenge: Path) -> None:
    script = members(members(packed(challenge, []))["evaluation_script.zip"])
    assert sorted(script) == ["__init__.py", "board.json", "main.py", "specification.json"]
    assert json.loads(script["specification.json"])["schema"] == "clinmetrics.audit/1"
    board = json.loads(script["board.json"])
    assert board["order_by"] == "auroc_lo"
    assert [split["codename"] for split in board["splits"]][:3] == ["overall", "sex_female", "sex_male"]
