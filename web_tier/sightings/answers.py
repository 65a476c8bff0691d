"""What is answered of sightings, with the names that people have by now."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Self

from pydantic import BaseModel

from pipeline.outcomes import Verdict
from pipeline.results import Box
from web_tier.instants import Instant
from web_tier.models import Sighting
from web_tier.sightings.buckets import Bucket

Names = Mapping[str, str]


class WhoOut(BaseModel):
    """Who was seen: somebody with a name, or a stranger, whose `person_id` is their id under /unknowns."""

    person_id: str
    name: str | None
    unknown: bool

    @staticmethod
    def parts(person_id: str, names: Names) -> dict[str, Any]:
        """Return these members."""
        return {"person_id": person_id, "name": names.get(person_id), "unknown": person_id not in names}


class SightingOut(WhoOut):
    """Somebody was seen at a place for a while; job, box, verdict and picture are of the clearest moment."""

    id: str
    collection: str
    source: str | None
    first_at: Instant
    last_at: Instant
    pictures: int
    job_id: str
    face_index: int
    box: Box  #: pixels of the upright picture
    verdict: Verdict
    similarity: float | None
    clarity: float  #: 0 to 100
    crop: str | None

    @classmethod
    def of(cls, sighting: Sighting, names: Names) -> Self:
        """Return what is answered of a sighting."""
        crop = f"/api/v1/sightings/{sighting.id}/crop" if sighting.crop_key else None
        who = cls.parts(sighting.person_id, names)
        return cls.model_validate({**vars(sighting), **who, "crop": crop})


class SightingsOut(BaseModel):
    """A page of sightings, newest first."""

    items: list[SightingOut]
    next: str | None


class BucketOut(WhoOut):
    """How often somebody was seen at a place in a span of time."""

    start: Instant
    source: str | None
    sightings: int  #: that began in it
    pictures: int

    @classmethod
    def of(cls, bucket: Bucket, names: Names) -> Self:
        """Return what is answered of a bucket."""
        return cls.model_validate({**asdict(bucket), **cls.parts(bucket.person_id, names)})


class BucketsOut(BaseModel):
    """A page of buckets, newest first."""

    items: list[BucketOut]
    next: str | None
