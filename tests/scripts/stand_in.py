"""A small Facefleet that keeps the contract of docs/api.md, fails on command and knows faces by bytes.

A picture whose bytes hold `who=Ada,Grace;` shows Ada and Grace; `who=?;` a stranger, `who=;` nobody;
`poor=face_dark;` says why its faces are too poor to be enrolled, and `damaged` that it cannot be read.
Bytes without `who` are answered with `default_names`; an empty file, or one that begins with `junk`, is
refused.
"""

import io
import itertools
import json
import re
import socket
import threading
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, abort, jsonify, request
from werkzeug.serving import BaseWSGIServer, make_server

Json = dict[str, Any]

#: The ends of jobs without an answer.
STATUS_OF = {
    "expired": 504,
    "job_failed": 500,
    "no_face": 422,
    "several_faces": 422,
    "face_dark": 422,
    "face_blurred": 422,
}


@dataclass
class Job:
    """An accepted picture."""

    id: str
    path: str  #: of the request
    file_name: str
    data: bytes
    form: Json  #: what came beside the picture
    names: list[str]
    poor: str = ""  #: why its face is too poor to be enrolled
    looks_left: int = 0  #: how often it is still found unfinished
    end: str = "done"
    has_failed: bool = False  #: and its client was told


@dataclass
class Fault:
    """What goes wrong with the next request that has `method` and a path with `path` in it."""

    method: str
    path: str
    status: int = 503
    retry_after: float | None = None
    #: The request is taken, and the connection breaks before the answer.
    cuts_the_answer: bool = False


def own_place() -> socket.socket:
    """Return a socket that keeps a port ours while nobody listens there; connections are refused then."""
    place = socket.socket()
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # the server may listen beside it
    place.bind(("127.0.0.1", 0))
    return place


@dataclass
class StandIn:
    """The service's state, kept while the server restarts."""

    default_names: list[str] = field(default_factory=list)
    jobs: dict[str, Job] = field(default_factory=dict)  #: by idempotency key
    people: dict[str, Json] = field(default_factory=dict)
    faces: dict[str, dict[str, str]] = field(default_factory=dict)  #: face ids by key, by person
    faults: list[Fault] = field(default_factory=list)
    requests: Counter[str] = field(default_factory=Counter)
    arrived: int = 0  #: recognitions whose bodies came whole, held up or not
    plain_names: list[str] = field(default_factory=list)  #: file names posted to `/`
    looks: int = 0  #: how often a new job is found unfinished
    end: str = "done"  #: how a new job ends
    page_size: int = 50
    keeps_crops: bool = True  #: whether jobs keep the pictures of their faces
    #: Cleared to hold up every upload until it is set again.
    open_gate: threading.Event = field(default_factory=threading.Event)
    changed: threading.Condition = field(default_factory=threading.Condition)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))
    _server: BaseWSGIServer | None = None
    _place: socket.socket = field(default_factory=own_place)

    def __post_init__(self) -> None:
        self.open_gate.set()

    @property
    def url(self) -> str:
        """Where the service is."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def _port(self) -> int:
        port: int = self._place.getsockname()[1]
        return port

    def start(self) -> None:
        """Begin to answer, at the same place as before."""
        self._server = make_server("127.0.0.1", self._port, app(self), threaded=True)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Be away: connections are refused."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
        self._server = None

    def give_up_the_place(self) -> None:
        """Be away for good."""
        self.stop()
        self._place.close()

    def restart(self) -> None:
        """Go away and come back."""
        self.stop()
        self.start()

    def wait_for(self, condition: Any, seconds: float = 60.0) -> None:
        """Wait until something is so after a request; fail if it does not come about."""
        with self.changed:
            assert self.changed.wait_for(condition, seconds), "it did not come about"

    def hold_up(self) -> None:
        """Note an upload that came whole, and let it go on once the gate is open."""
        with self.changed:
            self.arrived += 1
            self.changed.notify_all()
        self.open_gate.wait(60)

    def job(self, key: str, file_name: str, data: bytes) -> Job:
        """Return the job of that key, accepted now if it is new."""
        with self.changed:
            # the key of a job that failed is free again
            if key not in self.jobs or self.jobs[key].has_failed:
                self.jobs[key] = self._new_job(file_name, data)
            self.changed.notify_all()
            job = self.jobs[key]
        if (job.path, job.form, job.data) != (request.path, request.form.to_dict(), data):
            abort(failure(409, "conflict", "This Idempotency-Key was used for another request."))
        return job

    def fault(self) -> Fault | None:
        """Take the first fault that fits the request under way."""
        with self.changed:
            for fault in self.faults:
                if fault.method == request.method and fault.path in request.path:
                    self.faults.remove(fault)
                    return fault
        return None

    def delete_faces(self) -> None:
        """Delete everybody's faces; the jobs that found them stay."""
        for faces in self.faces.values():
            faces.update(dict.fromkeys(faces, ""))

    def next_id(self, kind: str) -> str:
        """Return a new id."""
        return f"{kind}{next(self._numbers)}"

    def _new_job(self, file_name: str, data: bytes) -> Job:
        poor = re.search(rb"poor=(\w+);", data)
        return Job(
            id=f"job{next(self._numbers)}",
            path=request.path,
            file_name=file_name,
            data=data,
            form=request.form.to_dict(),
            names=self._names(data),
            poor=poor.group(1).decode() if poor else "",
            looks_left=self.looks,
            end=self.end,
        )

    def _names(self, data: bytes) -> list[str]:
        found = re.search(rb"who=([^;]*);", data)
        text = found.group(1).decode() if found else ",".join(self.default_names)
        return [name for name in text.split(",") if name]


def app(state: StandIn) -> Flask:
    """Return the routes that the clients use."""
    flask = Flask("stand_in")

    @flask.before_request
    def count_and_fail() -> Response | None:
        with state.changed:
            state.requests[f"{request.method} {request.path}"] += 1
            state.changed.notify_all()
        fault = state.fault()
        request.environ["cut"] = fault is not None and fault.cuts_the_answer
        if fault is None or fault.cuts_the_answer:
            return None
        answer = failure(fault.status, "overloaded", "Come back later.")
        if fault.retry_after is not None:
            answer.headers["Retry-After"] = str(fault.retry_after)
        return answer

    @flask.after_request
    def cut(response: Response) -> Response:
        if request.environ.get("cut"):
            request.environ["werkzeug.socket"].shutdown(2)
        return response

    @flask.post("/api/v1/recognitions")
    def recognise() -> Response:
        name, data = uploaded("image")
        state.hold_up()
        if refusal := refused(data):
            return refusal
        job = state.job(request.headers["Idempotency-Key"], name, data)
        if job.looks_left:
            return accepted(job)
        return failed_answer(job) or jsonify(document(job))

    @flask.get("/api/v1/jobs/<job_id>")
    def show_job(job_id: str) -> Response:
        job = next(job for job in state.jobs.values() if job.id == job_id)
        if job.looks_left:
            job.looks_left -= 1
            return jsonify({"job_id": job.id, "status": "queued"})
        job.has_failed = job.end != "done"
        return jsonify(document(job))

    @flask.post("/")
    def plain() -> Response:
        name, data = uploaded("inputFile")
        if refusal := refused(data):
            return refusal
        state.plain_names.append(name)
        stem = name.rpartition(".")[0] or name
        return Response(f"{stem}:{plain_name(state._names(data))}", mimetype="text/plain")

    @flask.get("/api/v1/people")
    def list_people() -> Response:
        wanted = [p for p in state.people.values() if p["collection"] == request.args["collection"]]
        wanted = [p for p in wanted if request.args["name"].lower() in p["name"].lower()]
        begin = int(request.args.get("cursor", 0))
        end = begin + state.page_size
        return jsonify({"items": wanted[begin:end], "next": str(end) if end < len(wanted) else None})

    @flask.post("/api/v1/people")
    def create_person() -> Response:
        person = {"id": state.next_id("person"), **request.get_json()}
        state.people[person["id"]] = person
        state.faces[person["id"]] = {}
        return with_status(jsonify(person), HTTPStatus.CREATED)

    @flask.get("/api/v1/people/<person_id>/faces")
    def list_faces(person_id: str) -> Response:
        return jsonify({"items": [{"id": face} for face in state.faces[person_id].values() if face]})

    @flask.post("/api/v1/people/<person_id>/faces")
    def add_face(person_id: str) -> Response:
        name, data = uploaded("image")
        if refusal := refused(data):
            return refusal
        key = request.headers["Idempotency-Key"]
        job = state.job(key, name, data)
        if not job.names:
            job.end = "no_face"
        elif job.poor and job.form.get("force") != "true":
            job.end = job.poor
        if job.looks_left:
            return accepted(job)
        if ended := failed_answer(job):
            return ended
        if key not in state.faces[person_id]:
            state.faces[person_id][key] = state.next_id("face")
        faces = [{"id": face, "box": box(0)} for face in [state.faces[person_id][key]] if face]
        body = {"faces": faces, "others": [box(n) for n in range(1, len(job.names))]}
        return with_status(jsonify(body), HTTPStatus.CREATED)

    @flask.get("/api/v1/jobs/<job_id>/crops")
    def job_crops(job_id: str) -> Response:
        job = next(job for job in state.jobs.values() if job.id == job_id)
        return archive(job) if state.keeps_crops else failure(409, "not_kept", "They are not kept.")

    @flask.post("/api/v1/crops")
    def cut_out() -> Response:
        name, data = uploaded("image")
        return archive(state.job(request.headers["Idempotency-Key"], name, data))

    return flask


def uploaded(field_name: str) -> tuple[str, bytes]:
    """Return the name and the bytes of the picture that was sent."""
    upload = request.files[field_name]
    return upload.filename or "", upload.read()


def refused(data: bytes) -> Response | None:
    """Return what is said to something that is no picture."""
    if not data:
        return failure(400, "empty_image", "The image is empty.")
    return failure(415, "not_an_image", "This is no picture.") if data.startswith(b"junk") else None


def accepted(job: Job) -> Response:
    """Return 202 for a job under way."""
    answer = with_status(jsonify({"job_id": job.id, "status": "queued"}), HTTPStatus.ACCEPTED)
    answer.headers["Location"] = f"/api/v1/jobs/{job.id}"
    answer.headers["Retry-After"] = "0.01"
    return answer


def failed_answer(job: Job) -> Response | None:
    """Return what a waiting client is told of a job that did not come to an answer."""
    if job.end == "done":
        return None
    job.has_failed = True
    return failure(STATUS_OF[job.end], job.end, "There is no answer.")


def archive(job: Job) -> Response:
    """Return the faces of a job, cut out: bytes that say whose picture and which face."""
    listed = []
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for place, name in enumerate(job.names):
            listed.append({"index": place, "file": f"face_{place:02d}.jpg", "box": box(place)})
            packed.writestr(f"face_{place:02d}.jpg", f"{name} of {job.file_name}")
        packed.writestr("faces.json", json.dumps({"job_id": job.id, "faces": listed}))
    return Response(buffer.getvalue(), mimetype="application/zip")


def document(job: Job) -> Json:
    """Return a finished job."""
    if job.end != "done":
        error = {"code": job.end, "message": "There is no answer."}
        status = "expired" if job.end == "expired" else "failed"
        return {"job_id": job.id, "status": status, "error": error}
    if b"damaged" in job.data:
        error = {"code": "damaged_image", "message": "It cannot be read."}
        return {"job_id": job.id, "status": "done", "outcome": "unreadable_image", "error": error}
    known = [name for name in job.names if name != "?"]
    outcome = "recognised" if known else "unknown" if job.names else "no_face"
    faces = [face(name, place) for place, name in enumerate(job.names)]
    image = {"width": 160, "height": 120}
    return {"job_id": job.id, "status": "done", "outcome": outcome, "image": image, "faces": faces}


def face(name: str, place: int) -> Json:
    """Return a face; the first is the largest."""
    stranger = {"verdict": "unknown", "person_id": None, "name": None, "similarity": 12.0, "distance": 0.9}
    stranger["unknown_id"] = "4f1d09aa5e"
    known = {"verdict": "known", "person_id": name, "name": name, "similarity": 93.5, "distance": 0.41}
    return {"box": box(place), "confidence": 2.1, "match": stranger if name == "?" else known}


def box(place: int) -> Json:
    """Return the box of the face at a place."""
    return {"left": 10 + 40 * place, "top": 20, "width": 40 - place, "height": 40 - place}


def plain_name(names: list[str]) -> str:
    """Return what `POST /` answers."""
    known = [name for name in names if name != "?"]
    return known[0] if known else "unknown" if names else "no_face"


def failure(status: int, code: str, message: str) -> Response:
    """Return the one shape of failures."""
    return with_status(jsonify({"error": {"code": code, "message": message}}), status)


def with_status(response: Response, status: int) -> Response:
    """Give an answer its status."""
    response.status_code = status
    return response
