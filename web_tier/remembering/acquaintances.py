"""Which strangers a face may belong to: those the worker found near it, and those it could not know yet."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BindParameter, Select, bindparam, or_, select
from sqlalchemy.orm import Session

from pipeline.gallery import Embedding, Units, unit
from pipeline.results import Linking
from web_tier.models import CannotLink, Face, Person, Veto
from web_tier.strangers.placing import Cluster
from web_tier.strangers.replay import CANDIDATES

#: Of those who changed since the worker's gallery, the newest; others it does not miss for long.
MOST_RECENT = 2000

_RECENT = (
    select(Person.id)
    .where(
        Person.collection == bindparam("collection"),
        Person.changed_in > bindparam("since"),  # people too: they may have been strangers by then
    )
    .order_by(Person.changed_in.desc())
    .limit(MOST_RECENT)
)
_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_FACES = select(Face.person_id, Face.embedding).where(
    Face.person_id.in_(_IDS), Face.model == bindparam("model")
)
_VETOES = select(Veto.person_id, Veto.embedding).where(
    Veto.person_id.in_(_IDS), Veto.model == bindparam("model")
)
_APART = select(CannotLink.one_id, CannotLink.other_id).where(
    or_(CannotLink.one_id.in_(_IDS), CannotLink.other_id.in_(_IDS))
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Acquaintances:
    """Strangers as the database has them now, one per row."""

    clusters: Sequence[Cluster]
    centres: Units  #: theirs, shape (n, d)
    faces: NDArray[np.float32]  #: of how many faces each centre is the mean, shape (n,)
    vetoes: Mapping[str, Units]  #: by person: faces that somebody said are not theirs
    apart: frozenset[tuple[str, str]]  #: who is not one person, as somebody said

    def centre(self, person_id: str) -> Embedding:
        """Return what one of them is compared by."""
        return next(each.centre for each in self.clusters if each.person_id == person_id)

    def near(self, face: Embedding, linking: Linking, besides: Collection[str]) -> list[Cluster]:
        """Return those nearest to a unit embedding who are not in `besides`, as many as are compared."""
        if not self.clusters:
            return []
        handicaps = linking.handicap * (1 - 1 / self.faces)
        order = np.argsort(np.linalg.norm(self.centres - face, axis=1) + handicaps, kind="stable")
        left = (self.clusters[row] for row in order.tolist() if self.clusters[row].person_id not in besides)
        return list(islice(left, CANDIDATES))

    def vetoed(self, face: Embedding) -> set[str]:
        """Return who the face is told apart from: it is nearer to one of their vetoes than to them."""
        return {
            each.person_id
            for each in self.clusters
            if each.person_id in self.vetoes
            and float(np.max(self.vetoes[each.person_id] @ face)) > float(each.centre @ face)
        }


def acquaintances(
    session: Session, collection: str, *, named: Iterable[str], since: int, model: str
) -> Acquaintances:
    """Return the strangers that a worker named, and everybody who changed after the version `since`."""
    recent = session.scalars(_RECENT, {"collection": collection, "since": since})
    ids = sorted({*named, *recent})
    faces = _units(session, _FACES, ids, model)
    centres = _centres(list(faces.values()))
    return Acquaintances(
        clusters=[
            Cluster(person_id=person_id, centre=centre, faces=len(units))
            for (person_id, units), centre in zip(faces.items(), centres, strict=True)
        ],
        centres=centres,
        faces=np.array([len(units) for units in faces.values()], dtype=np.float32),
        vetoes=_units(session, _VETOES, ids, model),
        apart=frozenset((row.one_id, row.other_id) for row in session.execute(_APART, {"ids": ids})),
    )


def _centres(faces: Sequence[Units]) -> Units:
    """Return the mean direction of each person's faces; all scaled at once, as there may be thousands."""
    return unit(np.stack([each.mean(axis=0) for each in faces])) if faces else np.empty((0, 0), np.float32)


def _units(session: Session, query: Select[str, bytes], ids: Sequence[str], model: str) -> dict[str, Units]:
    """Return unit embeddings by person, in the order of their ids."""
    rows = sorted(session.execute(query, {"ids": ids, "model": model}))
    if not rows:
        return {}
    vectors = np.frombuffer(b"".join(embedding for _, embedding in rows), dtype="<f4")
    people, starts = np.unique([person_id for person_id, _ in rows], return_index=True)
    return dict(zip(people.tolist(), np.split(unit(vectors.reshape(len(rows), -1)), starts[1:]), strict=True))
