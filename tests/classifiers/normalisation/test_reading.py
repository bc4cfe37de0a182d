"""Words, neighbours and concepts of a plain text."""

from __future__ import annotations

from classifiers.normalisation.concepts import CONCEPTS, KUBERNETES_ONLY
from classifiers.normalisation.reading import read
from classifiers.normalisation.words import stem


def concepts(text: str) -> list[str]:
    """Names of the concepts, in order."""
    return [concept.name for concept in read(text).concepts]


def test_forms_of_a_word_have_one_stem() -> None:
    """However it is written."""
    assert {stem("delete"), stem("deletes"), stem("deleted"), stem("deleting")} == {"delet"}
    assert stem("address") == "address"
    assert stem("0x803b0013") == "0x803b0013"


def test_words_know_their_place() -> None:
    """Each can be quoted."""
    text = "kube-proxy 网卡不见"
    assert [text[word.start : word.end] for word in read(text).words] == ["kube", "proxy", "网卡", "卡不", "不见"]


def test_joined_and_separate_words_have_the_same_neighbours() -> None:
    """Nobody agrees on how to write them."""
    assert read("node port").neighbours == read("node-port").neighbours == ("nodeport",)
    assert "nodeport" in {word.text for word in read("nodeport").words}


def test_an_apostrophe_joins_no_words() -> None:
    """Can't is cant."""
    assert [word.text for word in read("can't").words] == ["cant"]


def test_the_same_thing_is_one_concept_in_every_language() -> None:
    """English and both scripts of Chinese, which arrive simplified."""
    assert concepts("the network card is gone") == concepts("网卡不见") == ["network card", "vanishes"]


def test_the_longest_phrase_counts() -> None:
    """A load balancer is not a load, nor is a host port a host and a port."""
    assert concepts("load balancer") == ["load balancer"]
    assert concepts("host port") == ["host port"]
    assert concepts("no such file") == ["not there"]


def test_concepts_that_only_clusters_have_are_concepts() -> None:
    """A misspelt name would never be found."""
    assert set(KUBERNETES_ONLY.split(", ")) <= set(CONCEPTS)


def test_no_phrase_stands_for_two_concepts() -> None:
    """It would silently mean the later one."""
    phrases = [phrase for written in CONCEPTS.values() for phrase in written.split(", ")]
    assert sorted(phrase for phrase in set(phrases) if phrases.count(phrase) > 1) == []
