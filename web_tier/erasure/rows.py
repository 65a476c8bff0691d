"""Deletes the rows of people, and counts them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import CursorResult, Delete, delete, or_
from sqlalchemy.orm import InstrumentedAttribute, Session

from web_tier.erasure.belongings import People
from web_tier.erasure.removed import Removed
from web_tier.models import CannotLink, Delivery, Face, Mention, Person, Sighting, Veto

MOST_IDS = 500  #: named by one statement; databases allow some thousands


def delete_people(session: Session, people: People) -> Removed:
    """Delete these people's rows, and all that refer to them."""
    linked = or_(CannotLink.one_id.in_(people), CannotLink.other_id.in_(people))
    _deleted(session, delete(CannotLink).where(linked))
    vetoes, faces = _theirs(session, Veto.person_id, people), _theirs(session, Face.person_id, people)
    return Removed(
        faces=faces,
        embeddings=vetoes + faces,
        sightings=_theirs(session, Sighting.person_id, people),
        mentions=_theirs(session, Mention.person_id, people),
        deliveries=_theirs(session, Delivery.person_id, people),
        people=_deleted(session, delete(Person).where(Person.id.in_(people))),
    )


def delete_vetoes(session: Session, veto_ids: Iterable[str]) -> int:
    """Delete corrections; return how many."""
    return sum(_deleted(session, delete(Veto).where(Veto.id.in_(ids))) for ids in some(veto_ids))


def delete_mentions(session: Session, job_ids: Sequence[str]) -> int:
    """Delete what is noted of these jobs' documents; return how much."""
    return _deleted(session, delete(Mention).where(Mention.job_id.in_(job_ids)))


def some(ids: Iterable[str]) -> Iterator[list[str]]:
    """Yield the ids in lists that a statement can take."""
    left = sorted(ids)
    for start in range(0, len(left), MOST_IDS):
        yield left[start : start + MOST_IDS]


def _theirs(session: Session, whose: InstrumentedAttribute[Any], people: People) -> int:
    return _deleted(session, delete(whose.class_).where(whose.in_(people)))


def _deleted(session: Session, statement: Delete) -> int:
    result = session.execute(statement, execution_options={"synchronize_session": False})
    return result.rowcount if isinstance(result, CursorResult) else 0
