"""What lies outside a web process, and how each of it is asked whether it answers."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import text

from pipeline.messages import ReplyQueueId
from pipeline.queue import Queue
from pipeline.store import ObjectStore
from web_tier.database import Sessions, close_sessions
from web_tier.inbox import ReplyQueue
from web_tier.readiness import Readiness
from web_tier.sightings.sink import NoSink, SightingSink


@dataclass(frozen=True, kw_only=True)
class Outside:
    """What lies outside this process."""

    sessions: Sessions
    images: ObjectStore  #: input bucket
    output: ObjectStore
    state: ObjectStore
    requests: Queue
    dead_letters: Queue
    open_reply_queue: Callable[[ReplyQueueId], ReplyQueue]
    remove_reply_queue: Callable[[ReplyQueueId], None]
    sink: SightingSink = field(default_factory=NoSink)  #: where sightings go beside the database

    def close(self) -> None:
        """Close the database's connections."""
        close_sessions(self.sessions)


def readiness_of(outside: Outside) -> Readiness:
    """Return the checks of everything that a request needs."""
    return Readiness(
        {
            "database": lambda: _ask_database(outside.sessions),
            "input bucket": lambda: _ask_store(outside.images),
            "output bucket": lambda: _ask_store(outside.output),
            "state bucket": lambda: _ask_store(outside.state),
            "request queue": outside.requests.depth,
        }
    )


def _ask_database(sessions: Sessions) -> None:
    with sessions() as session:
        session.execute(text("SELECT 1 FROM jobs LIMIT 1"))


def _ask_store(store: ObjectStore) -> None:
    next(iter(store.keys("nothing-begins-with-this/")), None)
