"""A gallery in PostgreSQL: the same as in memory, searched by the database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app_tier.gallery.pgvector.changes import replay
from app_tier.gallery.pgvector.connections import Connections
from app_tier.gallery.pgvector.tables import lock, reached, version_of
from app_tier.matching import Neighbour
from pipeline.errors import ServiceUnavailable
from pipeline.gallery import Segment, Units

if TYPE_CHECKING:
    from psycopg import Connection

#: `<->` is the distance of two vectors. It is computed once a row, and once more for each that is found.
_NEAREST = """
    SELECT person_id, centre <-> %(face)s::vector, handicapped
    FROM (
        SELECT person_id, centre,
            (centre <-> %(face)s::vector) + %(handicap)s * (1 - 1::float8 / faces) AS handicapped
        FROM gallery_vectors AS known
        WHERE collection = %(collection)s AND model = %(model)s AND stranger = %(strangers)s
        AND NOT EXISTS (
            SELECT FROM gallery_vetoes AS veto
            WHERE veto.collection = %(collection)s AND veto.model = %(model)s
            AND veto.person_id = known.person_id
            AND (veto.face <-> %(face)s::vector) < (known.centre <-> %(face)s::vector)
        )
        ORDER BY handicapped, person_id
        LIMIT %(count)s
    ) AS nearest
    ORDER BY handicapped, person_id"""
_COUNTS = "SELECT model, people, nameless FROM gallery_counts WHERE collection = %s"
_FOREIGN = """
    SELECT count(DISTINCT person_id) FROM gallery_vectors AS other WHERE collection = %s AND model <> %s
    AND NOT EXISTS (
        SELECT FROM gallery_vectors AS own
        WHERE own.collection = other.collection AND own.person_id = other.person_id AND own.model = %s
    )"""


@dataclass(frozen=True, kw_only=True)
class PgGallery:
    """A collection as far as the tables are with it, which may soon be farther: a search sees the newest."""

    connections: Connections = field(repr=False)
    collection: str
    model: str  #: names the embeddings that are searched
    version: int
    people: int
    nameless: int
    foreign: int

    def nearest_people(self, faces: Units, count: int, handicap: float) -> list[list[Neighbour]]:
        """Return for each face, shape (k, d), the `count` nearest people with a name, nearest first."""
        return self._nearest(faces, count, handicap, strangers=False)

    def nearest_strangers(self, faces: Units, count: int, handicap: float) -> list[list[Neighbour]]:
        """Return for each face, shape (k, d), the `count` nearest strangers, nearest first."""
        return self._nearest(faces, count, handicap, strangers=True)

    def after(self, segments: Sequence[Segment], version: int, embeddings: str) -> "PgGallery":
        """Return the gallery of this version or a newer one, where another worker was quicker.

        Raises ServiceUnavailable.
        """
        with self.connections.connection() as connection, connection.transaction():
            lock(connection, self.collection)
            there = version_of(connection, self.collection)
            if there < self.version:
                raise ServiceUnavailable("The gallery's tables went back while they were caught up.")
            if there < version:
                for segment in segments:
                    if segment.last > there:
                        replay(connection, self.collection, segment)
                reached(connection, self.collection, version)
        return gallery_in(self.connections, self.collection, embeddings)

    def _nearest(
        self, faces: Units, count: int, handicap: float, *, strangers: bool
    ) -> list[list[Neighbour]]:
        asked = {
            "collection": self.collection,
            "model": self.model,
            "strangers": strangers,
            "count": count,
            "handicap": handicap,
        }
        with self.connections.connection() as connection:
            return [_neighbours(connection, {**asked, "face": str(face.tolist())}) for face in faces]


def _neighbours(connection: "Connection", asked: dict[str, object]) -> list[Neighbour]:
    return [
        Neighbour(person_id=person.hex, distance=distance, handicapped=handicapped)
        for person, distance, handicapped in connection.execute(_NEAREST, asked)
    ]


def _foreign(connection: "Connection", collection: str, model: str) -> int:
    """Return of how many people there are other models' embeddings alone: a scan, like a search."""
    (people,) = connection.execute(_FOREIGN, (collection, model, model)).fetchone() or (0,)
    return int(people)


def gallery_in(connections: Connections, collection: str, model: str) -> PgGallery:
    """Return a collection as far as the tables are with it. Raises ServiceUnavailable."""
    with connections.connection() as connection:
        version = version_of(connection, collection)
        counts = {name: both for name, *both in connection.execute(_COUNTS, (collection,))}
        people, nameless = counts.pop(model, (0, 0))
        foreign = _foreign(connection, collection, model) if any(map(any, counts.values())) else 0
    return PgGallery(
        connections=connections,
        collection=collection,
        model=model,
        version=version,
        people=people,
        nameless=nameless,
        foreign=foreign,
    )
