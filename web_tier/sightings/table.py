"""Sightings as CSV, row by row: however many there are, few are in memory at once."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from web_tier import people
from web_tier.database import Sessions
from web_tier.models import Sighting
from web_tier.sightings.queries import SightingsFilter, SightingsQuery, page

#: Sightings read at once; no connection is held while a slow client takes them in.
BATCH = 200
HEADER = (
    "id", "collection", "person_id", "name", "source", "first_at", "last_at", "pictures", "verdict",
    "similarity", "clarity", "job_id", "face_index",
)  # fmt: skip
#: What a spreadsheet takes for the beginning of a formula.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def csv_rows(sessions: Sessions, asked: SightingsFilter) -> Iterator[str]:
    """Yield the header, then all sightings that are asked for, newest first."""
    yield _line(HEADER)
    cursor: str | None = None
    while True:
        query = SightingsQuery(**asked.model_dump(by_alias=True), limit=BATCH, cursor=cursor)
        with sessions() as session:
            found = page(session, query)
            names = people.names_of(session, {each.person_id for each in found.items})
        yield "".join(_line(_cells(each, names.get(each.person_id, ""))) for each in found.items)
        if found.next is None:
            return
        cursor = found.next


def _cells(sighting: Sighting, name: str) -> Sequence[object]:
    return (
        sighting.id,
        sighting.collection,
        sighting.person_id,
        safe(name),
        safe(sighting.source or ""),
        _iso(sighting.first_at),
        _iso(sighting.last_at),
        sighting.pictures,
        sighting.verdict,
        sighting.similarity,
        sighting.clarity,
        sighting.job_id,
        sighting.face_index,
    )


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULAS) else text


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def _line(cells: Sequence[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
