"""Which of several controllers decides: whoever holds the lease, an object in the state bucket.

Its holder reads it at every tick, and writes it anew when a third of the patience has passed: a write costs
as much as a dozen readings. Another takes it over when it was given up, or when it has stayed the same for
`patience_seconds` by the other's own clock: nobody trusts a clock of another machine, and its holder not even
its own, which may have stood still. Every write names the version that was read (`If-Match`), so that of two
who try, one succeeds.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from pipeline import logs
from pipeline.codec import SCHEMA, Codec
from pipeline.errors import FacefleetError, MalformedMessage, ObjectMissing
from pipeline.keys import LEASE_KEY
from pipeline.store import ObjectStore, Tagged

log = logs.get_logger()

_NOBODY = ""
#: Two writes may fail before another's patience ends.
_RENEWED_IN_PATIENCE = 3


@dataclass(frozen=True, kw_only=True)
class LeaseDocument:
    """What the object says."""

    schema: Literal[1] = SCHEMA
    holder: str  #: "" once it was given up
    renewals: int  #: so that no two writes are the same


LEASE_CODEC = Codec(LeaseDocument)


class Lease:
    """One controller's side of it. Not safe to share between threads."""

    def __init__(
        self, *, store: ObjectStore, me: str, patience_seconds: float, clock: Callable[[], float]
    ) -> None:
        self._store = store
        self._me = me
        self._patience_seconds = patience_seconds
        self._clock = clock
        self._seen_tag: str | None = None
        self._seen_at = 0.0  #: when the object was first seen with that tag
        self._written_at: float | None = None  #: when the last write that succeeded was begun
        self._renewals = 0
        self._told: bool | None = None  # what was logged last

    def hold(self) -> bool:
        """Take the lease or renew it; return whether it is ours. Nobody leads while it cannot be read."""
        try:
            self._note(self._tried())
        except FacefleetError as error:
            self._note(False, error=str(error))
        return self.held

    @property
    def held(self) -> bool:
        """Whether it was ours at the last look."""
        return bool(self._told)

    @contextmanager
    def given_up_at_the_end(self) -> Iterator[None]:
        """Let another have it as soon as the block ends; if that fails, after the other's patience."""
        try:
            yield
        finally:
            self._give_up()

    def _give_up(self) -> None:
        try:
            standing = self._standing()
            if standing is not None and _holder(standing) == self._me:
                self._store.put_over(LEASE_KEY, self._document(_NOBODY), standing.tag)
        except FacefleetError as error:
            log.info("the lease was not given up", error=str(error))

    def _tried(self) -> bool:
        standing = self._standing()
        if standing is None:
            return self._store.put_new(LEASE_KEY, self._document(self._me))
        holder = _holder(standing)
        if holder == self._me and self._is_fresh():
            return True
        if holder not in (self._me, _NOBODY) and not self._is_abandoned(standing):
            return False
        return self._wrote_over(standing)

    def _wrote_over(self, standing: Tagged) -> bool:
        now = self._clock()
        written = self._store.put_over(LEASE_KEY, self._document(self._me), standing.tag)
        self._written_at = now if written else None
        return written

    def _is_fresh(self) -> bool:
        """Whether others still see a lease that was written lately."""
        if self._written_at is None:
            return False
        return self._clock() - self._written_at < self._patience_seconds / _RENEWED_IN_PATIENCE

    def _standing(self) -> Tagged | None:
        try:
            return self._store.get_tagged(LEASE_KEY)
        except ObjectMissing:
            return None

    def _is_abandoned(self, standing: Tagged) -> bool:
        if standing.tag != self._seen_tag:
            self._seen_tag, self._seen_at = standing.tag, self._clock()
        return self._clock() - self._seen_at >= self._patience_seconds

    def _document(self, holder: str) -> bytes:
        self._renewals += 1
        return LEASE_CODEC.encode(LeaseDocument(holder=holder, renewals=self._renewals))

    def _note(self, held: bool, **why: str) -> None:
        """Log what changed, and nothing while all stays the same."""
        if held is not self._told:
            log.info("this controller leads" if held else "this controller does not lead", **why)
        self._told = held


def _holder(standing: Tagged) -> str | None:
    """Return who holds it; None is somebody of another version."""
    try:
        return LEASE_CODEC.decode(standing.data).holder
    except MalformedMessage:
        return None
