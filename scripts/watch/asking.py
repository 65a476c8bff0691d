"""Asks the service about one picture: who is on it, or to enrol it."""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from scripts.client.answers import Recognition
from scripts.client.enrol.enrolling import add_face
from scripts.client.exchange import unexpected
from scripts.client.failures import Refused, Unreachable
from scripts.client.service import Facefleet
from scripts.watch.cutting import NoArchive, crops_of
from scripts.watch.folder import Picture
from scripts.watch.transactions import Mark, Subject, Transaction, enrolled, recognised, refused

#: Refusals with these are about the picture or its name. Others, and whatever another server than Facefleet
#: says, are about how the service was called: no picture is put away for them.
_ABOUT_THE_PICTURE = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.GONE,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A picture that there is an answer for; `crops` are those of the transaction's faces."""

    picture: Picture
    transaction: Transaction
    crops: tuple[bytes | None, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Failed:
    """A picture that another try may do."""

    reason: str


class Asking:
    """Turns pictures into transactions; safe to be used by several threads. Raises Interrupted."""

    def __init__(
        self,
        service: Facefleet,
        *,
        source: str | None,
        force: bool,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._service = service
        self._source = source
        self._force = force
        self._clock = clock

    def take(self, picture: Picture) -> Taken | Failed:
        """Return what became of a picture. The same picture again is the same job."""
        try:
            name = picture.mark.person
            return self._recognised(picture) if name is None else self._enrolled(picture, name)
        except Unreachable as failure:
            return Failed(reason=str(failure))
        except Refused as refusal:
            if not _is_about_the_picture(refusal):
                return Failed(reason=str(refusal))
            transaction = refused(self._subject(picture), str(refusal), self._clock())
            return Taken(picture=picture, transaction=transaction)

    def _enrolled(self, picture: Picture, name: str) -> Taken:
        person = self._service.person(name, picture.mark.collection)
        added = add_face(self._service, person, picture.name, picture.data, force=self._force)
        transaction = enrolled(self._subject(picture), person, added, self._clock())
        return Taken(picture=picture, transaction=transaction)

    def _recognised(self, picture: Picture) -> Taken:
        taken_ms = picture.taken_ms if 0 <= picture.taken_ms <= 1000 * self._clock() else None
        recognition = self._service.recognise(
            picture.name,
            picture.data,
            key=_key(picture.mark, "recognition", self._source, taken_ms),
            collection=picture.mark.collection,
            source=self._source,
            taken_ms=taken_ms,
        )
        crops = self._crops(picture, recognition) if recognition.faces else ()
        transaction = recognised(self._subject(picture), recognition, self._clock())
        return Taken(picture=picture, transaction=transaction, crops=crops)

    def _crops(self, picture: Picture, recognition: Recognition) -> tuple[bytes | None, ...]:
        # a job keeps none where its collection remembers nothing or removes its pictures at once
        for archive in (self._kept_archive, self._new_archive):
            try:
                return crops_of(recognition.faces, archive(picture, recognition.job_id))
            except NoArchive as error:
                raise unexpected("The route for crops", str(error)) from error
            except Refused as refusal:
                if refusal.code != "not_kept":
                    raise
        return (None,) * len(recognition.faces)

    def _kept_archive(self, picture: Picture, job_id: str) -> bytes:
        return self._service.kept_crops(job_id)

    def _new_archive(self, picture: Picture, job_id: str) -> bytes:
        mark = picture.mark
        key = _key(mark, "crops")
        return self._service.crops(picture.name, picture.data, key=key, collection=mark.collection)

    def _subject(self, picture: Picture) -> Subject:
        return Subject(file=picture.file, mark=picture.mark, source=self._source)


def _key(mark: Mark, *purpose: object) -> str:
    """Return the idempotency key of a picture for a purpose: the same in all runs."""
    facts = [mark.sha256, mark.collection, *purpose]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _is_about_the_picture(refusal: Refused) -> bool:
    return refusal.status in _ABOUT_THE_PICTURE and not refusal.code.startswith("http_")
