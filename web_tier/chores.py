"""The work that no request waits for, each in a thread of its own."""

from collections.abc import Callable

from web_tier.background import Loop
from web_tier.erasure.assembly import leftovers_of
from web_tier.erasure.erasure import Erasure
from web_tier.erasure.retention import ImageRetention
from web_tier.gallery.publishing import GalleryPublisher
from web_tier.outside import Outside
from web_tier.people.consent import Consents
from web_tier.recognition import Recognitions
from web_tier.settings import WebSettings
from web_tier.sightings.exporting import Exporter
from web_tier.sightings.retention import SightingRetention
from web_tier.tasks.assembly import task_runner
from web_tier.webhooks.delivering import Deliverer

DELIVERY_SECONDS = 1.0
CONSENT_SECONDS = 60.0  # how long an expired consent may still be acted on
EXPORT_SECONDS = 5.0
LEFTOVERS_SECONDS = 10.0
RETENTION_SECONDS = 60.0
TASK_SECONDS = 1.0
GALLERY_SECONDS = 2.0  # how long a stranger may be known to nobody but the web tier


def chores(
    settings: WebSettings,
    outside: Outside,
    gallery: GalleryPublisher,
    recognitions: Recognitions,
    clock: Callable[[], float],
) -> tuple[Loop, ...]:
    """Return the loops, not yet started."""
    deliverer = Deliverer(sessions=outside.sessions, clock=clock, private=settings.webhook_private_addresses)
    consents = Consents(sessions=outside.sessions, clock=clock)
    leftovers = leftovers_of(outside, clock)
    images = ImageRetention(outside.sessions, leftovers, clock)
    exporter = Exporter(outside.sessions, outside.sink)
    retention = SightingRetention(
        sessions=outside.sessions,
        leftovers=leftovers,
        sink=outside.sink,
        eraser=Erasure(sessions=outside.sessions, leftovers=leftovers, gallery=gallery, clock=clock),
        clock=clock,
    )
    tasks = task_runner(settings, outside, recognitions, clock)
    return (
        Loop("consents", consents.step, pause_seconds=CONSENT_SECONDS),
        Loop("galleries", gallery.step, pause_seconds=GALLERY_SECONDS),
        Loop("leftovers", leftovers.step, pause_seconds=LEFTOVERS_SECONDS),
        Loop("pictures' retention", images.step, pause_seconds=RETENTION_SECONDS),
        Loop("sightings' export", exporter.step, pause_seconds=EXPORT_SECONDS),
        Loop("sightings' retention", retention.step, pause_seconds=RETENTION_SECONDS),
        Loop("tasks", tasks.step, pause_seconds=TASK_SECONDS),
        Loop("webhooks", deliverer.step, pause_seconds=DELIVERY_SECONDS),
    )
