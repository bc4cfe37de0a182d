"""The sentence of a finding, in a language."""

from __future__ import annotations

from bot.finding import Finding
from bot.rendering.phrases import check_phrases
from knowledge.entry import Language


def sentence(finding: Finding, language: Language) -> str:
    """What the finding says, as a person reads it; `backticks` mark code."""
    return check_phrases(language).say(key(finding), **finding.figures)


def key(finding: Finding) -> str:
    """Where its sentence stands in the phrases."""
    return finding.says if finding.says.startswith("gap.") else f"{finding.check}.{finding.says}"
