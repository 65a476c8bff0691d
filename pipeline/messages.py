"""What travels through the queues: frozen messages with one encoder and one decoder.

Images never travel here, only their keys: a message stays under 1,024 bytes.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from pipeline.codec import SCHEMA, Codec
from pipeline.outcomes import JobStatus

#: The smallest `MaximumMessageSize` an SQS queue can have; every message must fit it.
MAX_MESSAGE_BYTES = 1024

JobId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
#: Names a web process's response queue behind a fixed prefix, so that no message points a worker elsewhere.
ReplyQueueId = Annotated[str, Field(pattern=r"^[0-9a-z][0-9a-z-]{0,39}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
CollectionName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class Kind(StrEnum):
    """What a worker is asked to do with a job's images."""

    ANALYSE = "analyse"  #: Find every face, embed it and match it against the gallery.
    COMPARE = "compare"  #: The same with two images, and whether the faces of one are those of the other.


class Preset(StrEnum):
    """How often a stranger may be taken for somebody; `app_tier.presets` has the rates."""

    STRICT = "strict"
    BALANCED = "balanced"
    LENIENT = "lenient"


class Views(StrEnum):
    """Which pictures of a face are embedded; the mean is its embedding. More take longer and are surer."""

    PLAIN = "plain"  #: the face as it is
    MIRRORED = "mirrored"  #: and its mirror image
    THOROUGH = "thorough"  #: and both from nearer by: for faces that are kept


class ResultStore(StrEnum):
    """Which bucket the result document goes to."""

    OUTPUT = "output"
    STATE = "state"  #: Plain uploads keep the output bucket for names alone.


@dataclass(frozen=True, kw_only=True)
class ImageRef:
    """Where a job's picture lies in the input bucket, and what its bytes must be."""

    key: Annotated[str, Field(min_length=1, max_length=255)]
    sha256: Sha256
    bytes: Annotated[int, Field(gt=0)]


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the client may choose about a recognition."""

    #: Answer at most so many faces, largest first.
    max_faces: Annotated[int, Field(ge=1, le=1000)] = 100
    #: Leave out faces smaller than a square of this side, pixels of the upright image.
    min_face_px: Annotated[int, Field(ge=1, le=10_000)] = 20
    #: A face farther than this (distance) is never `known`; None takes the model pack's own.
    threshold: Annotated[float, Field(gt=0, le=2)] | None = None
    #: Whether each face's embedding is part of the result.
    embeddings: bool = False
    #: Whether each face's picture, cut out, is part of the result.
    crops: bool = False
    #: How often a stranger may be taken for somebody, unless `threshold` decides.
    preset: Preset = Preset.BALANCED
    #: What an embedding is made of. The reference engine knows plain ones only.
    views: Views = Views.PLAIN


@dataclass(frozen=True, kw_only=True)
class RecognitionRequest:
    """Web tier → worker: do this job."""

    schema: Literal[1] = SCHEMA
    job_id: JobId
    kind: Kind = Kind.ANALYSE
    images: Annotated[tuple[ImageRef, ...], Field(min_length=1, max_length=2)]
    collection: CollectionName
    #: The worker's gallery must hold at least this version before it matches (read your writes).
    gallery_version: Annotated[int, Field(ge=0)]
    options: Options = field(default_factory=Options)
    results_to: ResultStore = ResultStore.OUTPUT
    reply_queue: ReplyQueueId
    accepted_at: float  #: seconds since the epoch
    deadline: float  #: seconds since the epoch; later than this a worker answers `expired`

    @model_validator(mode="after")
    def _as_many_images_as_the_kind_takes(self) -> Self:
        wanted = 2 if self.kind is Kind.COMPARE else 1
        if len(self.images) != wanted:
            raise ValueError(f"images: {self.kind} takes {wanted}, and not {len(self.images)}")
        return self


@dataclass(frozen=True, kw_only=True)
class Reply:
    """Worker → web tier: a wake-up. The result object in the store is the truth."""

    schema: Literal[1] = SCHEMA
    job_id: JobId
    status: Literal[JobStatus.DONE, JobStatus.FAILED, JobStatus.EXPIRED]
    result_key: Annotated[str, Field(min_length=1, max_length=255)]
    worker_id: Annotated[str, Field(min_length=1, max_length=64)]
    timings: dict[str, float] = field(default_factory=dict)  #: milliseconds by stage


#: One encoder and one decoder for each; see `Codec`.
REQUEST_CODEC = Codec(RecognitionRequest, max_bytes=MAX_MESSAGE_BYTES)
REPLY_CODEC = Codec(Reply, max_bytes=MAX_MESSAGE_BYTES)
