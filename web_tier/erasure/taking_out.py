"""The transactions that delete people, faces and collections, and write down what is left in the buckets."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from web_tier import models
from web_tier.erasure.belongings import Belongings, People, belongings_of
from web_tier.erasure.blanking import blank_faces
from web_tier.erasure.leaving import Call, Left
from web_tier.erasure.pictures import erase_jobs
from web_tier.erasure.removed import Removed
from web_tier.erasure.rows import delete_people, delete_vetoes
from web_tier.gallery.changes import change_people, remove_people
from web_tier.models import Face, GallerySegment, LeftoverKind, Person, Sighting, Staleness, Veto


def take_out_people(
    session: Session, call: Call, collection: models.Collection, people: Sequence[Person]
) -> Removed:
    """Delete people of the locked collection with all that speaks of them."""
    removed = _take_out(session, call, collection, people, belongings_of(session, _ids_of(people)))
    collection.erased_in = collection.version
    return removed


def forget_strangers(
    session: Session, call: Call, collection: models.Collection, strangers: Sequence[Person]
) -> Removed:
    """Delete strangers of the locked collection who were not seen for long.

    Pictures that show them show others, too, and stay as long as the collection keeps pictures; what is in
    flight and names them meets them for the first time.
    """
    meant = _ids_of(strangers)
    theirs = belongings_of(session, meant)
    blanked = blank_faces(session, call, meant, theirs.jobs)
    return _take_out(session, call, collection, strangers, replace(theirs, jobs=theirs.jobs - blanked))


def _take_out(
    session: Session,
    call: Call,
    collection: models.Collection,
    people: Sequence[Person],
    theirs: Belongings,
) -> Removed:
    remove_people(session, collection, people)
    vetoes = _drop_vetoes(session, collection, theirs.vetoes)
    session.flush()
    removed = take_out_rows(session, call, _ids_of(people), theirs)
    segments = _segments_to_write(session, collection)
    return replace(removed, embeddings=removed.embeddings + vetoes, segments=segments)


def _ids_of(people: Sequence[Person]) -> People:
    return select(Person.id).where(Person.id.in_([person.id for person in people]))


def take_out_rows(session: Session, call: Call, people: People, theirs: Belongings) -> Removed:
    """Delete people's rows, and note what of theirs lies in the buckets and in the sink."""
    _leave(session, call, LeftoverKind.EXPORTS, session.scalars(people))
    crops = _leave(session, call, LeftoverKind.CROP, theirs.crops)
    redactions = _leave(session, call, LeftoverKind.DOCUMENT, theirs.naming)
    rows, pictures = delete_people(session, people), erase_jobs(session, call, theirs.jobs)
    return replace(
        pictures,
        people=rows.people,
        faces=rows.faces,
        embeddings=rows.embeddings,
        sightings=rows.sightings,
        deliveries=rows.deliveries,
        mentions=rows.mentions + pictures.mentions,
        crops=crops,
        redactions=redactions,
    )


def take_out_face(
    session: Session, call: Call, collection: models.Collection, person: Person, face: Face
) -> Removed:
    """Delete a face of a person of the locked collection, with the picture that it came from."""
    query = select(Veto.id, Veto.person_id).where(
        Veto.job_id == face.job_id, Veto.face_index == face.face_index
    )
    vetoes = {veto_id: person_id for veto_id, person_id in session.execute(query)}
    crops = _leave(session, call, LeftoverKind.CROP, _crops_of(session, face))
    pictures = erase_jobs(session, call, [face.job_id])
    session.delete(face)
    session.flush()
    change_people(session, collection, [person], forgets=True)
    dropped = _drop_vetoes(session, collection, vetoes)
    segments = _segments_to_write(session, collection)
    return replace(pictures, faces=1, embeddings=1 + dropped, crops=crops, segments=segments)


def _drop_vetoes(session: Session, collection: models.Collection, vetoes: dict[str, str]) -> int:
    """Delete corrections whose embeddings are erased people's, and tell the gallery of those they were of."""
    if not vetoes:
        return 0
    holders = session.scalars(select(Person).where(Person.id.in_(set(vetoes.values())))).all()
    count = delete_vetoes(session, vetoes)
    change_people(session, collection, holders, forgets=True)
    return count


def _crops_of(session: Session, face: Face) -> set[str]:
    """Return the keys of a face's pictures; the sightings that had them go on without."""
    query = select(Sighting).where(
        Sighting.job_id == face.job_id, Sighting.face_index == face.face_index, Sighting.crop_key.is_not(None)
    )
    keys = {face.crop_key}
    for sighting in session.scalars(query):
        keys.add(sighting.crop_key)
        sighting.crop_key = None
    return {key for key in keys if key}


def _leave(session: Session, call: Call, kind: LeftoverKind, keys: Iterable[str]) -> int:
    return call.leaves(session, [Left(kind=kind, key=key) for key in keys])


def _segments_to_write(session: Session, collection: models.Collection) -> int:
    """Return how many objects of the gallery are written anew."""
    query = select(func.count()).where(
        GallerySegment.collection == collection.name,
        GallerySegment.stale == Staleness.NOW,
        GallerySegment.sha256.is_not(None),
    )
    return session.scalar(query) or 0
