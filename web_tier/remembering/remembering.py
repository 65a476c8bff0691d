"""What a recognition means beyond its answer: everybody was seen, and strangers get to be known."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from pipeline.results import JobResult
from web_tier.announcing import announce
from web_tier.consequences import Crop
from web_tier.face_pictures import crop_at
from web_tier.gallery.changes import ensure_collection, lock_collection
from web_tier.mentions import set_owner
from web_tier.models import Collection, Job
from web_tier.remembering.news import news_of
from web_tier.remembering.owners import Owners
from web_tier.remembering.picture import Picture
from web_tier.remembering.strangers import Strangers
from web_tier.sightings.tracks import Tracked, Tracks


class Remembering:
    """The consequence of a `recognise` job that is done."""

    def __init__(self, tracks: Tracks) -> None:
        self._tracks = tracks

    def apply(self, session: Session, job: Job, result: JobResult, now: float) -> Sequence[Crop]:
        """Note a sighting for every face and give strangers identities; return the pictures to be kept."""
        if not job.keeps or not result.faces:
            return ()
        collection = _collection(session, job.collection, now)
        if not collection.remembers:
            return ()
        return self._remember(session, Picture(job=job, result=result, collection=collection, now=now))

    def _remember(self, session: Session, picture: Picture) -> Sequence[Crop]:
        strangers = Strangers(session, picture)
        owners = Owners(session, picture, strangers)
        with session.no_autoflush:  # what is asked about one face is of nobody whom another face changed
            tracked = [self._tracks.note(session, seen) for seen in owners.seen()]
        session.flush()
        for each in tracked:
            seen = each.seen
            if seen.person.id != seen.face.match.person_id:  # else the document says it
                set_owner(session, picture.job.id, seen.index, seen.face, seen.person.id)
        news = [piece for each in tracked for piece in news_of(each, strangers.newcomers)]
        announce(session, picture.collection.name, news, picture.now)
        return [*_crops(tracked), *strangers.settle()]


def _collection(session: Session, name: str, now: float) -> Collection:
    """Return the locked collection: one that came into being just now was locked by nobody yet."""
    ensure_collection(session, name, now)
    return lock_collection(session, name)


def _crops(tracked: Sequence[Tracked]) -> list[Crop]:
    """Return the sightings' pictures; of two faces in one track the later is the clearer."""
    shown = (each for each in tracked if each.shows_face)
    crops = (crop_at(each.sighting.crop_key, each.seen.face) for each in shown)
    return [crop for crop in crops if crop is not None]
