"""The language in which somebody wrote."""

from __future__ import annotations

import re

from classifiers.normalisation.mapped import Mapped
from classifiers.normalisation.markup import unmarked
from classifiers.normalisation.prefixes import unprefixed
from knowledge.chinese import script
from knowledge.entry import Language

HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
KANA = re.compile("[\u3041-\u30ff]")
ENGLISH_WORD = re.compile(r"(?<![\w.:/\\-])[A-Za-z]?[a-z]+(?:'[a-z]{1,2})?(?![\w:/\\-]|\.\w)")
"""A word of small letters, perhaps with a capital one before; a name with digits, dots, hyphens or humps is none."""
NAMES_ALIKE = (
    "kubernetes kubelet kubectl kubeadm kube flannel flanneld calico cilium antrea docker dockerd containerd coredns "
    "etcd windows linux powershell azure aws gke eks aks rancher helm ubuntu debian nginx redis postgres kafka vsphere "
    "vmware pod pods node nodes service services deployment namespace ingress nodeport hostport ping curl true false "
    "null none nil"
)
NAMES = frozenset(NAMES_ALIKE.split())
"""What people of every language call by these names."""
WORDS_A_CHARACTER = 2
"""A line is Chinese if it has a Chinese character for so many English words."""
SENTENCE = frozenset("的了是在不有怎么嗎吗報报卡直到起沒没連连請请為为什之後后就也都還还會会過过說说這这個个麼回")
"""Characters that sentences have and names don't: with one of them a line is Chinese, whatever it quotes."""
MAINLAND = frozenset("里后云并准采几干")
"""Characters that both scripts have, but that Taiwan uses for something rarer than people write of here."""


def language(text: str) -> Language | None:
    """The language of a text; None where it holds nothing but names, codes and numbers, or is in another language.

    Chinese that could be in either script counts as Traditional.
    """
    mapped, _ = unprefixed(unmarked(Mapped.whole(text)))
    chinese = any(_is_chinese(line) for line in mapped.text.split("\n"))
    if chinese:
        return None if _is_japanese(mapped.text) else script(mapped.text) or _by_use(mapped.text)
    return "en" if _english_words(mapped.text) else None


def _by_use(text: str) -> Language:
    return "zh-TW" if MAINLAND.isdisjoint(text) else "zh-CN"


def _is_chinese(line: str) -> bool:
    characters = HAN.findall(line)
    if not characters:
        return False
    return not SENTENCE.isdisjoint(characters) or len(characters) * WORDS_A_CHARACTER >= _english_words(line)


def _is_japanese(text: str) -> bool:
    return len(KANA.findall(text)) * 3 > len(HAN.findall(text))


def _english_words(text: str) -> int:
    return sum(1 for word in ENGLISH_WORD.findall(text) if len(word) > 1 and word.lower() not in NAMES)
