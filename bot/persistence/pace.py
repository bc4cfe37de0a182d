"""One post a second a channel, which is what Slack takes: turns are handed out in the order they are asked for."""

from __future__ import annotations

from sqlalchemy import Connection, case, delete

from bot.persistence.engine import DatabaseNow, insert_into
from bot.persistence.tables import channel_pace

SECONDS_A_POST = 1.0
FORGOTTEN_AFTER = 3600.0


def seconds_to_turn(connection: Connection, *, team: str, channel: str) -> float:
    """Takes the channel's next turn; the seconds until then, 0 for now."""
    now = DatabaseNow()
    next_at = channel_pace.c.next_at
    statement = insert_into(connection, channel_pace).values(team=team, channel=channel, next_at=now + SECONDS_A_POST)
    taken = statement.on_conflict_do_update(
        index_elements=["team", "channel"],
        set_={"next_at": case((next_at > now, next_at), else_=now) + SECONDS_A_POST},
    ).returning((next_at - now - SECONDS_A_POST).label("wait"))
    wait: float = connection.execute(taken).scalar_one()
    # Sums of such large numbers are off by less than a microsecond.
    return wait if wait > 1e-3 else 0.0


def forget_idle_channels(connection: Connection) -> None:
    """Drops the turns of channels in which nothing was posted for long."""
    connection.execute(delete(channel_pace).where(channel_pace.c.next_at < DatabaseNow() - FORGOTTEN_AFTER))
