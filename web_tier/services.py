"""What the routes work with: built once by the composition root, kept in the Flask application."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import current_app

from web_tier.collections import CollectionSettings, settings_of
from web_tier.corrections import Corrections
from web_tier.crops import Crops
from web_tier.database import Sessions
from web_tier.enrolment.bulk import BulkEnrolments
from web_tier.enrolment.earlier import EarlierFaces
from web_tier.enrolment.registering import Registrations
from web_tier.erasure.erasure import Erasure
from web_tier.gallery.publishing import GalleryPublisher
from web_tier.metrics import Metrics
from web_tier.readiness import Readiness
from web_tier.recognition import Recognitions
from web_tier.settings import WebSettings

EXTENSION = "facefleet"  #: the services' key in `app.extensions`


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything a route may need."""

    settings: WebSettings
    sessions: Sessions
    gallery: GalleryPublisher
    recognitions: Recognitions
    earlier_faces: EarlierFaces
    bulk_enrolments: BulkEnrolments
    registrations: Registrations
    erasure: Erasure
    corrections: Corrections
    crops: Crops
    readiness: Readiness
    metrics: Metrics
    clock: Callable[[], float]  #: seconds since the epoch

    def collection_settings(self, name: str) -> CollectionSettings:
        """Return what holds for a collection; for one that is not there yet, the defaults."""
        with self.sessions() as session:
            return settings_of(session, name)


def services() -> Services:
    """Return the services of the application that answers the present request."""
    return cast(Services, current_app.extensions[EXTENSION])
