"""Around the use case: a kept question is claimed, worked out, kept with its answer, posted once, and marked done.

Every step can be the last one of a process. What is done next is told by the inbox alone, so that another process, or
this one after a restart, goes on where it stopped: an answer that was kept is not worked out again, and whatever may
have been posted is looked for before it is posted. A worker that lost its lease writes nothing.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from bot.ports import Claimed, Inbox, InboxUnavailable, Message, Poster, PostFailed, Summary
from bot.question import Kind, Place, Question

log = logging.getLogger(__name__)

Answer = Callable[[Claimed], tuple[Message, Summary] | None]
"""Works out what is said to a question; None where silence is right."""
Apology = Callable[[Claimed, str], Message]
"""What is said where that failed, with the reference under which the log tells of it."""
Wanted = Callable[[Claimed], bool]
"""Whether an answer that was worked out may still be said: what nobody asked for may have become unwanted meanwhile."""
OnDelivered = Callable[[Question, Summary, float], None]
"""Told of each question that was worked off, what it came to, and the seconds from its arrival."""

WORKERS = 4
POLL_SECONDS = 0.25
"""How often the inbox is asked for questions that nobody told this process of: put off, or left by others."""
RENEW_SECONDS = 1.0
LONGEST_WORK = 120.0
"""Seconds after which a claim is no longer renewed: whatever hangs so long hangs for good."""
TRIES = 3
"""How often a question may fail for a reason that nobody foresaw."""
CLAIMS = 6
"""How often it may be claimed without coming to an answer: it seems to take its process with it."""
PAUSE_AFTER_FAILURE = 1.0
LONGEST_PAUSE = 30.0
"""Seconds, at most, between two tries at a Slack that fails."""
PATIENCE = 6 * 3600.0
"""Seconds for which a Slack that fails is tried. Time in which nobody tried doesn't count."""
AWAY_SECONDS = 1.0
"""Pause while the inbox can't be reached."""
FORGET_SECONDS = 3600.0
"""How often old questions are looked for to be deleted."""
APOLOGY = "apology"
"""The `decision` in the summary of an apology."""


class Delivery:
    """Works off an inbox on threads of its own."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        poster: Poster,
        answer: Answer,
        apology: Apology,
        retention_days: int,
        wanted: Wanted = lambda _claimed: True,
        on_delivered: OnDelivered | None = None,
        workers: int = WORKERS,
    ) -> None:
        self._inbox = inbox
        self._poster = poster
        self._answer = answer
        self._apology = apology
        self._wanted = wanted
        self._retention_days = retention_days
        self._on_delivered = on_delivered
        self._stopping = threading.Event()
        self._closed = threading.Event()
        self._claiming = threading.Lock()
        self._at_work: dict[str, tuple[Claimed, float]] = {}
        self._away = threading.Event()
        self._started = time.monotonic()
        self._number = workers
        self._workers: list[threading.Thread] = []
        self._keeper: threading.Thread | None = None

    def start(self) -> None:
        """Begins to work; returns at once. To be called once, after any fork: threads stay behind in the parent."""
        self._started = time.monotonic()
        self._keeper = threading.Thread(target=self._keep, name="leases", daemon=True)
        self._workers = [
            threading.Thread(target=self._run, name=f"worker-{number}", daemon=True)
            for number in range(1, self._number + 1)
        ]
        for thread in (self._keeper, *self._workers):
            thread.start()

    def stop(self, *, drain_seconds: float) -> None:
        """Claims nothing more, lets what is in work come to its end for so long, and gives the rest back."""
        self._stopping.set()
        deadline = time.monotonic() + drain_seconds
        for worker in self._workers:
            worker.join(max(deadline - time.monotonic(), 0.0))
        self._closed.set()
        if self._keeper is not None:
            self._keeper.join()
        try:
            left = self._inbox.release_all()
        except InboxUnavailable as error:
            log.warning("Leases could not be given back, they run out by themselves: %s", error)
        else:
            if left:
                log.warning("%d questions were still in work, and are left to the next start", left)

    def _run(self) -> None:
        while (claimed := self._next()) is not None:
            with self._in_work(claimed), self._trouble_noted("Working a question off"):
                self._attend(claimed)

    def _next(self) -> Claimed | None:
        """The next question to work on; None when it is time to stop. One idle worker asks, the others queue up."""
        with self._claiming:
            while not self._stopping.is_set():
                claimed: Claimed | None = None
                away = True
                with self._trouble_noted("Claiming a question"):
                    claimed = self._inbox.claim()
                    away = False
                if away:
                    self._stopping.wait(AWAY_SECONDS)
                    continue
                self._note_back()
                if claimed is not None:
                    return claimed
                self._inbox.wait(POLL_SECONDS)
        return None

    @contextmanager
    def _in_work(self, claimed: Claimed) -> Iterator[None]:
        self._at_work[claimed.lease] = (claimed, time.monotonic())
        try:
            yield
        finally:
            self._at_work.pop(claimed.lease, None)

    def _attend(self, claimed: Claimed) -> None:
        """Works it off, or leaves it to a later attempt."""
        try:
            try:
                self._work_off(claimed)
            except PostFailed as failure:
                self._put_off(claimed, failure)
        except InboxUnavailable as error:
            self._note_away(error)
            # Counted: what may have been posted meanwhile is looked for by whoever claims it next.
            with suppress(InboxUnavailable):
                self._inbox.postpone(claimed, seconds=AWAY_SECONDS, count=True)
        except Exception:
            log.exception(
                "Question %s failed, attempt %d (reference %s)", claimed.key, claimed.attempt, reference(claimed)
            )
            self._try_again_or_apologise(claimed)

    def _work_off(self, claimed: Claimed) -> None:
        message, summary = claimed.message, claimed.summary
        if message is None or summary is None:
            if claimed.attempt > CLAIMS:
                log.error("Question %s never came to an answer (reference %s)", claimed.key, reference(claimed))
                self._apologise(claimed)
                return
            worked_out = self._answer(claimed)
            if worked_out is None:
                self._expect(claimed, self._inbox.erase(claimed))
                return
            message, summary = worked_out
            if not self._expect(claimed, self._inbox.keep_answer(claimed, message=message, summary=summary)):
                return
        self._deliver(claimed, message, summary)

    def _deliver(self, claimed: Claimed, message: Message, summary: Summary) -> None:
        """Posts an answer that is kept, unless it was posted already, and marks the question done."""
        place = claimed.question.place
        if place is None:
            self._give_up(claimed, "it has no place to be answered in")
            return
        if not self._inbox.turn(claimed):
            return
        posted_ts = self._posted_before(claimed, place=place)
        if posted_ts is None:
            if not self._wanted(claimed):
                self._expect(claimed, self._inbox.erase(claimed))
                return
            posted_ts = self._poster.post(message, place=place, key=claimed.key)
        if summary.decision == APOLOGY:
            ended = self._inbox.give_up(claimed, reason=f"failed, reference {reference(claimed)}", posted_ts=posted_ts)
        else:
            ended = self._inbox.finish(claimed, posted_ts=posted_ts)
        if self._expect(claimed, ended):
            self._tell(claimed, summary)

    def _posted_before(self, claimed: Claimed, *, place: Place) -> str | None:
        """Timestamp of what an earlier attempt has posted; None where there is nothing."""
        return self._poster.find(place=place, key=claimed.key) if claimed.attempt > 1 else None

    def _put_off(self, claimed: Claimed, failure: PostFailed) -> None:
        """Waits a failing Slack out; gives up where it will never take this message, or has failed for too long."""
        if failure.retry_after is None:
            self._give_up(claimed, f"Slack refuses it: {failure.reason}")
        elif min(self._age(claimed), time.monotonic() - self._started) > PATIENCE:
            self._give_up(claimed, f"Slack has failed for too long: {failure.reason}")
        else:
            seconds = pause_after(failure, attempt=claimed.attempt)
            log.warning(
                "Slack did not take the answer to %s (%s), next try in %g s", claimed.key, failure.reason, seconds
            )
            self._expect(claimed, self._inbox.postpone(claimed, seconds=seconds, count=failure.uncertain))

    def _try_again_or_apologise(self, claimed: Claimed) -> None:
        if claimed.attempt < TRIES:
            seconds = PAUSE_AFTER_FAILURE * claimed.attempt
            self._expect(claimed, self._inbox.postpone(claimed, seconds=seconds, count=True))
            return
        try:
            self._apologise(claimed)
        except PostFailed as failure:
            self._put_off(claimed, failure)
        except InboxUnavailable:
            raise
        except Exception:
            log.exception("The apology for %s failed, too (reference %s)", claimed.key, reference(claimed))
            self._give_up(claimed, "failed, and so did the apology")

    def _apologise(self, claimed: Claimed) -> None:
        """Says once that it failed; kept and posted like an answer, so that it is said once whatever happens now."""
        if claimed.question.kind is Kind.OVERHEARD:
            self._give_up(claimed, "it failed, and nobody waits for it")
            return
        message, summary = self._apology(claimed, reference(claimed)), Summary(decision=APOLOGY)
        if self._expect(claimed, self._inbox.keep_answer(claimed, message=message, summary=summary)):
            self._deliver(claimed, message, summary)

    def _give_up(self, claimed: Claimed, reason: str) -> None:
        log.error("Question %s is given up: %s (reference %s)", claimed.key, reason, reference(claimed))
        if claimed.question.kind is Kind.OVERHEARD:
            # Who didn't ask gets no apology, and what we overheard is not ours to keep.
            self._expect(claimed, self._inbox.erase(claimed))
        else:
            self._expect(claimed, self._inbox.give_up(claimed, reason=reason))

    def _expect(self, claimed: Claimed, written: bool) -> bool:  # noqa: FBT001 - what the inbox said
        if not written:
            log.warning("Question %s was taken over by another worker; what was done here is dropped", claimed.key)
        return written

    def _tell(self, claimed: Claimed, summary: Summary) -> None:
        if self._on_delivered is None:
            return
        try:
            self._on_delivered(claimed.question, summary, self._age(claimed))
        except Exception:
            log.exception("Telling of an answer failed")

    def _age(self, claimed: Claimed) -> float:
        """Seconds since its arrival: by the inbox's clock until the claim, by ours from then on."""
        _, since = self._at_work.get(claimed.lease, (claimed, time.monotonic()))
        return claimed.age + time.monotonic() - since

    def _keep(self) -> None:
        """Keeps the leases of what is in work, and forgets what is too old."""
        forget_at = time.monotonic()
        while not self._closed.wait(RENEW_SECONDS):
            for claimed, since in list(self._at_work.values()):
                if time.monotonic() - since < LONGEST_WORK:
                    with self._trouble_noted("Renewing a lease"):
                        self._inbox.renew(claimed)
            if time.monotonic() >= forget_at:
                forget_at = time.monotonic() + FORGET_SECONDS
                with self._trouble_noted("Deleting old questions"):
                    # One batch a round: leases come first.
                    if self._inbox.forget_old(days=self._retention_days):
                        forget_at = time.monotonic()

    @contextmanager
    def _trouble_noted(self, what: str) -> Iterator[None]:
        """Nothing that goes wrong inside ends its thread."""
        try:
            yield
        except InboxUnavailable as error:
            self._note_away(error)
        except Exception:
            log.exception("%s failed", what)

    def _note_away(self, error: InboxUnavailable) -> None:
        if not self._away.is_set():
            self._away.set()
            log.error("The inbox can't be reached, trying on: %s", error)

    def _note_back(self) -> None:
        if self._away.is_set():
            self._away.clear()
            log.warning("The inbox can be reached again")


def pause_after(failure: PostFailed, *, attempt: int) -> float:
    """Seconds until the next try: as long as Slack says, and longer each time where it can't say."""
    told = failure.retry_after or 0.0
    if not failure.uncertain:
        return max(told, PAUSE_AFTER_FAILURE)
    growing: float = PAUSE_AFTER_FAILURE * 2.0 ** min(attempt - 1, 10)
    return max(told, min(growing, LONGEST_PAUSE))


def reference(claimed: Claimed) -> str:
    """A short name of the question that a person can read out and the log can be searched for."""
    return hashlib.sha256(claimed.key.encode()).hexdigest()[:8]
