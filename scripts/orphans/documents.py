"""Finds what result documents say that they may not say any more. Pure."""

from collections.abc import Iterator

from pipeline.results import Face, JobResult
from scripts.orphans.rows import JobFacts, Rows
from web_tier.mentions import faces_of, people_of

NO_JOB = "no such job"


def reasons(document: JobResult, job: JobFacts | None, rows: Rows) -> Iterator[str]:
    """Yield what is wrong with a document. Of a job that has not ended, nothing is: who ends it looks."""
    faces = faces_of(document)
    if job is None:
        yield NO_JOB
    elif not job.is_final:
        return
    elif job.erased:
        if faces:
            yield "its job was erased"
    else:
        yield from _of_kept(document, faces, job, rows)


def _of_kept(document: JobResult, faces: tuple[Face, ...], job: JobFacts, rows: Rows) -> Iterator[str]:
    yield from (
        f"names {person_id}, who is gone" for person_id in sorted(people_of(document) - rows.people.keys())
    )
    if job.images_removed and any(map(_shows, faces)):
        yield "shows faces of pictures that were removed"
    elif any(_shows(face) for index, face in enumerate(faces) if index in job.blank_faces):
        yield "shows strangers who were forgotten"
    if not job.may_embed and any(face.embedding for face in faces):
        yield "has embeddings that nobody asked for"


def _shows(face: Face) -> bool:
    return bool(face.embedding or face.crop or face.strangers)
