"""Changes the tables as a gallery's segments say. Every function is a step of somebody's transaction."""

from typing import TYPE_CHECKING

import numpy as np

from app_tier.gallery.pgvector.rows import Column, binary_rows, text, vectors
from pipeline.gallery import Segment, Templates, unpack_ids

if TYPE_CHECKING:
    from psycopg import Connection

_FORGET = (
    "DELETE FROM gallery_vetoes WHERE collection = %s",
    "DELETE FROM gallery_vectors WHERE collection = %s",
    "DELETE FROM gallery_counts WHERE collection = %s",
    "DELETE FROM gallery_state WHERE collection = %s",
)
_REMOVE_VETOES = "DELETE FROM gallery_vetoes WHERE collection = %s AND person_id = ANY(%s::uuid[])"
_REMOVE_VECTORS = """
    WITH removed AS (
        DELETE FROM gallery_vectors WHERE collection = %s AND person_id = ANY(%s::uuid[])
        RETURNING collection, model, stranger
    )
    UPDATE gallery_counts AS counts
    SET people = counts.people - gone.people, nameless = counts.nameless - gone.nameless
    FROM (
        SELECT collection, model, count(*) FILTER (WHERE NOT stranger) AS people,
            count(*) FILTER (WHERE stranger) AS nameless
        FROM removed GROUP BY collection, model
    ) AS gone
    WHERE (counts.collection, counts.model) = (gone.collection, gone.model)"""
_COUNT = """
    INSERT INTO gallery_counts AS counts (collection, model, people, nameless) VALUES (%s, %s, %s, %s)
    ON CONFLICT (collection, model) DO UPDATE
    SET people = counts.people + excluded.people, nameless = counts.nameless + excluded.nameless"""
_COPY_VECTORS = (
    "COPY gallery_vectors (collection, model, person_id, stranger, faces, centre) FROM STDIN (FORMAT BINARY)"
)
_COPY_VETOES = "COPY gallery_vetoes (collection, model, person_id, face) FROM STDIN (FORMAT BINARY)"


def forget(connection: "Connection", collection: str) -> None:
    """Remove everything of a collection."""
    for statement in _FORGET:
        connection.execute(statement, (collection,))


def replay(connection: "Connection", collection: str, segment: Segment) -> None:
    """Apply a segment: what it says of somebody replaces what was known of them, whatever the model."""
    if segment.first == 1:  # tells everything
        forget(connection, collection)
    else:
        _remove(connection, collection, segment)
    for templates in segment.templates:
        _add(connection, collection, templates)
    if segment.first == 1:  # or searches go by the index, row by row, until PostgreSQL looks by itself
        connection.execute("ANALYZE gallery_vectors, gallery_vetoes")


def _remove(connection: "Connection", collection: str, segment: Segment) -> None:
    everybody = np.concatenate([segment.removed, *(templates.ids for templates in segment.templates)])
    for statement in (_REMOVE_VETOES, _REMOVE_VECTORS):
        connection.execute(statement, (collection, unpack_ids(everybody)))


def _add(connection: "Connection", collection: str, templates: Templates) -> None:
    both = (text(collection), text(templates.model))
    people = (
        *both,
        templates.ids,
        templates.strangers,
        templates.faces.astype(">i4"),
        vectors(templates.centres),
    )
    _copy(connection, _COPY_VECTORS, people)
    _copy(connection, _COPY_VETOES, (*both, templates.veto_ids, vectors(templates.vetoes)))
    nameless = int(templates.strangers.sum())
    connection.execute(_COUNT, (collection, templates.model, len(templates) - nameless, nameless))


def _copy(connection: "Connection", statement: str, columns: tuple[Column, ...]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for part in binary_rows(columns):
            copy.write(part)
