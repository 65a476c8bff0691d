"""Delivers what is due: takes some of each webhook's, sends them side by side, and notes how each went."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from pipeline.logs import get_logger
from web_tier.database import Sessions
from web_tier.jobs import changed_one
from web_tier.models import Delivery, Webhook
from web_tier.webhooks.backoff import pause_after
from web_tier.webhooks.sending import Attempt, Letter, send
from web_tier.webhooks.turns import due

log = get_logger()

#: Sent side by side; nothing else is sent until the last of them has its answer or its time is up.
AT_ONCE = 8
#: A web process that was killed while it sent loses its claim after this time, seconds.
CLAIM_SECONDS = 60.0
#: How long the log of ended deliveries is kept, seconds.
KEPT_SECONDS = 7 * 86_400.0


class Deliverer:
    """Any number of web processes may deliver from one table: each delivery is claimed before it is sent.

    A process that is killed between sending and noting it sends again: receivers see the same `id` twice.
    """

    def __init__(self, *, sessions: Sessions, clock: Callable[[], float], private: bool) -> None:
        self._sessions = sessions
        self._clock = clock
        self._private = private

    def step(self) -> None:
        """Deliver what is due now, until nothing is, and forget what ended long ago."""
        while letters := self._claimed():
            with ThreadPoolExecutor(AT_ONCE, "webhook") as senders:
                attempts = list(senders.map(self._send, letters))
            for letter, attempt in zip(letters, attempts, strict=True):
                self._note(letter.delivery_id, attempt)
        self._forget()

    def _claimed(self) -> list[Letter]:
        """Take some deliveries that are due, so that no other process sends them meanwhile."""
        now = self._clock()
        with self._sessions() as session:
            found = due(session, now, AT_ONCE)
        if not found:
            return []
        with self._sessions.begin() as session:
            return [_letter(each, hook) for each, hook in found if _claim(session, each, now)]

    def _send(self, letter: Letter) -> Attempt:
        return send(letter, now=self._clock(), private=self._private)

    def _note(self, delivery_id: str, attempt: Attempt) -> None:
        now = self._clock()
        with self._sessions.begin() as session:
            delivery = session.get(Delivery, delivery_id)
            if delivery is not None:  # else deleted with its webhook or its person
                _end_or_put_off(delivery, attempt, now)
                if delivery.status == "failed" and attempt.status is None:
                    _give_up_on(session, delivery.webhook_id, now)
                log.info(
                    "webhook delivery tried",
                    delivery_id=delivery_id,
                    kind=delivery.event,
                    attempt=delivery.attempts,
                    status=delivery.status,
                    response=attempt.status,
                )

    def _forget(self) -> None:
        ended_before = self._clock() - KEPT_SECONDS
        with self._sessions() as session:
            old = select(Delivery.id).where(Delivery.finished_at < ended_before).limit(500)
            ids = list(session.scalars(old))
        if ids:
            with self._sessions.begin() as session:
                session.execute(delete(Delivery).where(Delivery.id.in_(ids)))


def _claim(session: Session, delivery: Delivery, now: float) -> bool:
    unchanged = (Delivery.id == delivery.id, Delivery.attempts == delivery.attempts)
    values = {"attempts": delivery.attempts + 1, "due_at": now + CLAIM_SECONDS}
    return changed_one(session, update(Delivery).where(*unchanged).values(values))


def _letter(delivery: Delivery, webhook: Webhook) -> Letter:
    return Letter(
        url=webhook.url,
        secret=webhook.secret,
        event=delivery.event,
        delivery_id=delivery.id,
        payload=delivery.payload,
    )


def _end_or_put_off(delivery: Delivery, attempt: Attempt, now: float) -> None:
    delivery.response_status, delivery.error = attempt.status, attempt.error
    pause = pause_after(delivery.attempts)
    if attempt.succeeded or pause is None:
        delivery.status = "delivered" if attempt.succeeded else "failed"
        delivery.finished_at = now
    else:
        delivery.due_at = now + pause


def _give_up_on(session: Session, webhook_id: str, now: float) -> None:
    """Fail all that is due: the receiver was not reached for long, and each alone would be tried as long."""
    theirs = (Delivery.webhook_id == webhook_id, Delivery.status == "waiting", Delivery.due_at <= now)
    failed = {"status": "failed", "finished_at": now, "error": "The receiver was not reached for too long."}
    session.execute(update(Delivery).where(*theirs).values(failed))
