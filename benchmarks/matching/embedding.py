"""Embeds pictures of people in the service's two ways: as they are enrolled, and as they are asked for."""

from dataclasses import dataclass
from pathlib import Path

from benchmarks.faces.engine_pool import PackFacts, engine_pool
from benchmarks.faces.errors import DataMissing
from benchmarks.faces.lfw import pictures_below
from benchmarks.faces.measured import embed
from benchmarks.matching.people import Person, people_of
from pipeline.messages import Options, Views

AS_PROBES = Options(views=Views.MIRRORED)
AS_ENROLLED = Options(views=Views.THOROUGH)


@dataclass(frozen=True, kw_only=True)
class EmbeddedPeople:
    """What one engine made of everybody."""

    pack: PackFacts
    people: tuple[Person, ...]


def embed_people(pack: str, folder: Path) -> EmbeddedPeople:
    """Load the pack and embed everybody of DIR/<name>/*.jpg; the face nearest to the centre counts.

    Raises DataMissing and UnreadablePicture.
    """
    names = pictures_below(folder)
    if not names:
        raise DataMissing(f"There is no <name>/*.jpg in {folder}.")
    with engine_pool(pack) as pool:
        probes = embed(pool, names, folder, AS_PROBES).pictures
        enrolled = embed(pool, names, folder, AS_ENROLLED).pictures
        return EmbeddedPeople(pack=pool.pack, people=tuple(people_of(probes, enrolled)))
