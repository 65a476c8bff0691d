"""The tables. The database owns jobs, people, faces and embeddings; times are seconds since the epoch."""

from web_tier.models.base import Base
from web_tier.models.erasure import Leftover, LeftoverKind
from web_tier.models.galleries import GalleryRemoval, GallerySegment, Staleness
from web_tier.models.jobs import Job, Mention, Purpose, ReplyQueue, Role, Task
from web_tier.models.people import CannotLink, Collection, Face, Heir, Person, PersonKind, Veto
from web_tier.models.sightings import Sighting
from web_tier.models.webhooks import Delivery, Webhook

__all__ = [
    "Base",
    "CannotLink",
    "Collection",
    "Delivery",
    "Face",
    "GalleryRemoval",
    "GallerySegment",
    "Heir",
    "Job",
    "Leftover",
    "LeftoverKind",
    "Mention",
    "Person",
    "PersonKind",
    "Purpose",
    "ReplyQueue",
    "Role",
    "Sighting",
    "Staleness",
    "Task",
    "Veto",
    "Webhook",
]
