"""The page of the local workspace, as a person uses it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

OUTPUT = Path(__file__).parents[1] / "output"


class SlackPage:
    """One browser window on the workspace."""

    def __init__(self, page: Page, *, url: str) -> None:
        self.page = page
        self._url = url

    def open(self, channel: str = "k8s-help") -> None:
        """Opens the workspace and the channel, in the visitor's name."""
        self.page.goto(self._url)
        self.page.locator(".sidebar-item", has_text=channel).click()
        expect(self.page.locator(".channel-title")).to_contain_text(channel)

    def send(self, text: str) -> Locator:
        """Types into the channel and sends; the message as it then stands there."""
        messages = self.page.locator(".messages .msg")
        before = messages.count()
        self.page.locator(".main .composer-input").fill(text)
        self.page.locator(".main .composer-send").click()
        expect(messages).to_have_count(before + 1)
        return messages.nth(before)

    def message(self, text: str) -> Locator:
        """The first message of the channel in which this stands."""
        return self.page.locator(".messages .msg", has_text=text).first

    def ask(self, text: str) -> Locator:
        """Sends a question, and opens the thread with its answer."""
        return self.thread(self.send(text))

    def thread(self, message: Locator) -> Locator:
        """The reply in this message's thread, once it stands there."""
        summary = message.locator(".thread-summary")
        expect(summary).to_be_visible(timeout=20_000)
        summary.click()
        return self.replies().first

    def replies(self) -> Locator:
        """The bot's messages in the thread that is open."""
        return self.page.locator("aside.thread-pane .msg", has=self.page.locator(".badge-app"))

    def pane(self) -> Locator:
        """The thread that is open."""
        return self.page.locator("aside.thread-pane")

    def reply(self, text: str) -> None:
        """Types into the thread that is open, and sends."""
        self.pane().locator(".composer-input").fill(text)
        self.pane().locator(".composer-send").click()

    def press(self, within: Locator, label: str) -> None:
        """Presses the button with exactly this label."""
        within.get_by_role("button", name=label, exact=True).click()

    def modal(self) -> Locator:
        """The modal, once it is open."""
        modal = self.page.locator(".modal")
        expect(modal).to_be_visible(timeout=10_000)
        return modal

    def close_modal(self) -> None:
        """Closes the modal."""
        self.page.locator(".modal .modal-x").click()
        expect(self.page.locator(".modal")).to_have_count(0)

    def picture(self, name: str, *, of: Locator | None = None) -> None:
        """Keeps a picture of the window, or of a part of it, among the test's output."""
        OUTPUT.mkdir(exist_ok=True)
        path = OUTPUT / f"{name}.png"
        # Else the buttons of the message under the pointer are in the picture.
        self.page.mouse.move(0, 0)
        if of is None:
            self.page.screenshot(path=path)
        else:
            of.screenshot(path=path)
