"""What the routes work with: built once by the composition root, kept in the Flask application."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import current_app

from web_tier.database import Sessions
from web_tier.gallery import GalleryPublisher
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
    readiness: Readiness
    metrics: Metrics
    clock: Callable[[], float]  #: seconds since the epoch


def services() -> Services:
    """Return the services of the application that answers the present request."""
    return cast(Services, current_app.extensions[EXTENSION])
