"""Becomes another program, one that ends when the process that started it ends, even by `kill -9` (Linux).

Run as `python tied.py PARENT PROGRAM ARGUMENT…`. The wish is kept through `execv`; it is asked for here, in the child,
because code between fork and exec of a parent with threads is unsafe. Linux watches the very thread that started this:
start it from one that lives on.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Ties this process to its parent, then becomes the program."""
    parent, program = int(sys.argv[1]), sys.argv[2:]
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit("its parent is gone already")
    os.execv(program[0], program)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
