"""Makes the checkout runnable: `python -m tools.install run` or `… test`; the Makefile calls it before every command.

Written for Python 3.6 and nothing but the standard library, so that a Python that is too old can still say so.
"""

import platform
import sys
import sysconfig
from pathlib import Path
from typing import Optional, Sequence

CHECKOUT = Path(__file__).resolve().parent.parent
LOCKS = {
    "run": ("requirements.lock",),
    # The second holds all of the first and what tests need on top.
    "test": ("requirements.lock", "requirements-dev.lock"),
}


def unsuitable() -> Optional[str]:
    """Why nothing can be installed here, in one line; None where it can."""
    if sys.version_info < (3, 11):
        return "kubewhy needs Python 3.11 or newer; {} is {}.".format(sys.executable, platform.python_version())
    if sys.platform == "win32":
        return "kubewhy runs on Linux and macOS; on Windows, use it inside WSL."
    built_for = "{} {}".format(sysconfig.get_config_var("SOABI"), sysconfig.get_config_var("HOST_GNU_TYPE"))
    if "musl" in built_for:
        return "kubewhy needs Linux with glibc (Debian, Ubuntu, Fedora …): libraries it uses have no builds for musl."
    return None


def main(arguments: Sequence[str]) -> int:
    """Installs what is missing; the exit code."""
    if len(arguments) != 1 or arguments[0] not in LOCKS:
        print("Usage: python -m tools.install run|test", file=sys.stderr)
        return 2
    reason = unsuitable()
    if reason:
        print(reason, file=sys.stderr)
        return 2
    # Only now: these modules need not be readable by the Python that was just turned away.
    from tools.environment import Environment, InstallFailed, alone
    from tools.local_slack import LocalSlack, Unavailable

    with alone(CHECKOUT):
        try:
            Environment(checkout=CHECKOUT).install(LOCKS[arguments[0]])
        except InstallFailed as error:
            print(error, file=sys.stderr)
            return 2
        try:
            LocalSlack(checkout=CHECKOUT).install()
        except Unavailable as error:
            # The demo goes on without it, as a chat in the terminal; so do the tests that need no workspace.
            print(error, file=sys.stderr)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
