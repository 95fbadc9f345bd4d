# SPDX-License-Identifier: Apache-2.0
"""Files appear complete or not at all: full disks, kills, links, permissions, and several files of one run."""

from __future__ import annotations

import errno
import os
import resource
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import clinmetrics as cm
import pytest
from clinmetrics import _files
from clinmetrics._files import write_files
from made_results import usual

OLD, NEW = "the older file\n", "the newer file: Größe ≥ 1\n" * 50


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def script(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": f"{Path(cm.__file__).parents[1]}:{Path(__file__).parent}"}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_files_are_written_and_replaced(tmp_path: Path) -> None:
    a, b = tmp_path / "a.json", str(tmp_path / "b.html")
    write_files({a: OLD, b: OLD})
    write_files({a: NEW, b: NEW.encode()})
    assert a.read_text(encoding="utf-8") == Path(b).read_text(encoding="utf-8") == NEW
    assert names(tmp_path) == ["a.json", "b.html"]
    write_files({})


def test_to_json_writes_so(tmp_path: Path) -> None:
    path = tmp_path / "audit.json"
    path.write_text(OLD, encoding="utf-8")
    result = usual()
    assert result.to_json(path) + "\n" == path.read_text(encoding="utf-8")
    assert names(tmp_path) == ["audit.json"]
    result.to_json(str(path))
    assert cm.Result.from_json(path) == result


def test_a_name_without_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_files({"audit.json": NEW})
    assert names(tmp_path) == ["audit.json"]


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_permissions_are_those_of_the_umask(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        write_files({tmp_path / "audit.json": NEW})
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "audit.json").stat().st_mode) == 0o666 & ~mask


# --- links ----------------------------------------------------------------------------------------------------------------------------------


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "victim").write_text(OLD, encoding="utf-8")
    link, hanging, to_folder = tmp_path / "audit.json", tmp_path / "hanging.json", tmp_path / "folder.json"
    link.symlink_to(elsewhere / "victim")
    hanging.symlink_to(elsewhere / "none")
    to_folder.symlink_to(elsewhere)
    write_files({link: NEW, hanging: NEW, to_folder: NEW})
    for path in (link, hanging, to_folder):
        assert not path.is_symlink()
        assert path.read_text(encoding="utf-8") == NEW
    assert names(elsewhere) == ["victim"]
    assert (elsewhere / "victim").read_text(encoding="utf-8") == OLD


def test_a_folder_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")
    write_files({tmp_path / "out" / "audit.json": NEW})
    assert names(tmp_path / "real") == ["audit.json"]


def test_a_hard_link_keeps_the_older_text(tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    a.write_text(OLD, encoding="utf-8")
    os.link(a, b)
    write_files({a: NEW})
    assert (a.read_text(encoding="utf-8"), b.read_text(encoding="utf-8")) == (NEW, OLD)


def test_devices_and_pipes_are_written_to(tmp_path: Path) -> None:
    write_files({"/dev/null": NEW})
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    pipe, got = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write_files({pipe: NEW})
    reader.join()
    assert got == [NEW.encode()]
    done = script("from clinmetrics._files import write_files; write_files({'/dev/stdout': 'text'})")
    assert (done.stdout, done.returncode) == ("text", 0)


# --- failures ---------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """Two files of an earlier run, which must both be there at the end, with nothing beside them."""
    a, b = tmp_path / "audit.json", tmp_path / "audit.html"
    write_files({a: OLD, b: OLD})
    yield a, b
    assert names(tmp_path) == ["audit.html", "audit.json"]
    assert a.read_text(encoding="utf-8") == b.read_text(encoding="utf-8") == OLD


@pytest.mark.parametrize("step", ["open", "fdopen", "fsync"])
@pytest.mark.parametrize("at", [1, 2])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_at_any_step_leaves_the_older_files(
    two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, step: str, at: int, error: BaseException
) -> None:
    plain: Callable[..., object] = getattr(os, step)
    calls = []

    def fails(*args: object, **more: object) -> object:
        calls.append(args)
        if len(calls) == at:
            if step == "fdopen":
                os.close(args[0])  # type: ignore[arg-type]
            raise error
        return plain(*args, **more)

    monkeypatch.setattr(_files.os, step, fails)
    with pytest.raises(type(error)) as e:
        write_files({two[0]: NEW, two[1]: NEW})
    if isinstance(e.value, OSError):
        assert (e.value.errno, e.value.filename) == (errno.ENOSPC, str(two[at - 1]))


def test_text_that_utf8_cannot_hold(two: tuple[Path, Path]) -> None:
    with pytest.raises(UnicodeEncodeError):
        write_files({two[0]: NEW, two[1]: "\ud83d"})


def test_a_folder_in_the_place_of_a_file(two: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("folder")
    with pytest.raises(IsADirectoryError):
        write_files({two[0]: NEW, folder: NEW})


def test_a_folder_that_does_not_exist(two: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> None:
    missing = tmp_path_factory.mktemp("folder") / "none" / "audit.json"
    with pytest.raises(FileNotFoundError) as e:
        write_files({two[0]: NEW, missing: NEW})
    assert e.value.filename == str(missing)


LIMITED = """
import resource, signal, sys
from pathlib import Path
from clinmetrics._files import write_files
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    write_files({sys.argv[1]: "small", sys.argv[2]: "x" * 200_000})
except OSError as e:
    print(e.errno, e.filename)
"""


def test_a_limit_of_the_file_size(two: tuple[Path, Path]) -> None:
    """The second file is too large for the process: neither is replaced."""
    done = script(LIMITED, *two)
    assert done.stdout.split() == [str(errno.EFBIG), str(two[1])], done.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KiB, where this user may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", str(disk)], capture_output=True, check=False)
    if made.returncode != 0:
        pytest.skip("no small file system can be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk(small_disk: Path) -> None:
    path = small_disk / "audit.json"
    result = usual()
    result.to_json(path)
    before = path.read_bytes()
    (small_disk / "filler").write_bytes(b"x" * (256 * 1024 - len(before) - 16_384))
    assert len(before) > 16_384
    with pytest.raises(OSError, match="No space left on device") as e:
        result.to_json(path)
    assert e.value.filename == str(path)
    assert path.read_bytes() == before
    assert names(small_disk) == ["audit.json", "filler"]


KILLED = """
import os, signal, sys
from clinmetrics import _files
step, at, count = sys.argv[1], int(sys.argv[2]), 0
plain = getattr(_files.os, step)
def killed(*args, **more):
    global count
    count += 1
    if count == at:
        os.kill(os.getpid(), signal.SIGKILL)
    return plain(*args, **more)
setattr(_files.os, step, killed)
_files.write_files({sys.argv[3]: "new", sys.argv[4]: "new"})
"""


@pytest.mark.parametrize(("step", "at"), [("open", 1), ("open", 2), ("fdopen", 2), ("fsync", 1), ("fsync", 2), ("replace", 1)])
def test_a_kill_before_the_renaming_leaves_the_older_files(tmp_path: Path, step: str, at: int) -> None:
    a, b = tmp_path / "audit.json", tmp_path / "audit.html"
    write_files({a: OLD, b: OLD})
    assert script(KILLED, step, at, a, b).returncode == -signal.SIGKILL
    assert a.read_text(encoding="utf-8") == b.read_text(encoding="utf-8") == OLD
    left = set(names(tmp_path)) - {"audit.json", "audit.html"}
    assert all(name.startswith(".audit.") and name.endswith(".tmp") for name in left)


def test_a_kill_after_the_first_renaming_leaves_whole_files(tmp_path: Path) -> None:
    a, b = tmp_path / "audit.json", tmp_path / "audit.html"
    write_files({a: OLD, b: OLD})
    assert script(KILLED, "replace", 2, a, b).returncode == -signal.SIGKILL
    assert (a.read_text(encoding="utf-8"), b.read_text(encoding="utf-8")) == ("new", OLD)


def test_two_writers_never_mix(tmp_path: Path) -> None:
    """Whoever renames last wins, with a whole file."""
    path = tmp_path / "audit.json"
    texts = [str(i) * 100_000 for i in range(8)]
    threads = [threading.Thread(target=write_files, args=({path: text},)) for text in texts]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert path.read_text(encoding="utf-8") in texts
    assert names(tmp_path) == ["audit.json"]


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 128), hard))
    try:
        for _ in range(200):
            write_files({tmp_path / "a": "a", tmp_path / "b": "b"})
            with pytest.raises(IsADirectoryError):
                write_files({tmp_path / "a": "a", tmp_path: "b"})
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
