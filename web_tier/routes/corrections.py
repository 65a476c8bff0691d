"""Corrections of what jobs found: "this is Y", "this is not X"."""

from typing import Self

from apiflask import APIBlueprint
from pydantic import BaseModel

from pipeline.outcomes import Verdict
from web_tier.models import Person, PersonKind
from web_tier.regrouping_fields import Correction
from web_tier.services import services

corrections = APIBlueprint("corrections", __name__, url_prefix="/api/v1/jobs")


class CorrectedOut(BaseModel):
    """Whose the face is now: a person's, a stranger's, or nobody's who is remembered."""

    verdict: Verdict
    person_id: str | None
    name: str | None
    unknown_id: str | None

    @classmethod
    def of(cls, owner: Person | None) -> Self:
        """Return the match of a face that is the owner's."""
        person = owner if owner and owner.kind == PersonKind.PERSON else None
        stranger = owner if owner and owner.kind == PersonKind.STRANGER else None
        return cls(
            verdict=Verdict.KNOWN if person else Verdict.UNKNOWN,
            person_id=person.id if person else None,
            name=person.name if person else None,
            unknown_id=stranger.id if stranger else None,
        )


@corrections.post("/<job_id>/faces/<int:index>/correction")
@corrections.input(Correction)
@corrections.output(CorrectedOut)
def correct(job_id: str, index: int, json_data: Correction) -> CorrectedOut:
    """Say whose a face of a job is, or whose it is not; later recognitions go by it."""
    if json_data.person_id is not None:
        corrected = services().corrections.this_is(job_id, index, json_data.person_id)
    else:
        corrected = services().corrections.this_is_not(job_id, index, json_data.not_person_id or "")
    return CorrectedOut.of(corrected.owner)
