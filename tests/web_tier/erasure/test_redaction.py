"""Taking people and pictures out of result documents."""

from dataclasses import replace

import pytest

from pipeline.outcomes import JobStatus, Outcome, Verdict
from pipeline.results import Candidate, Face, Failure, JobResult, Linking, Match, Target
from tests.web_tier.world import SIZE, face
from web_tier.erasure.redaction import (
    handed_over,
    shows,
    tombstone,
    unremembered,
    without,
    without_pictures,
)
from web_tier.jobs import Ending
from web_tier.mentions import people_of

ADA, BOB = face("ada"), face("bob")
BOTH = (*BOB.match.alternatives, *ADA.match.alternatives)
BOB_NEAR_ADA = replace(BOB, match=replace(BOB.match, alternatives=BOTH))


def document(*faces: Face, outcome: Outcome = Outcome.RECOGNISED, target: Target | None = None) -> JobResult:
    """Return the result of a picture with these faces."""
    linking = Linking(distance=0.4, handicap=0.0)
    return JobResult(
        job_id="0" * 32,
        status=JobStatus.DONE,
        outcome=outcome,
        faces=faces,
        target=target,
        linking=linking,
    )


def near(stranger: str, distance: float) -> Face:
    """Return an unknown face with a stranger so near to it."""
    candidate = Candidate(person_id=stranger, distance=distance, similarity=50)
    return replace(face(), crop="AAAA", strangers=(candidate,))


def test_a_face_of_somebody_gone_is_nobodys_and_nobody_resembles_them() -> None:
    cleaned = without(document(ADA, BOB_NEAR_ADA), {"ada"})

    assert cleaned.faces[0].match == Match(verdict=Verdict.UNKNOWN)
    assert cleaned.faces[1] == BOB
    assert cleaned.outcome is Outcome.RECOGNISED


def test_a_picture_of_somebody_gone_alone_shows_nobody_known() -> None:
    assert without(document(ADA), {"ada"}).outcome is Outcome.UNKNOWN


def test_a_comparisons_outcome_is_about_its_pairs_whoever_is_gone() -> None:
    target = Target(image=SIZE, faces=(ADA,), pairs=())

    cleaned = without(document(face(), target=target), {"ada"})

    assert cleaned.target is not None
    assert cleaned.target.faces[0].match == Match(verdict=Verdict.UNKNOWN)
    assert cleaned.outcome is Outcome.RECOGNISED


def test_nothing_changes_where_nobody_of_the_picture_is_gone() -> None:
    assert without(document(ADA, BOB), {"eve"}) == document(ADA, BOB)


def test_what_a_face_of_somebody_gone_looks_like_is_not_remembered() -> None:
    left = unremembered(document(replace(ADA, crop="AAAA"), BOB), {"ada"})

    assert (left.faces[0].embedding, left.faces[0].crop) == (None, None)
    assert left.faces[1] == BOB


@pytest.mark.parametrize(("distance", "is_shown"), [(0.4, True), (0.41, False)])
def test_a_stranger_is_in_a_picture_where_one_of_its_faces_could_be_theirs(
    distance: float, is_shown: bool
) -> None:
    seen = document(BOB, near("stranger", distance))

    assert shows(seen, {"stranger"}) is is_shown
    assert (unremembered(seen, {"stranger"}).faces[1].crop is None) is is_shown
    assert unremembered(seen, {"stranger"}).faces[1].strangers == ()


def test_those_who_are_only_near_are_not_in_the_picture() -> None:
    assert not shows(document(BOB_NEAR_ADA), {"ada"})
    assert shows(document(target=Target(image=SIZE, faces=(ADA,), pairs=())), {"ada"})


def test_whatever_is_said_of_the_merged_is_said_of_their_heirs_once() -> None:
    target = Target(image=SIZE, faces=(ADA,), pairs=())
    said = document(ADA, BOB, BOB_NEAR_ADA, near("ada", 0.1), target=target)

    changed = handed_over(said, {"ada": "heir"})
    with_heir = handed_over(said, {"ada": "bob"})

    assert [each.match.person_id for each in changed.faces[:3]] == ["heir", "bob", "bob"]
    assert changed.target is not None
    assert changed.target.faces[0].match.person_id == "heir"
    assert changed.faces[0].match.verdict is Verdict.KNOWN
    assert [each.person_id for each in changed.faces[3].strangers] == ["heir"]
    assert people_of(changed) == {"heir", "bob"}
    assert [each.person_id for each in with_heir.faces[2].match.alternatives] == ["bob"]


def test_without_its_picture_a_document_tells_of_nobodys_looks() -> None:
    left = without_pictures(document(near("stranger", 0.1), ADA))

    assert [(each.embedding, each.crop, each.strangers) for each in left.faces] == [(None, None, ())] * 2
    assert left.faces[1].match == ADA.match


def test_a_tombstone_says_how_the_job_ended_and_nothing_else() -> None:
    failure = Failure(code="not_found", message="why")

    assert tombstone("0" * 32, Ending(status=JobStatus.FAILED, failure=failure)) == JobResult(
        job_id="0" * 32, status=JobStatus.FAILED, error=failure
    )
    assert tombstone("0" * 32, Ending(status=JobStatus.DONE)).error is not None
    with pytest.raises(ValueError, match="ended"):
        tombstone("0" * 32, Ending(status=JobStatus.QUEUED))
