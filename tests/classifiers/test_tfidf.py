"""Wording is learnt with scikit-learn, asked with numpy alone, and both say the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.normalisation.cleaning import plain
from classifiers.normalisation.reading import Reading, read
from classifiers.tfidf import (
    CONCEPT_WEIGHT,
    FOLDS,
    Learning,
    Sample,
    Wording,
    character_features,
    concept_features,
    word_features,
)

TEXTS = {
    "ports": ["all ports are used up", "no free port is left on the node", "ports run out with many services"],
    "disk": ["wrong diskette in the drive", "the diskette is wrong after an update", "磁片不對"],
    "chat": ["lunch anyone", "good morning all", "thanks a lot", "中午吃什麼"],
}


def reading(text: str) -> Reading:
    """A text as it is learnt."""
    return read(plain(text).exact.text)


def sample(text: str, label: str, *, group: str, asked: bool = True) -> Sample:
    """A text to learn from."""
    return Sample(received=text, reading=reading(text), label=label, group=group, asked=asked)


SAMPLES = [
    sample(text, label, group=f"{label} {number}")
    for label, texts in TEXTS.items()
    for number, text in enumerate(texts)
]


@pytest.fixture(scope="module")
def learning() -> Learning:
    """The samples, counted."""
    return Learning(SAMPLES)


@pytest.fixture(scope="module")
def wording(learning: Learning) -> Wording:
    """What they teach."""
    return learning.wording()


def test_the_label_of_a_text_worded_like_its_samples_is_ahead(wording: Wording) -> None:
    """In English and Chinese."""
    for text, label in (("ports of the node are used up", "ports"), ("磁片不对", "disk"), ("good lunch", "chat")):
        weighed = wording.weigh(reading(text))
        assert max(weighed.scores, key=lambda one: weighed.scores[one]) == label
        assert max(weighed.nearness, key=lambda one: weighed.nearness[one]) == label


def test_a_sample_is_next_to_itself(wording: Wording) -> None:
    """Its cosine is one."""
    assert wording.weigh(reading(TEXTS["ports"][0])).nearness["ports"] == pytest.approx(1.0, abs=1e-6)


def test_a_text_of_unknown_words_is_near_to_nothing(wording: Wording) -> None:
    """And says so."""
    weighed = wording.weigh(reading("zzz qqq"))
    assert weighed.known == 0.0
    assert max(weighed.nearness.values()) == 0.0


def test_an_empty_text_is_weighed_too(wording: Wording) -> None:
    """There is always an answer."""
    assert set(wording.weigh(reading("")).scores) == set(TEXTS)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="pods a ports use up 磁片不对-./\n", max_size=80))
def test_numpy_and_scikit_learn_weigh_alike(text: str) -> None:
    """The vector of a text is the one that scikit-learn's vectorisers make."""
    learning = Learning(SAMPLES)
    wording = learning.wording()
    parts = [
        vectoriser.transform([reading(text)]).toarray()[0] * weight
        for vectoriser, weight in zip(learning._vectorisers, (1.0, 1.0, CONCEPT_WEIGHT), strict=True)
    ]
    expected = np.concatenate(parts) / (1 + 1 + CONCEPT_WEIGHT**2) ** 0.5
    columns, values, _ = wording._vector(reading(text))
    vector = np.zeros(len(expected))
    vector[columns] = values
    assert vector == pytest.approx(expected, abs=1e-9)


def test_telling_words_are_those_of_the_samples_that_speak_for_the_label(wording: Wording) -> None:
    """Words of others and unknown words are not told."""
    said = [word.text for word in reading("the wrong diskette and the ports zzz").words]
    telling = wording.telling(said, label="disk")
    assert {"wrong", "diskett"} <= set(telling)
    assert "port" not in telling
    assert "zzz" not in telling


def test_every_asked_sample_is_tried_without_its_group_and_entries_are_left_out_whole(learning: Learning) -> None:
    """Nothing tells itself."""
    trials = list(learning.trials(entries=["ports", "disk"]))
    inside = [trial for trial in trials if not trial.left_out]
    assert sorted(trial.sample for trial in inside) == list(range(len(SAMPLES)))
    assert all(trial.weighed.nearness.get(SAMPLES[trial.sample].label, 0.0) < 0.999 for trial in inside)
    outside = [trial for trial in trials if trial.left_out]
    assert {SAMPLES[trial.sample].label for trial in outside} == {"ports", "disk"}
    assert all(SAMPLES[trial.sample].label not in trial.weighed.scores for trial in outside)


def test_what_nobody_asks_teaches_and_is_not_tried() -> None:
    """Titles and printed strings."""
    title = sample("port exhaustion", "ports", group="title", asked=False)
    trials = Learning([*SAMPLES, title]).trials(entries=["ports"])
    assert len(SAMPLES) not in {trial.sample for trial in trials}


def test_folds_are_the_same_in_every_run() -> None:
    """A threshold must not depend on the day."""
    first = [trial.weighed.scores for trial in Learning(SAMPLES).trials(entries=["ports"])]
    second = [trial.weighed.scores for trial in Learning(SAMPLES).trials(entries=["ports"])]
    assert first == second
    assert FOLDS > 1


def test_the_nearest_other_label_is_told(learning: Learning) -> None:
    """With its own group left out."""
    near = {one.sample: one for one in learning.nearest()}
    assert len(near) == len(SAMPLES)
    assert all(one.label != SAMPLES[number].label for number, one in near.items())
    assert all(one.own < 0.999 for one in near.values())


def test_what_was_learnt_is_read_back_as_it_was(wording: Wording, tmp_path: Path) -> None:
    """With its note."""
    path = tmp_path / "cache" / "kept.npz"
    wording.keep(path, key="one", note='{"some": "note"}')
    kept = Wording.kept(path, key="one")
    assert kept is not None
    assert kept[1] == '{"some": "note"}'
    assert kept[0].weigh(reading("ports used up")) == wording.weigh(reading("ports used up"))
    assert [file.name for file in path.parent.iterdir()] == ["kept.npz"]


def test_a_cache_under_another_key_is_not_read(wording: Wording, tmp_path: Path) -> None:
    """It was learnt from something else."""
    path = tmp_path / "kept.npz"
    wording.keep(path, key="one", note="")
    assert Wording.kept(path, key="two") is None


@pytest.mark.parametrize("size", [0, 1, 100, 5000])
def test_a_torn_cache_is_no_cache(wording: Wording, tmp_path: Path, size: int) -> None:
    """However much of it is there."""
    path = tmp_path / "kept.npz"
    wording.keep(path, key="one", note="")
    assert Wording.kept(path, key="one") is not None
    path.write_bytes(path.read_bytes()[:size])
    assert Wording.kept(path, key="one") is None


def test_a_foreign_file_is_no_cache(tmp_path: Path) -> None:
    """Nor is a file with a pickle in it, which is never opened."""
    path = tmp_path / "kept.npz"
    path.write_text("hello")
    assert Wording.kept(path, key="one") is None
    np.savez(path, key=np.array([{"a": 1}], dtype=object))
    assert Wording.kept(path, key="one") is None
    assert Wording.kept(tmp_path / "missing.npz", key="one") is None


def test_asking_needs_no_scikit_learn(wording: Wording, tmp_path: Path) -> None:
    """A new process with a cache must not wait for it."""
    path = tmp_path / "kept.npz"
    wording.keep(path, key="one", note="")
    program = (
        "import sys; from pathlib import Path; from classifiers.tfidf import Wording;"
        "from classifiers.normalisation.reading import read;"
        f"Wording.kept(Path({str(path)!r}), key='one')[0].weigh(read('ports used up'));"
        "print([name for name in ('sklearn', 'scipy') if name in sys.modules])"
    )
    root = Path(__file__).parents[2]
    said = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_features_of_a_text() -> None:
    """Words, pairs of neighbours, pieces, and what is spoken of together."""
    text = reading("node-port fails")
    assert word_features(text) == ["nod", "port", "fail", "nodeport", "portfail"]
    assert " no" in character_features(text)
    assert "node-p" not in character_features(text)
    assert concept_features(text) == ["fails", "fails + node port", "node port", "node port > fails"]
