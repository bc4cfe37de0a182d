"""Where the bot answers unasked, and what it has told there lately. Fits `bot.ports.Listening`."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Row, delete, null, or_, select

from bot.persistence.database import Database
from bot.persistence.engine import DatabaseNow, insert_into
from bot.persistence.tables import listening, told
from bot.ports import Hears
from knowledge.entry import EntryId

REPEAT_SECONDS = 3600.0
"""A problem is not told unasked again for so long."""


class SqlListening:
    """The listening channels of one database, and those that a setting names."""

    def __init__(self, database: Database, *, always: frozenset[str] = frozenset()) -> None:
        """`always`: ids of channels that are listened to unless somebody there has said otherwise."""
        self._database = database
        self._always = always

    def hears(self, *, team: str, channel: str) -> Hears:
        """Whether it listens there now; see `bot.ports.Listening`."""
        with self._database.read() as connection:
            kept = connection.execute(
                select(listening.c.listens, listening.c.muted_until, DatabaseNow().label("now")).where(
                    listening.c.team == team, listening.c.channel == channel
                )
            ).one_or_none()
        return self._state(kept, channel=channel)

    def listen(self, *, team: str, channel: str, on: bool) -> None:
        """Begins or ceases to listen there; see `bot.ports.Listening`."""
        self._keep(team, channel, listens=on, muted_until=null())

    def mute(self, *, team: str, channel: str, seconds: float) -> datetime:
        """Says nothing unasked there for so long; see `bot.ports.Listening`."""
        self._keep(team, channel, muted_until=DatabaseNow() + seconds)
        until = self.hears(team=team, channel=channel).muted_until
        return until if until is not None else datetime.now(tz=UTC)

    def unmute(self, *, team: str, channel: str) -> None:
        """Ends that; see `bot.ports.Listening`."""
        self._keep(team, channel, muted_until=null())

    def may_tell(self, *, team: str, channel: str, entry: EntryId, key: str) -> bool:
        """Takes the right to tell this problem there, unless it was told lately; see `bot.ports.Listening`."""
        statement = _told_now(team, channel, entry, key)
        with self._database.write() as connection:
            new = insert_into(connection, told).values(**statement)
            taken = new.on_conflict_do_update(
                index_elements=["team", "channel", "entry"],
                set_={"key": new.excluded.key, "at": new.excluded.at},
                # The same question claimed anew after a crash still has its right.
                where=or_(told.c.at <= DatabaseNow() - REPEAT_SECONDS, told.c.key == key),
            ).returning(told.c.key)
            return connection.execute(taken).one_or_none() is not None

    def give_back(self, *, key: str) -> None:
        """Leaves to others what this question has taken; see `bot.ports.Listening`."""
        with self._database.write() as connection:
            connection.execute(delete(told).where(told.c.key == key))

    def was_told(self, *, team: str, channel: str, entry: EntryId, key: str) -> None:
        """Notes that somebody who asked was told this problem there; see `bot.ports.Listening`."""
        with self._database.write() as connection:
            new = insert_into(connection, told).values(**_told_now(team, channel, entry, key))
            connection.execute(
                new.on_conflict_do_update(
                    index_elements=["team", "channel", "entry"],
                    set_={"key": new.excluded.key, "at": new.excluded.at},
                )
            )

    def _keep(self, team: str, channel: str, **changed: object) -> None:
        with self._database.write() as connection:
            new = insert_into(connection, listening).values(
                **{"team": team, "channel": channel, "listens": null(), "muted_until": null(), **changed}
            )
            connection.execute(
                new.on_conflict_do_update(
                    index_elements=["team", "channel"], set_={name: new.excluded[name] for name in changed}
                )
            )

    def _state(self, kept: Row[tuple[bool | None, float | None, float]] | None, *, channel: str) -> Hears:
        by_setting = channel in self._always
        if kept is None:
            return Hears(listens=by_setting)
        muted = kept.muted_until is not None and kept.muted_until > kept.now
        return Hears(
            listens=by_setting if kept.listens is None else bool(kept.listens),
            muted_until=datetime.fromtimestamp(kept.muted_until, tz=UTC) if muted else None,
        )


def _told_now(team: str, channel: str, entry: EntryId, key: str) -> dict[str, object]:
    return {"team": team, "channel": channel, "entry": str(entry), "key": key, "at": DatabaseNow()}
