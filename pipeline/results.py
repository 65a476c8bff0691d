"""The result document: what a worker found, as one JSON object in a bucket.

It is written once (`If-None-Match: *`) and is the truth about its job. It holds person ids and no names:
the web tier joins those from its database.
"""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from pipeline.codec import SCHEMA, Codec
from pipeline.outcomes import JobStatus, Outcome, Verdict


@dataclass(frozen=True, kw_only=True)
class ImageSize:
    """Pixels of the upright image (EXIF orientation applied)."""

    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Box:
    """A rectangle in the upright image; pixels, or ratios of its width and height."""

    left: float
    top: float
    width: float
    height: float

    def as_ratios(self, image: ImageSize) -> "Box":
        """Return this pixel box as ratios 0..1 of the image."""
        return Box(
            left=round(self.left / image.width, 6),
            top=round(self.top / image.height, 6),
            width=round(self.width / image.width, 6),
            height=round(self.height / image.height, 6),
        )


@dataclass(frozen=True, kw_only=True)
class Landmark:
    """A named point of a face, in pixels of the upright image."""

    type: str
    x: float
    y: float


@dataclass(frozen=True, kw_only=True)
class Quality:
    """How well a face can be seen."""

    brightness: float  #: mean luminance, 0 (black) to 100 (white)
    sharpness: float  #: 0 (blurred) to 100 (crisp), from the variance of the Laplacian
    size: int  #: shorter side of the box, pixels


@dataclass(frozen=True, kw_only=True)
class Pose:
    """Which way a face is turned, degrees; all three are 0 where it looks into the camera, upright."""

    yaw: float  #: turned aside; positive where it looks to the right of the picture
    pitch: float  #: positive where it looks up
    roll: float  #: tilted within the picture; positive clockwise


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A person of the gallery and how near a face is to them."""

    person_id: str
    distance: float  #: between unit embeddings, 0 (the same) to 2
    similarity: float  #: 0 to 100


@dataclass(frozen=True, kw_only=True)
class Match:
    """Whom a face belongs to, as far as the gallery tells."""

    verdict: Verdict
    person_id: str | None = None  #: set where the verdict is `known` or `unsure`
    distance: float | None = None  #: to the nearest person, whoever that is; None for an empty gallery
    similarity: float | None = None
    #: How likely a stranger is so near to anybody of this gallery, 0 to 1; None also in older documents.
    false_match_rate: float | None = None
    #: How much farther the second nearest person is than the nearest; None where there is none.
    margin: float | None = None
    alternatives: tuple[Candidate, ...] = ()  #: the nearest people, nearest first


@dataclass(frozen=True, kw_only=True)
class Face:
    """One face of the picture."""

    box: Box  #: pixels
    box_ratios: Box
    confidence: float  #: the detector's own score; higher is surer
    landmarks: tuple[Landmark, ...]
    quality: Quality
    pose: Pose | None = None  #: an estimate, where the detector finds the points that it takes
    match: Match
    embedding: tuple[float, ...] | None = None  #: only where the request asked for it
    #: JPEG in base64, the face with half its size around it, upright; only where the request asked for it.
    crop: str | None = None
    #: The nearest strangers of the gallery, nearest first; where the face is `known`, none.
    strangers: tuple[Candidate, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A face of the first picture and one of the second, compared with each other alone."""

    source: int  #: index among the first picture's faces
    target: int  #: index among the second picture's faces
    verdict: Verdict  #: `known`: one person; `unknown`: two people
    distance: float
    similarity: float
    false_match_rate: float  #: how likely two different people are so near, 0 to 1


@dataclass(frozen=True, kw_only=True)
class Target:
    """What was found in the second picture of a comparison."""

    image: ImageSize
    faces: tuple[Face, ...]
    pairs: tuple[Pair, ...]  #: every face of the first with every face of this, nearest first


@dataclass(frozen=True, kw_only=True)
class Linking:
    """How near two strangers are who are one person; between unit embeddings."""

    distance: float
    #: How much nearer strangers come to an identity of very many faces than to one of a single face.
    handicap: float


@dataclass(frozen=True, kw_only=True)
class ModelId:
    """Which model pack found the faces, and what ran it.

    The defaults are what all documents say that were written before there was a choice.
    """

    pack: str
    version: str
    #: Names the embeddings: those with the same name are comparable, whichever pack made them; no others are.
    embeddings: str = "dlib-reference"
    runtime: str = "dlib"  #: library and precision, such as `onnx-fp32`


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Why a job has no picture's answer."""

    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class JobResult:
    """The whole document."""

    schema: Literal[1] = SCHEMA
    job_id: str
    status: Literal[JobStatus.DONE, JobStatus.FAILED, JobStatus.EXPIRED]
    outcome: Outcome | None = None  #: set where the status is `done`
    error: Failure | None = None  #: set where the status is not `done`, or the image is unreadable
    image: ImageSize | None = None
    model: ModelId | None = None
    gallery_version: Annotated[int, Field(ge=0)] = 0
    faces: tuple[Face, ...] = ()
    linking: Linking | None = None  #: the model pack's
    target: Target | None = None  #: of a comparison
    timings: dict[str, float] = field(default_factory=dict)  #: milliseconds by stage


RESULT_CODEC = Codec(JobResult)
