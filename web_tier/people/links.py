"""Who is not the same person as who, as somebody said."""

from collections.abc import Collection

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from web_tier.models import CannotLink


def forbid(session: Session, one_id: str, other_id: str) -> None:
    """Write down that two are not one person."""
    lesser, greater = sorted((one_id, other_id))
    session.merge(CannotLink(one_id=lesser, other_id=greater))


def are_forbidden(session: Session, person_ids: Collection[str]) -> bool:
    """Whether somebody said of any two of these that they are not one person."""
    among = CannotLink.one_id.in_(person_ids) & CannotLink.other_id.in_(person_ids)
    return session.scalar(select(CannotLink.one_id).where(among).limit(1)) is not None


def inherit_links(session: Session, heir_id: str, former_id: str) -> None:
    """Make what was said of one person said of another, but for what was said of the two."""
    theirs = or_(CannotLink.one_id == former_id, CannotLink.other_id == former_id)
    links = session.execute(select(CannotLink.one_id, CannotLink.other_id).where(theirs)).all()
    session.execute(delete(CannotLink).where(theirs))
    for others in {one for link in links for one in link} - {former_id, heir_id}:
        forbid(session, heir_id, others)
    session.flush()
