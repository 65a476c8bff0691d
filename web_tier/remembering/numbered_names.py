"""Names for people who are enrolled by themselves: "Unknown 1", "Unknown 2" …"""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from web_tier.models import Person

_NAME = "Unknown {}"
_NUMBER = re.compile(r"Unknown ([1-9]\d{0,8})")


def next_name(session: Session, collection: str) -> str:
    """Return the next such name that nobody of the locked collection has."""
    number = _newest(session, collection) + 1
    while _is_taken(session, collection, _NAME.format(number)):
        number += 1
    return _NAME.format(number)


def _newest(session: Session, collection: str) -> int:
    """Return the number last given, as far as nobody was renamed since; asked of the newest people first."""
    query = (
        select(Person.name)
        .where(Person.collection == collection, Person.name.startswith("Unknown "))
        .order_by(Person.created_at.desc(), Person.id.desc())
        .limit(1)
    )
    found = _NUMBER.fullmatch(session.scalar(query) or "")
    return int(found[1]) if found else 0


def _is_taken(session: Session, collection: str, name: str) -> bool:
    query = select(Person.id).where(Person.collection == collection, Person.name == name).limit(1)
    return session.scalar(query) is not None
