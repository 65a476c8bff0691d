"""Connects what ends jobs, and what follows from each purpose."""

from collections.abc import Callable

from web_tier.aftermath import Aftermath
from web_tier.completion import Completion
from web_tier.crops import Crops
from web_tier.enrolment.enrolling import Enrolling
from web_tier.erasure.assembly import leftovers_of
from web_tier.erasure.images import ImageRemover
from web_tier.metrics import Metrics
from web_tier.models import Purpose
from web_tier.outside import Outside
from web_tier.reembedding.reembedding import Reembedding
from web_tier.remembering.remembering import Remembering
from web_tier.requests import Gallery
from web_tier.result_documents import ResultDocuments
from web_tier.settings import WebSettings
from web_tier.sightings.tracks import Tracks


def completion_of(
    settings: WebSettings, outside: Outside, gallery: Gallery, metrics: Metrics, clock: Callable[[], float]
) -> Completion:
    """Return what ends the jobs of this process."""
    leftovers = leftovers_of(outside, clock)
    tracks = Tracks(gap_seconds=settings.track_gap_seconds, exported=settings.influxdb_url is None)
    return Completion(
        sessions=outside.sessions,
        documents=ResultDocuments(output=outside.output, state=outside.state),
        consequences={
            Purpose.RECOGNISE: Remembering(tracks),
            Purpose.ENROL: Enrolling(),
            Purpose.REEMBED: Reembedding(),
        },
        names=outside.output,
        aftermath=Aftermath(
            crops=Crops(outside.state, outside.sessions),
            images=ImageRemover(outside.sessions, leftovers, clock),
            leftovers=leftovers,
            gallery=gallery,
            metrics=metrics,
        ),
        clock=clock,
    )
