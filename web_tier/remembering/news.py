"""What is worth telling of a remembered face. Pure."""

from collections.abc import Collection
from typing import Any

from web_tier.announcing import News
from web_tier.models import PersonKind
from web_tier.sightings.tracks import Tracked
from web_tier.webhooks.recording import Event


def news_of(tracked: Tracked, newcomers: Collection[str]) -> list[News]:
    """Return that somebody with a name is seen, or somebody who never was; no word of a track that goes on.

    `newcomers` are the ids of those who were met in this very picture.
    """
    person, news = tracked.seen.person, []
    if person.id in newcomers:
        data = {"unknown_id": person.id, "clarity": tracked.seen.clarity, **_circumstances(tracked)}
        news.append(News(event=Event.UNKNOWN, data=data, person_id=person.id))
    if tracked.is_new and person.kind == PersonKind.PERSON:
        seen = {"verdict": tracked.seen.verdict, "similarity": tracked.seen.similarity}
        data = {"person_id": person.id, "name": person.name, **seen, **_circumstances(tracked)}
        news.append(News(event=Event.SIGHTING, data=data, person_id=person.id))
    return news


def _circumstances(tracked: Tracked) -> dict[str, Any]:
    return {
        "sighting_id": tracked.sighting.id,
        "source": tracked.sighting.source,
        "seen_at": tracked.seen.at,
        "job_id": tracked.seen.job.id,
        "face_index": tracked.seen.index,
    }
