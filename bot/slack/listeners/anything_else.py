"""All that we have no use for is acknowledged: what Slack hears no answer to, it sends again and again."""

from __future__ import annotations

import re

from slack_bolt import Ack, App

ANYTHING = re.compile("")


def register(app: App) -> None:
    """Comes last, after every listener that has a use for something."""

    def on_event() -> None:
        pass

    def on_interaction(ack: Ack) -> None:
        ack()

    app.event(ANYTHING)(on_event)
    app.action(ANYTHING)(on_interaction)
    app.command(ANYTHING)(on_interaction)
    app.shortcut(ANYTHING)(on_interaction)
    app.options(ANYTHING)(on_interaction)
    app.view(ANYTHING)(on_interaction)
    app.view_closed(ANYTHING)(on_interaction)
