"""When a peer answers."""

from __future__ import annotations

import numpy as np

from bench.peers.deciding import Attempt, Rule, best_rule, freest_rule, trials
from bench.peers.examples import Examples, Nearest, tokens


def examples() -> Examples:
    """Two entries with two examples each, and a text that belongs to none."""
    return Examples(
        texts=["a1", "a2", "b1", "b2", "none"],
        labels=np.array(["a", "a", "b", "b", "chat"]),
        groups=np.array(["a 1", "a 2", "b 1", "b 2", "chat 1"]),
        asked=np.array([True, True, False, True, True]),
        entries=frozenset({"a", "b"}),
    )


def nearest(likeness: float, none: float = 0.0) -> Nearest:
    """Something that is so near to entry a."""
    return Nearest(entries=["a", "b"], likeness=likeness, none=none)


def test_an_entry_is_as_near_as_its_nearest_example() -> None:
    """And those that belong to none are no entries."""
    found = examples().nearest(np.array([0.1, 0.4, 0.5, 0.2, 0.9]))
    assert (found.entries, found.likeness, found.none) == (["b", "a"], 0.5, 0.9)


def test_no_rule_answers_what_is_nearer_to_none() -> None:
    """However low its threshold."""
    assert not Rule(kind="likeness", threshold=0.0).answers(nearest(0.5, none=0.6))
    assert Rule(kind="likeness", threshold=0.0).answers(nearest(0.6, none=0.5))


def test_the_best_rule_answers_the_right_and_refuses_the_wrong() -> None:
    """Where a threshold parts them, it is found."""
    right = [Attempt.of(nearest(one), labels={"a"}) for one in (0.6, 0.7, 0.8)]
    wrong = [Attempt.of(nearest(one), labels=()) for one in (0.1, 0.3, 0.5)]
    rule = best_rule([*right, *wrong])
    assert all(rule.answers(one.nearest) for one in right)
    assert not any(rule.answers(one.nearest) for one in wrong)


def test_the_best_rule_may_be_never_to_answer() -> None:
    """Where a wrong answer costs more than all refusals."""
    wrong = Attempt.of(nearest(0.9), labels={"b"})
    right = Attempt.of(nearest(0.9), labels={"a"})
    assert not best_rule([wrong, right, right]).answers(right.nearest)


def test_the_freest_rule_makes_no_more_false_claims_than_allowed() -> None:
    """And answers all that it may."""
    right = [Attempt.of(nearest(0.5 + number / 100), labels={"a"}) for number in range(37)]
    wrong = [Attempt.of(nearest(one), labels=()) for one in (0.4, 0.55, 0.6)]
    rule = freest_rule([*right, *wrong])
    assert sum(rule.answers(one.nearest) for one in wrong) == 2
    assert all(rule.answers(one.nearest) for one in right)


def test_each_asked_example_is_tried_without_itself_and_without_its_entry() -> None:
    """What has been learnt by heart tells nothing."""
    alike = np.eye(5)[[0, 1, 3, 4]] + 0.2
    tried = list(trials(alike, examples()))
    assert [one.answerable for one in tried] == [True, False, True, False, True, False, False]
    assert [one.weight for one in tried] == [1.0, 0.1, 1.0, 0.1, 1.0, 0.1, 1.0]
    assert all(one.nearest.likeness < 1 for one in tried)


def test_chinese_is_cut_into_pairs_and_english_into_words() -> None:
    """For peers without a tokeniser of their own."""
    assert tokens("Windows 節點上的 kube-proxy, 網") == ["windows", "節點", "點上", "上的", "kube", "proxy", "網"]
