"""The files behind `--from`: a file, a folder, an archive or standard input, within bounds; nothing goes to disk."""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from bot.errors import UsageError

MOST_FILE_BYTES = 256 * 1024 * 1024
MOST_BYTES = 1024 * 1024 * 1024
"""Of all files of one folder or archive together."""
MOST_FILES = 50_000
GZIP = b"\x1f\x8b"
SUFFIXES = (".json", ".yaml", ".yml", ".txt", ".log")
"""Files of a folder or an archive that are looked at."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """One file as it was given."""

    name: str
    """As people know it; in a folder or an archive the path below that."""
    raw: bytes
    folder: tuple[str, ...] = ()
    """The folders above it, inside what was given."""


def given_files(source: str, *, stdin: IO[bytes]) -> Iterator[Given]:
    """What stands behind one `--from`; `-` is standard input. Raises UsageError."""
    if source == "-":
        yield from _unpacked("standard input", _capped(stdin, "standard input"))
        return
    path = Path(source).expanduser()
    try:
        if path.is_dir():
            yield from _of_folder(path)
            return
        with path.open("rb") as opened:
            raw = _capped(opened, source)
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror or 'it can not be read'}.") from None
    yield from _unpacked(source, raw)


def _of_folder(folder: Path) -> Iterator[Given]:
    """The files of a folder; links are left alone, since they may lead anywhere."""
    count = size = 0
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in SUFFIXES or path.is_symlink() or not path.is_file():
            continue
        count, size = count + 1, size + path.stat().st_size
        _hold_bounds(str(folder), count=count, size=size)
        inside = path.relative_to(folder)
        with path.open("rb") as opened:
            raw = _capped(opened, str(path))
        yield Given(name=str(inside), raw=raw, folder=inside.parts[:-1])


def _unpacked(name: str, raw: bytes) -> Iterator[Given]:
    """The file itself, or what an archive holds."""
    if not raw.startswith(GZIP) and not _is_tar(raw):
        yield Given(name=name, raw=raw)
        return
    try:
        archive = tarfile.open(fileobj=io.BytesIO(raw), mode="r:*")  # noqa: SIM115 - closed below
    except (tarfile.TarError, EOFError, zlib.error, OSError):
        yield Given(name=name, raw=_gunzipped(name, raw))
        return
    with archive:
        yield from _members(name, archive)


def _members(name: str, archive: tarfile.TarFile) -> Iterator[Given]:
    count = size = 0
    try:
        for member in archive:
            # What is passed over has to be unpacked, too, so it counts as well.
            count, size = count + 1, size + max(member.size, 0)
            _hold_bounds(name, count=count, size=size)
            path = PurePosixPath(member.name)
            if not member.isreg() or path.suffix.lower() not in SUFFIXES:
                continue
            opened = archive.extractfile(member)
            if opened is not None:
                # Archives of a folder have that folder's name in front of every path; it says nothing.
                parts = [part for part in path.parts if part not in ("", ".", "..", "/")]
                yield Given(name="/".join(parts), raw=_capped(opened, f"{name}: {path}"), folder=tuple(parts[:-1]))
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        raise UsageError(f"{name}: the archive is damaged or cut off ({error}); make it anew.") from None


def _gunzipped(name: str, raw: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(raw)) as opened:
            return _capped(opened, name)
    except (EOFError, zlib.error, OSError) as error:
        raise UsageError(f"{name}: the archive is damaged or cut off ({error}); make it anew.") from None


def _is_tar(raw: bytes) -> bool:
    return raw[257:262] == b"ustar"


def _capped(opened: IO[bytes] | gzip.GzipFile, name: str) -> bytes:
    raw = opened.read(MOST_FILE_BYTES + 1)
    if len(raw) > MOST_FILE_BYTES:
        raise UsageError(f"{name}: more than {MOST_FILE_BYTES >> 20} MiB; ask for fewer kinds at once.")
    return raw


def _hold_bounds(name: str, *, count: int, size: int) -> None:
    if count > MOST_FILES:
        raise UsageError(f"{name}: more than {MOST_FILES:,} files; give the folder of the dump alone.")
    if size > MOST_BYTES:
        raise UsageError(f"{name}: more than {MOST_BYTES >> 20} MiB unpacked; ask for fewer kinds at once.")
