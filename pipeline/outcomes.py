"""The words for how a job, a picture and a face end."""

from enum import StrEnum


class JobStatus(StrEnum):
    """The life of a job: accepted → queued → done, failed or expired."""

    ACCEPTED = "accepted"  #: The row exists; the image may not be stored yet.
    QUEUED = "queued"  #: The image is stored and the request was sent.
    DONE = "done"  #: There is an answer, whatever its outcome.
    FAILED = "failed"  #: It was tried as often as allowed, or can never be done.
    EXPIRED = "expired"  #: Its deadline passed before a worker came to it.

    @property
    def is_final(self) -> bool:
        """Whether a job in this state stays in it."""
        return self in (JobStatus.DONE, JobStatus.FAILED, JobStatus.EXPIRED)


class Outcome(StrEnum):
    """What a worker found in a picture. All four are answers, none is a failure."""

    RECOGNISED = "recognised"  #: At least one face belongs to a known person.
    UNKNOWN = "unknown"  #: There are faces, and none is surely of a known person.
    NO_FACE = "no_face"  #: No face was found.
    UNREADABLE_IMAGE = "unreadable_image"  #: The header was sound, the picture behind it was not.


class Verdict(StrEnum):
    """Whether a face belongs to a person of the gallery."""

    KNOWN = "known"
    UNSURE = "unsure"
    UNKNOWN = "unknown"
