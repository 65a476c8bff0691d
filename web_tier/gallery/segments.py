"""Reads a gallery's segments out of the database, of which each is a pure function."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pipeline.gallery import Ids, Segment, Templates, no_ids, pack_ids, unit
from web_tier.models import Face, GalleryRemoval, Person, PersonKind, Veto

ROWS_AT_ONCE = 5_000  # read from the database; a segment may have far more
_LITTLE_ENDIAN: np.dtype[np.float32] = np.dtype(np.float32).newbyteorder("<")
MOST_FACES = int(np.iinfo(np.uint16).max)


class _Embedded(NamedTuple):
    """A face or a veto, as its row has it."""

    person_id: str
    kind: str
    model: str
    embedding: bytes


def read_segment(session: Session, collection: str, first: int, last: int) -> Segment:
    """Return what the versions `first` … `last` changed, as the database has it now."""
    faces = _by_model(session, _of_range(collection, first, last, Face).order_by(Person.id, Face.id))
    vetoes = _by_model(session, _of_range(collection, first, last, Veto).order_by(Person.id, Veto.id))
    return Segment(
        first=first,
        last=last,
        templates=tuple(_templates(model, faces[model], vetoes[model]) for model in sorted(faces)),
        removed=_removed(session, collection, first, last),
    )


def _of_range(
    collection: str, first: int, last: int, table: type[Face] | type[Veto]
) -> Select[str, str, str, bytes]:
    return (
        select(Person.id, Person.kind, table.model, table.embedding)
        .join(table, table.person_id == Person.id)
        .where(Person.collection == collection, Person.changed_in.between(first, last))
    )


def _by_model(session: Session, query: Select[str, str, str, bytes]) -> defaultdict[str, list[_Embedded]]:
    groups: defaultdict[str, list[_Embedded]] = defaultdict(list)
    for row in session.execute(query, execution_options={"yield_per": ROWS_AT_ONCE}):
        groups[row.model].append(_Embedded(*row))
    return groups


def _templates(model: str, faces: Sequence[_Embedded], vetoes: Iterable[_Embedded]) -> Templates:
    counts = Counter(face.person_id for face in faces)  # in the order of the rows, hence of the ids
    strangers = {face.person_id for face in faces if face.kind == PersonKind.STRANGER}
    against = [veto for veto in vetoes if veto.person_id in counts]  # of others there is nothing to veto
    numbers = np.fromiter(counts.values(), dtype=np.int64)
    centres = _means(_units(faces), numbers)
    return Templates(
        model=model,
        ids=pack_ids(list(counts)),
        strangers=np.fromiter((each in strangers for each in counts), dtype=np.bool_),
        faces=np.minimum(numbers, MOST_FACES).astype(np.uint16),
        centres=centres,
        veto_ids=pack_ids([veto.person_id for veto in against]),
        vetoes=_units(against) if against else np.empty((0, centres.shape[1]), dtype=np.float32),
    )


def _units(rows: Sequence[_Embedded]) -> NDArray[np.float32]:
    joined = b"".join(row.embedding for row in rows)
    embeddings = np.frombuffer(joined, dtype=_LITTLE_ENDIAN)
    return unit(embeddings.reshape(len(rows), -1))


def _means(units: NDArray[np.float32], counts: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the mean direction of each group of rows that follow one another, shape (groups, d)."""
    sums: NDArray[np.float32] = np.add.reduceat(units, np.cumsum(counts) - counts, axis=0)
    return unit(np.divide(sums, counts[:, np.newaxis], dtype=np.float32))


def _removed(session: Session, collection: str, first: int, last: int) -> Ids:
    """Return who left; before version 1 there was nobody to leave."""
    query = select(GalleryRemoval.person_id).where(
        GalleryRemoval.collection == collection, GalleryRemoval.removed_in.between(first, last)
    )
    ids = session.scalars(query.order_by(GalleryRemoval.person_id)).all()
    return no_ids() if first == 1 else pack_ids(ids)
