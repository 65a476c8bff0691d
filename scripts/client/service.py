"""The service as the clients use it: each call of the HTTP interface as a method, patient and typed."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote

from requests import Response

from pipeline.codec import Codec
from pipeline.errors import MalformedMessage
from pipeline.outcomes import JobStatus
from pipeline.results import Failure
from scripts.client.answers import Enrolled, FaceList, PeoplePage, Person, Recognition
from scripts.client.connection import Connection, retry_after_seconds
from scripts.client.failures import Refused
from scripts.client.patience import Patience

#: How long the service may hold a request open; short, so that Ctrl-C need not wait for long.
WAIT_SECONDS = 20
ANSWER_SECONDS = WAIT_SECONDS + 30.0
#: Plain uploads wait as long as the job may take (FACEFLEET_JOB_DEADLINE_SECONDS, 300 by default).
PLAIN_ANSWER_SECONDS = 330.0
POLL_SECONDS = 1.0

_RECOGNITION = Codec(Recognition)
_PERSON = Codec(Person)
_PEOPLE = Codec(PeoplePage)
_FACES = Codec(FaceList)
_ENROLLED = Codec(Enrolled)

T = TypeVar("T")


class Facefleet:
    """A running Facefleet. Every method raises Unreachable, Refused or Interrupted.

    Jobs that take long are asked for every `poll_seconds`.
    """

    def __init__(
        self, connection: Connection, patience: Patience, poll_seconds: float = POLL_SECONDS
    ) -> None:
        self._connection = connection
        self._patience = patience
        self._poll_seconds = poll_seconds

    def recognise(self, file_name: str, data: bytes, *, key: str, collection: str) -> Recognition:
        """Return who is in a picture. `key` makes a repeated upload the same job."""
        response = self._ask(
            "POST",
            "api/v1/recognitions",
            params={"wait": WAIT_SECONDS},
            headers={"Idempotency-Key": key},
            form={"collection": collection},
            files={"image": (file_name, data)},
        )
        return self._finished(response)

    def plain_name(self, file_name: str, data: bytes) -> str:
        """Return the one name that `POST /` answers: a person's, `unknown` or `no_face`."""
        response = self._ask(
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

        return self._patience.until_answered(find_or_create)

    def face_ids(self, person: Person) -> frozenset[str]:
        """Return the ids of all faces that a person has."""
        response = self._ask("GET", f"api/v1/people/{quote(person.id, safe='')}/faces")
        return frozenset(face.id for face in _decoded(_FACES, response).items)

    def enrol(self, person: Person, file_name: str, data: bytes, *, key: str) -> Enrolled:
        """Add the largest face of a picture to a person. Refused with code `no_face` where it has none."""

        def ask() -> Response:
            return self._ask(
                "POST",
                f"api/v1/people/{quote(person.id, safe='')}/faces",
                params={"wait": WAIT_SECONDS},
                headers={"Idempotency-Key": key},
                files={"image": (file_name, data)},
            )

        while (response := ask()).status_code == HTTPStatus.ACCEPTED:
            self._finished(response)  # then the same key tells of the faces
        return _decoded(_ENROLLED, response)

    def _find(self, name: str, collection: str) -> Person | None:
        params: dict[str, str | int] = {"collection": collection, "name": name}
        while True:
            page = _decoded(_PEOPLE, self._once("GET", "api/v1/people", params=params))
            found = next((person for person in page.items if person.name == name), None)
            if found or not page.next:
                return found
            params["cursor"] = page.next

    def _create(self, name: str, collection: str) -> Person:
        body = {"name": name, "collection": collection}
        return _decoded(_PERSON, self._once("POST", "api/v1/people", json=body))

    def _finished(self, response: Response) -> Recognition:
        if response.status_code != HTTPStatus.ACCEPTED:
            return _done(_decoded(_RECOGNITION, response))
        location = response.headers["Location"]
        while True:
            self._patience.rest(retry_after_seconds(response) or self._poll_seconds)
            response = self._ask("GET", location)
            recognition = _decoded(_RECOGNITION, response)
            if recognition.status.is_final:
                return _done(recognition)

    def _ask(self, method: str, path: str, **parts: Any) -> Response:
        return self._patience.until_answered(lambda: self._once(method, path, **parts))

    def _once(self, method: str, path: str, **parts: Any) -> Response:
        return self._connection.send(method, path, **{"answer_seconds": ANSWER_SECONDS, **parts})


def _decoded(codec: Codec[T], response: Response) -> T:
    try:
        return codec.decode(response.content)
    except MalformedMessage as error:
        raise Refused(
            status=HTTPStatus.BAD_GATEWAY,
            code="unexpected_answer",
            message=f"{response.url} does not answer as Facefleet does ({error.reason})",
        ) from error


def _done(recognition: Recognition) -> Recognition:
    if recognition.status is JobStatus.DONE:
        return recognition
    said = recognition.error or Failure(code=recognition.status, message="The job has no answer.")
    status = _STATUS_OF.get(said.code, HTTPStatus.INTERNAL_SERVER_ERROR)
    raise Refused(status=status, code=said.code, message=said.message)


#: The status codes with which the service answers a client that waits for a job with such an end.
_STATUS_OF: Mapping[str, int] = {
    "expired": HTTPStatus.GATEWAY_TIMEOUT,
    "image_replaced": HTTPStatus.CONFLICT,
    "no_face": HTTPStatus.UNPROCESSABLE_ENTITY,
    "unreadable_image": HTTPStatus.UNPROCESSABLE_ENTITY,
    "not_found": HTTPStatus.NOT_FOUND,
}
