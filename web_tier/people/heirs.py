"""Ids of people who were merged lead to who they are now, as long as there is anybody."""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from web_tier.models import Heir


def leave_heir(session: Session, heir_id: str, former_id: str) -> None:
    """Write down that one person is another now, as are all who became that person before."""
    session.execute(update(Heir).where(Heir.heir_id == former_id).values(heir_id=heir_id))
    session.add(Heir(former_id=former_id, heir_id=heir_id))


def heirs_of(session: Session, person_ids: Collection[str]) -> dict[str, str]:
    """Return who those of these people are who were merged, by the id they had."""
    query = select(Heir.former_id, Heir.heir_id).where(Heir.former_id.in_(person_ids))
    return {former_id: heir_id for former_id, heir_id in session.execute(query)} if person_ids else {}


def present_id(session: Session, person_id: str) -> str:
    """Return the id that somebody has now."""
    # ids are letters and digits; PostgreSQL refuses to look for a NUL
    heirs = heirs_of(session, [person_id]) if person_id.isalnum() else {}
    return heirs.get(person_id, person_id)
