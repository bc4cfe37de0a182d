"""The made-up world: what stands in the channel before anyone types."""

from __future__ import annotations

import re

from bot.demo.world import made_up_world


def test_nothing_is_addressed_to_the_bot() -> None:
    """It listens where the error is pasted: it finds that one by itself, and leaves the chatter around it alone."""
    world = made_up_world()
    said = (*world.before, world.first, *world.around)
    assert not any("<@" in one.text for one in said)
    assert {one.channel for one in world.around} == {world.first.channel}


def test_the_channel_holds_a_welcome_and_three_more_messages_worth_trying() -> None:
    """A visitor finds a welcome, and three messages to copy as they are, one of them Chinese."""
    world = made_up_world()
    welcome, *hints = [said.text for said in world.before if said.channel.name == "k8s-help"]
    assert "@kubewhy" in welcome
    assert hints == [f"@kubewhy {text}" for text in world.samples[1:]]
    assert len(hints) == 3
    assert any(re.search(r"[一-鿿]", hint) for hint in hints)
    assert world.samples[0] in world.first.text


def test_it_is_said_that_nobody_is_real() -> None:
    """Nobody may think that these are people, or that something leaves the computer."""
    assert "Nobody here is real" in made_up_world().before[0].text


def test_the_first_channel_and_person_are_the_visitors() -> None:
    """The page opens the first channel in the first person's name."""
    world = made_up_world()
    assert world.channels[0].name == "k8s-help"
    assert world.people[0].handle == "you"
    assert world.first.by != world.people[0]


def test_ids_are_upper_case_and_used_once() -> None:
    """The page finds a mention by its capitals only."""
    world = made_up_world()
    ids = [person.id for person in world.people] + [channel.id for channel in world.channels]
    assert all(re.fullmatch(r"[A-Z0-9]+", one) for one in ids)
    assert len(ids) == len(set(ids))
