"""Takes people and pictures out of result documents. Pure."""

from collections.abc import Callable, Mapping, Set
from dataclasses import replace

from pipeline.outcomes import JobStatus, Outcome, Verdict
from pipeline.results import Candidate, Face, Failure, JobResult, Linking, Match
from web_tier.erasure.fates import Fates
from web_tier.jobs import Ending

ERASED = Failure(code="erased", message="The picture showed somebody who has been deleted.")


def without(result: JobResult, gone: Set[str]) -> JobResult:
    """Return the document as if these people had never been in the gallery.

    Faces that were theirs are unknown, and nobody is said to resemble them.
    """
    if not gone:
        return result
    cleaned = _with_faces(result, lambda _, face: _redacted(face, gone))
    return replace(cleaned, outcome=_outcome(cleaned))


def unremembered(result: JobResult, gone: Set[str]) -> JobResult:
    """Return the same, and nothing to know their faces by again: no embeddings, no crops."""
    if not gone:
        return result
    linking = result.linking
    blank = _with_faces(result, lambda _, face: _blank(face) if _is_of(face, gone, linking) else face)
    return without(blank, gone)


def handed_over(result: JobResult, heirs: Mapping[str, str]) -> JobResult:
    """Return the document with everybody who was merged as who they are now."""
    return _with_faces(result, lambda _, face: _of_heirs(face, heirs)) if heirs else result


def up_to_date(result: JobResult, fates: Fates) -> JobResult:
    """Return the document as it is to stand now that these things have become of its people."""
    left = unremembered(handed_over(result, fates.heirs), fates.suspended)
    return without(left, fates.gone)


def blanked(result: JobResult, indices: Set[int]) -> JobResult:
    """Return the document with nothing of how these faces of its first picture look."""
    faces = enumerate(result.faces)
    return replace(result, faces=tuple(_blank(face) if index in indices else face for index, face in faces))


def without_pictures(result: JobResult) -> JobResult:
    """Return what stays of a document when its pictures go: nothing of how anybody looks."""
    return _with_faces(result, lambda _, face: _blank(face))


def shows(result: JobResult, people: Set[str]) -> bool:
    """Whether a face is one of theirs; a stranger's as well, who is among the nearest and near enough."""
    target = result.target.faces if result.target else ()
    return any(_is_of(face, people, result.linking) for face in (*result.faces, *target))


def tombstone(job_id: str, ending: Ending) -> JobResult:
    """Return what stands where a result was; it stays, so that no worker writes another."""
    status = JobStatus(ending.status)
    if status is JobStatus.ACCEPTED or status is JobStatus.QUEUED:
        raise ValueError("a job that was erased has ended")
    return JobResult(job_id=job_id, status=status, error=ending.failure or ERASED)


def _with_faces(result: JobResult, change: Callable[[int, Face], Face]) -> JobResult:
    faces = tuple(change(index, face) for index, face in enumerate(result.faces))
    if result.target is None:
        return replace(result, faces=faces)
    second = enumerate(result.target.faces, start=len(faces))
    target = replace(result.target, faces=tuple(change(index, face) for index, face in second))
    return replace(result, faces=faces, target=target)


def _of_heirs(face: Face, heirs: Mapping[str, str]) -> Face:
    match, person_id = face.match, face.match.person_id
    match = replace(
        match,
        person_id=person_id and heirs.get(person_id, person_id),
        alternatives=_renamed(match.alternatives, heirs),
    )
    return replace(face, match=match, strangers=_renamed(face.strangers, heirs))


def _renamed(candidates: tuple[Candidate, ...], heirs: Mapping[str, str]) -> tuple[Candidate, ...]:
    """Return candidates with the ids they have now, each once, as near as their nearest."""
    nearest: dict[str, Candidate] = {}
    for each in candidates:
        person_id = heirs.get(each.person_id, each.person_id)
        nearest.setdefault(person_id, replace(each, person_id=person_id))
    return tuple(nearest.values())


def _blank(face: Face) -> Face:
    return replace(face, embedding=None, crop=None, strangers=())


def _redacted(face: Face, gone: Set[str]) -> Face:
    return replace(face, match=_match(face.match, gone), strangers=_left(face.strangers, gone))


def _match(match: Match, gone: Set[str]) -> Match:
    alternatives = _left(match.alternatives, gone)
    if match.person_id in gone:
        return Match(verdict=Verdict.UNKNOWN, alternatives=alternatives)
    return replace(match, alternatives=alternatives)


def _left(candidates: tuple[Candidate, ...], gone: Set[str]) -> tuple[Candidate, ...]:
    return tuple(each for each in candidates if each.person_id not in gone)


def _is_of(face: Face, people: Set[str], linking: Linking | None) -> bool:
    near = linking.distance if linking else 0.0
    strangers = (each.person_id for each in face.strangers if each.distance <= near)
    return face.match.person_id in people or any(each in people for each in strangers)


def _outcome(result: JobResult) -> Outcome | None:
    """Return what is said of the whole; of a comparison it is said of its pairs, whoever they are."""
    known = any(face.match.verdict is Verdict.KNOWN for face in result.faces)
    is_lost = result.outcome is Outcome.RECOGNISED and result.target is None and not known
    return Outcome.UNKNOWN if is_lost else result.outcome
