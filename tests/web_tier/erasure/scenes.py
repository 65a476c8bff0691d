"""People of whom the service knows all that it can know, and what becomes of it."""

import base64
import io
import math
from dataclasses import dataclass, field, replace
from typing import Any

from PIL import Image

from pipeline.outcomes import Verdict
from pipeline.results import Candidate, Face, Match
from scripts.orphans.checking import orphans
from scripts.orphans.findings import Orphan
from tests.web_tier.remembering.scenes import answer, new_picture, shown
from tests.web_tier.world import World


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """A person as pictures show them."""

    id: str
    degrees: float  #: where their embeddings point to
    crop: bytes = field(repr=False)  #: what every crop of theirs is

    @property
    def embedding(self) -> tuple[float, ...]:
        """Their embedding, as a worker writes it."""
        return (3 * math.cos(math.radians(self.degrees)), 3 * math.sin(math.radians(self.degrees)))

    def face(self, verdict: Verdict = Verdict.KNOWN, *, near: tuple[str, ...] = ()) -> Face:
        """Return their face, recognised, with others near it."""
        others = tuple(Candidate(person_id=each, distance=0.9, similarity=5) for each in near)
        own = Candidate(person_id=self.id, distance=0.2, similarity=95)
        match = Match(
            verdict=verdict, person_id=self.id, distance=0.2, similarity=95, alternatives=(own, *others)
        )
        return replace(shown(self.degrees, match=match), crop=base64.b64encode(self.crop).decode())

    def unknown_face(self, *, near: tuple[str, ...] = (), strangers: tuple[str, ...] = ()) -> Face:
        """Return their face as a worker sees it who does not know them."""
        others = tuple(Candidate(person_id=each, distance=0.9, similarity=5) for each in near)
        match = Match(verdict=Verdict.UNKNOWN, distance=0.9, alternatives=others)
        seen = shown(self.degrees, match=match, strangers=strangers)
        return replace(seen, crop=base64.b64encode(self.crop).decode())


def jpeg(colour: str) -> bytes:
    """Return a small picture, to be taken for a crop."""
    buffer = io.BytesIO()
    Image.new("RGB", (24, 24), colour).save(buffer, "JPEG")
    return buffer.getvalue()


def somebody(world: World, name: str, degrees: float, **fields: Any) -> Somebody:
    """Add a person."""
    created = world.client.post("/api/v1/people", json={"name": name, **fields})
    assert created.status_code == 201, created.text
    return Somebody(id=created.get_json()["id"], degrees=degrees, crop=jpeg(f"hsl({degrees}, 90%, 50%)"))


def enrolled(world: World, name: str, degrees: float, **fields: Any) -> Somebody:
    """Add a person with one face."""
    person = somebody(world, name, degrees, **fields)
    enrol(world, person)
    return person


def enrol(world: World, person: Somebody, *others: Face) -> str:
    """Enrol a new picture of a person, which may show others; return the job."""
    return go(world, f"/api/v1/people/{person.id}/faces", person.unknown_face(), *others, face="0")


def recognise(world: World, *faces: Face, **fields: Any) -> str:
    """Have a new picture recognised by a worker who is up to date; return the job."""
    return go(world, "/api/v1/recognitions", *faces, **fields)


def go(world: World, path: str, *faces: Face, **fields: Any) -> str:
    """Send a new picture that shows these faces, and have it worked on; return the job."""
    job_id = send(world, path, *faces, **fields)
    world.worker.step()
    assert world.job(job_id)["status"] == "done", world.job(job_id)
    return job_id


def send(world: World, path: str, *faces: Face, **fields: Any) -> str:
    """Send a new picture that shows these faces; return the job, which nobody has worked on."""
    picture = new_picture()
    version = world.web.services.gallery.publish("default")
    world.worker.knows(picture, answer(*faces, gallery_version=version))
    accepted = world.client.post(f"{path}?wait=0", data={"image": (io.BytesIO(picture), "p.png"), **fields})
    assert accepted.status_code == 202, accepted.text
    return str(accepted.get_json()["job_id"])


def delete(world: World, path: str) -> dict[str, Any]:
    """Delete something by the API; return the answer."""
    answered = world.client.delete(f"/api/v1/{path}")
    assert answered.status_code == 200, answered.text
    body: dict[str, Any] = answered.get_json()
    return body


def found_orphans(world: World) -> list[Orphan]:
    """Run the orphan check over the world's stores."""
    return orphans(world.outside)


def run_chore(world: World, name: str) -> None:
    """Do one step of a background loop."""
    loop = next(each for each in world.web.chores if each.name == name)
    assert loop.try_once()
