"""What stands behind `--from`: files, folders, archives; whatever they hold, nothing is written and bounds hold."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path

import pytest

from bot.cluster import files
from bot.cluster.files import Given, given_files
from bot.errors import UsageError


def given(source: str | Path, *, stdin: bytes = b"") -> list[Given]:
    """All files behind it."""
    return list(given_files(str(source), stdin=io.BytesIO(stdin)))


def tar(path: Path, members: dict[str, bytes | tarfile.TarInfo], *, mode: str = "w:gz") -> Path:
    """An archive with these members, whatever their names."""
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = content if isinstance(content, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.name = name
            if isinstance(content, bytes):
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
            else:
                archive.addfile(info)
    return path


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    """Under the name that was given."""
    path = tmp_path / "nodes.json"
    path.write_bytes(b"{}")
    assert given(path) == [Given(name=str(path), raw=b"{}")]


def test_standard_input_is_read(tmp_path: Path) -> None:
    """With `-`, as everywhere."""
    assert given("-", stdin=b"{}") == [Given(name="standard input", raw=b"{}")]


def test_a_compressed_file_is_unpacked(tmp_path: Path) -> None:
    """One that holds no archive."""
    path = tmp_path / "nodes.json.gz"
    path.write_bytes(gzip.compress(b"{}"))
    assert [one.raw for one in given(path)] == [b"{}"]


def test_a_folder_is_read_with_what_lies_below(tmp_path: Path) -> None:
    """Files of other kinds, links and their targets are left alone."""
    (tmp_path / "dump" / "kube-system").mkdir(parents=True)
    (tmp_path / "secret.json").write_text("{}")
    dump = tmp_path / "dump"
    (dump / "nodes.json").write_text("1")
    (dump / "kube-system" / "pods.json").write_text("2")
    (dump / "photo.png").write_text("3")
    (dump / "link.json").symlink_to(tmp_path / "secret.json")
    (dump / "loop").symlink_to(dump)
    found = {one.name: (one.raw, one.folder) for one in given(dump)}
    assert found == {"nodes.json": (b"1", ()), "kube-system/pods.json": (b"2", ("kube-system",))}


@pytest.mark.parametrize("mode", ["w:gz", "w"])
def test_an_archive_is_read_without_being_unpacked_anywhere(tmp_path: Path, mode: str) -> None:
    """Compressed or not."""
    path = tar(tmp_path / "dump.tar", {"dump/kube-system/pods.json": b"2"}, mode=mode)
    (found,) = given(path)
    assert (found.name, found.raw, found.folder) == ("dump/kube-system/pods.json", b"2", ("dump", "kube-system"))
    assert [one.name for one in tmp_path.iterdir()] == ["dump.tar"]


def test_an_archive_cannot_lead_anywhere_else(tmp_path: Path) -> None:
    """Paths upwards are only names; links and devices are passed over."""
    link, device = tarfile.TarInfo(), tarfile.TarInfo()
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    device.type = tarfile.CHRTYPE
    members: dict[str, bytes | tarfile.TarInfo] = {
        "../../up.json": b"1",
        "/etc/abs.json": b"2",
        "link.json": link,
        "device.json": device,
    }
    found = {one.name: one.raw for one in given(tar(tmp_path / "dump.tar.gz", members))}
    assert found == {"up.json": b"1", "etc/abs.json": b"2"}


def test_an_archive_that_is_cut_off_is_told(tmp_path: Path) -> None:
    """One line."""
    path = tar(tmp_path / "dump.tar.gz", {f"{number}.json": bytes(range(256)) * 40 for number in range(20)})
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(UsageError, match="damaged or cut off"):
        given(path)


def test_a_file_that_only_begins_like_an_archive_is_told(tmp_path: Path) -> None:
    """It is none."""
    path = tmp_path / "x.gz"
    path.write_bytes(b"\x1f\x8b" + b"nonsense")
    with pytest.raises(UsageError, match="damaged or cut off"):
        given(path)


def test_a_small_archive_cannot_become_a_huge_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is passed over counts, too."""
    monkeypatch.setattr(files, "MOST_BYTES", 10_000)
    path = tar(tmp_path / "bomb.tar.gz", {"zeros.bin": bytes(20_000), "nodes.json": b"{}"})
    with pytest.raises(UsageError, match="MiB unpacked"):
        given(path)


def test_a_file_that_is_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unpacked or not."""
    monkeypatch.setattr(files, "MOST_FILE_BYTES", 1_000)
    plain, packed = tmp_path / "nodes.json", tmp_path / "nodes.json.gz"
    plain.write_bytes(b"x" * 1_001)
    packed.write_bytes(gzip.compress(b"x" * 1_001))
    for path in (plain, packed):
        with pytest.raises(UsageError, match="ask for fewer kinds"):
            given(path)


def test_too_many_files_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody has given their home folder."""
    monkeypatch.setattr(files, "MOST_FILES", 2)
    for number in range(3):
        (tmp_path / f"{number}.json").write_text("{}")
    with pytest.raises(UsageError, match="more than 2 files"):
        given(tmp_path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """With the system's own reason."""
    with pytest.raises(UsageError, match=r"nope\.json: No such file or directory\.$"):
        given(tmp_path / "nope.json")
