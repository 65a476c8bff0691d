"""What a client may say about an enrolment beside its picture."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from web_tier.form_fields import Source


class EnrolmentWish(BaseModel):
    """Which face, and how strictly."""

    model_config = ConfigDict(frozen=True)

    face: (
        Annotated[int, Field(ge=0, le=999, description="Which of the picture's faces, largest first")] | None
    ) = None
    force: Annotated[bool, Field(description="Take a face that is too poor, too")] = False
    source: Source = "upload"

    def intent(self) -> dict[str, Any]:
        """Return what a job's row keeps of it; `EnrolmentWish(**intent)` is the wish again."""
        return self.model_dump(exclude_defaults=True)


class EarlierWish(EnrolmentWish):
    """A face of an earlier job, instead of a picture."""

    job_id: Annotated[str, Field(description="The job whose picture shows the face")]
