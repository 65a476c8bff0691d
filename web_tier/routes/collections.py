"""Collections: galleries of people who are searched together, and what holds for each."""

from collections.abc import Mapping
from typing import Self

from apiflask import APIBlueprint
from pydantic import BaseModel

from pipeline.messages import Preset
from web_tier import collections as directory
from web_tier.collection_fields import CollectionChanges, NewCollection
from web_tier.erasure_answers import ErasedOut
from web_tier.instants import Instant
from web_tier.models import Collection, PersonKind
from web_tier.paging import PageQuery
from web_tier.services import services

collections = APIBlueprint("collections", __name__, url_prefix="/api/v1/collections")


class CollectionOut(BaseModel):
    """A collection."""

    name: str
    preset: Preset
    remembers: bool
    auto_enrol: bool
    images_kept_days: float | None
    sightings_kept_days: float | None
    people: int
    unknowns: int
    created_at: Instant

    @classmethod
    def of(cls, collection: Collection, counts: Mapping[tuple[str, str], int]) -> Self:
        """Return what is answered of a collection."""
        heads = {
            "people": counts.get((collection.name, PersonKind.PERSON), 0),
            "unknowns": counts.get((collection.name, PersonKind.STRANGER), 0),
        }
        return cls.model_validate({**vars(collection), **heads})


class CollectionsOut(BaseModel):
    """A page of collections."""

    items: list[CollectionOut]
    next: str | None


@collections.post("")
@collections.input(NewCollection)
@collections.output(CollectionOut, status_code=201)
def create_collection(json_data: NewCollection) -> CollectionOut:
    """Add a collection. One that is used before is made by its first use, with the defaults."""
    with services().sessions.begin() as session:
        collection = directory.create(session, json_data, services().clock())
    return CollectionOut.of(collection, {})


@collections.get("")
@collections.input(PageQuery, location="query")
@collections.output(CollectionsOut)
def list_collections(query_data: PageQuery) -> CollectionsOut:
    """List collections, first come first."""
    with services().sessions() as session:
        page = directory.page(session, query_data)
        counts = directory.head_counts(session, [each.name for each in page.items])
    return CollectionsOut(items=[CollectionOut.of(each, counts) for each in page.items], next=page.next)


@collections.get("/<name>")
@collections.output(CollectionOut)
def get_collection(name: str) -> CollectionOut:
    """Return a collection."""
    with services().sessions() as session:
        return CollectionOut.of(directory.get(session, name), directory.head_counts(session, [name]))


@collections.patch("/<name>")
@collections.input(CollectionChanges)
@collections.output(CollectionOut)
def change_collection(name: str, json_data: CollectionChanges) -> CollectionOut:
    """Change what holds for a collection from now on; what is left out stays."""
    with services().sessions.begin() as session:
        collection = directory.update(session, name, json_data)
        return CollectionOut.of(collection, directory.head_counts(session, [name]))


@collections.delete("/<name>")
@collections.output(ErasedOut)
def delete_collection(name: str) -> ErasedOut:
    """Delete a collection with everybody and everything in it."""
    return ErasedOut.of(services().erasure.erase_collection(name))
