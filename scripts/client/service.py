"""The service as the clients use it: each call of the HTTP interface as a method, patient and typed."""

from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote

from requests import Response

from pipeline.codec import Codec
from scripts.client.answers import Enrolled, FaceList, PeoplePage, Person, Recognition
from scripts.client.connection import Connection
from scripts.client.exchange import WAIT_SECONDS, Exchange, decoded
from scripts.client.patience import Patience

#: Plain uploads wait as long as the job may take (FACEFLEET_JOB_DEADLINE_SECONDS, 300 by default).
PLAIN_ANSWER_SECONDS = 330.0
POLL_SECONDS = 1.0

_PERSON = Codec(Person)
_PEOPLE = Codec(PeoplePage)
_FACES = Codec(FaceList)
_ENROLLED = Codec(Enrolled)


class Facefleet:
    """A running Facefleet. Every method raises Unreachable, Refused or Interrupted.

    `key` makes a repeated upload the same job.
    """

    def __init__(
        self, connection: Connection, patience: Patience, poll_seconds: float = POLL_SECONDS
    ) -> None:
        self._exchange = Exchange(connection, patience, poll_seconds)

    def recognise(
        self,
        file_name: str,
        data: bytes,
        *,
        key: str,
        collection: str,
        source: str | None = None,
        taken_ms: int | None = None,
    ) -> Recognition:
        """Return who is in a picture, taken at `source` at `taken_ms` (milliseconds since the epoch)."""
        form = {"collection": collection, **_sighting(source, taken_ms)}
        return self._exchange.finished(self._upload("recognitions", file_name, data, key, form))

    def kept_crops(self, job_id: str) -> bytes:
        """Return the ZIP of a job's faces. Refused with code `not_kept` where it keeps none."""
        return self._exchange.ask("GET", f"api/v1/jobs/{_quoted(job_id)}/crops").content

    def crops(self, file_name: str, data: bytes, *, key: str, collection: str) -> bytes:
        """Return the ZIP of the faces of a picture, which is not remembered."""
        response = self._upload("crops", file_name, data, key, {"collection": collection})
        if response.status_code != HTTPStatus.ACCEPTED:
            return response.content
        return self.kept_crops(self._exchange.finished(response).job_id)

    def plain_name(self, file_name: str, data: bytes) -> str:
        """Return the one name that `POST /` answers: a person's, `unknown` or `no_face`."""
        response = self._exchange.ask(
            "POST", "", files={"inputFile": (file_name, data)}, answer_seconds=PLAIN_ANSWER_SECONDS
        )
        stem = file_name.rpartition(".")[0] or file_name
        # a stem with a colon in it is taken off whole, if the service left it as it is
        text = response.text.removeprefix(stem + ":")
        return (text if text != response.text else text.partition(":")[2]).strip()

    def person(self, name: str, collection: str) -> Person:
        """Return the person of that name, creating them where there is none."""

        def find_or_create() -> Person:
            # looked up again on every try: a creation whose answer was lost must not be repeated
            return self._find(name, collection) or self._create(name, collection)

        return self._exchange.patience.until_answered(find_or_create)

    def face_ids(self, person: Person) -> frozenset[str]:
        """Return the ids of all faces that a person has."""
        response = self._exchange.ask("GET", f"api/v1/people/{_quoted(person.id)}/faces")
        return frozenset(face.id for face in decoded(_FACES, response).items)

    def enrol(
        self, person: Person, file_name: str, data: bytes, *, key: str, force: bool = False
    ) -> Enrolled:
        """Add a picture's face to a person; `force`: a face that is too poor, too.

        Refused with code `no_face`, `several_faces` or why the face is too poor.
        """
        path = f"people/{_quoted(person.id)}/faces"
        form = {"force": "true"} if force else {}
        while (response := self._upload(path, file_name, data, key, form)).status_code == HTTPStatus.ACCEPTED:
            self._exchange.finished(response)  # then the same key tells of the faces
        return decoded(_ENROLLED, response)

    def _upload(self, path: str, file_name: str, data: bytes, key: str, form: dict[str, str]) -> Response:
        return self._exchange.ask(
            "POST",
            f"api/v1/{path}",
            params={"wait": WAIT_SECONDS},
            headers={"Idempotency-Key": key},
            form=form,
            files={"image": (file_name, data)},
        )

    def _find(self, name: str, collection: str) -> Person | None:
        params: dict[str, str | int] = {"collection": collection, "name": name}
        while True:
            page = decoded(_PEOPLE, self._exchange.once("GET", "api/v1/people", params=params))
            found = next((person for person in page.items if person.name == name), None)
            if found or not page.next:
                return found
            params["cursor"] = page.next

    def _create(self, name: str, collection: str) -> Person:
        body = {"name": name, "collection": collection}
        return decoded(_PERSON, self._exchange.once("POST", "api/v1/people", json=body))


def _sighting(source: str | None, taken_ms: int | None) -> dict[str, str]:
    """Return the form fields that say where and when a picture was taken."""
    fields = {} if source is None else {"source": source}
    if taken_ms is not None:
        fields["captured_at"] = datetime.fromtimestamp(taken_ms / 1000, UTC).isoformat()
    return fields


def _quoted(identifier: str) -> str:
    return quote(identifier, safe="")
