"""What the exit code of a container's program means, as far as the code alone tells.

Windows programs end with NTSTATUS values, which are printed as unsigned or as negative numbers. Sources: Microsoft's
MS-ERREF for NTSTATUS; POSIX shells for 126 and 127, and for 128 plus the number of a signal.
"""

from __future__ import annotations

from collections.abc import Mapping

MEANINGS: Mapping[int, str] = {
    126: "not-executable",
    127: "not-found",
    134: "aborted",
    137: "killed",
    139: "segmentation",
    143: "terminated",
    0xC0000005: "access-violation",
    0xC000007B: "wrong-format",
    0xC0000135: "library-missing",
    0xC0000139: "entry-point-missing",
    0xC0000142: "library-failed",
    0xC000013A: "interrupted",
    0xC0000374: "heap-corrupted",
    0xC0000409: "fail-fast",
    0xC00000FD: "stack-overflow",
    0xE0434352: "managed-exception",
}
"""Keys of sentences, by the unsigned code."""
NTSTATUS = 0x80000000
"""From here on a code is one of Windows' own, and people look it up in hexadecimal."""


def unsigned(code: int) -> int:
    """The code without its sign: -1073741515 is 3221225781."""
    return code & 0xFFFFFFFF


def meaning(code: int) -> str:
    """The key of the sentence for this code; `other` where the code alone tells nothing."""
    return MEANINGS.get(unsigned(code), "other")


def written(code: int) -> str:
    """The code as people look it up: `137`, `0xC0000135 (3221225781)`."""
    plain = unsigned(code)
    return f"0x{plain:08X} ({plain})" if plain >= NTSTATUS else str(plain)
