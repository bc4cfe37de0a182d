"""Errors that a person sees: one line that says what was wrong, where, and what to do."""

from __future__ import annotations


class UsageError(Exception):
    """What was given can't be used: settings, files, words of the command. Its text is shown as it is; exit code 2."""


class SettingsInvalid(UsageError):  # noqa: N818 - reads as the sentence that it is
    """Some settings are missing or malformed; `problems` has a line for each, never with a secret's value."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
