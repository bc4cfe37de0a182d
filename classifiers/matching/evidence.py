"""What printed strings say for and against each entry; a look-alike speaks against its own problem only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from classifiers.match import Span
from classifiers.matching.layout import Layout
from classifiers.signatures import Found, Hit, LookAlike
from knowledge.entry import EntryId

NEAR = 3
"""Lines this far apart may belong to one problem."""
STRENGTH: Mapping[str, int] = {"decisive": 2, "likely": 1, "hint": 0}


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What was printed about one entry."""

    hits: tuple[Hit, ...] = ()
    """Those that no look-alike speaks against, in the order of the text."""
    against: tuple[LookAlike, ...] = ()
    """Every look-alike of the entry that was found."""
    vetoed: bool = False
    """Whether printed strings of it were found that can stand alone, and a look-alike speaks against all of them."""

    @property
    def printed(self) -> Literal["decisive", "likely"] | None:
        """The strongest of the printed strings that can stand alone."""
        weights = {hit.weight for hit in self.hits}
        return "decisive" if "decisive" in weights else "likely" if "likely" in weights else None

    @property
    def hints(self) -> int:
        """How many different hints there are."""
        return len({hit.key for hit in self.hits if hit.weight == "hint"})


def gathered(found: Found, layout: Layout) -> Mapping[EntryId, Evidence]:
    """The evidence by entry, of those that have any."""
    hits: dict[EntryId, list[Hit]] = {}
    against: dict[EntryId, list[LookAlike]] = {}
    for hit in found.hits:
        hits.setdefault(hit.entry, []).append(hit)
    for look_alike in found.look_alikes:
        against.setdefault(look_alike.entry, []).append(look_alike)
    return {
        entry: _weighed(hits.get(entry, []), against.get(entry, []), layout)
        for entry in dict.fromkeys((*hits, *against))
    }


def _weighed(hits: Sequence[Hit], against: Sequence[LookAlike], layout: Layout) -> Evidence:
    holding = tuple(hit for hit in hits if not any(_speaks_against(one, hit, layout) for one in against))
    vetoed = _can_stand_alone(hits) and not _can_stand_alone(holding)
    return Evidence(hits=holding, against=tuple(against), vetoed=vetoed)


def _can_stand_alone(hits: Iterable[Hit]) -> bool:
    return any(hit.weight != "hint" for hit in hits)


def _speaks_against(look_alike: LookAlike, hit: Hit, layout: Layout) -> bool:
    at, other = layout.row(hit.span), layout.row(look_alike.span)
    row, other_row = layout.rows[at], layout.rows[other]
    if at == other or (row.record == other_row.record and row.logged):
        return True
    if row.logged and other_row.logged:
        return False
    said = other_row.spoken and (layout.is_short or abs(at - other) <= NEAR)
    return said or (hit.weight != "decisive" and abs(at - other) <= NEAR)


def merged(spans: Iterable[Span], received: str, *, most: int) -> tuple[Span, ...]:
    """The first few places, those that overlap or touch as one."""
    places: list[list[int]] = []
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        if places and span.start <= places[-1][1]:
            places[-1][1] = max(places[-1][1], span.end)
        else:
            places.append([span.start, span.end])
    return tuple(Span.of(received, start, end) for start, end in places[:most])
