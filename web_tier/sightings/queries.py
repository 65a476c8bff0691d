"""Which sightings a client asks for, and how they are found."""

from typing import Annotated, TypeVarTuple

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pipeline.messages import CollectionName
from pipeline.outcomes import Verdict
from web_tier.form_fields import Source
from web_tier.models import Sighting
from web_tier.paging import Page, PageQuery, newest_first
from web_tier.person_fields import Time

Columns = TypeVarTuple("Columns")

PersonId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class SightingsFilter(BaseModel):
    """Which sightings; what is left out restricts nothing."""

    model_config = ConfigDict(frozen=True)

    collection: CollectionName | None = None
    person_id: Annotated[PersonId, Field(description="A person or a stranger")] | None = None
    source: Source | None = None
    verdict: Verdict | None = None
    since: Time | None = Field(default=None, alias="from", description="Began then or later; ISO 8601")
    until: Time | None = Field(default=None, alias="to", description="Began before; ISO 8601")

    def of(self, query: Select[*Columns]) -> Select[*Columns]:
        """Return the query with these conditions."""
        same = self.model_dump(include={"collection", "person_id", "source", "verdict"}, exclude_none=True)
        query = query.where(*(getattr(Sighting, name) == value for name, value in same.items()))
        if self.since is not None:
            query = query.where(Sighting.first_at >= self.since.timestamp())
        if self.until is not None:
            query = query.where(Sighting.first_at < self.until.timestamp())
        return query


class SightingsQuery(SightingsFilter, PageQuery):
    """A page of them."""


def page(session: Session, asked: SightingsQuery) -> Page[Sighting]:
    """Return a page of sightings, newest first."""
    return newest_first(session, asked.of(select(Sighting)), (Sighting.first_at, Sighting.id), asked)
