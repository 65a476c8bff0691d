"""What a client says of many people who are to be enrolled by one request."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipeline.messages import CollectionName
from web_tier.orders import DEFAULT_COLLECTION
from web_tier.person_fields import NewPerson, PersonFields

MOST_PEOPLE = 100
#: Of all people together, since each is a job.
MOST_PICTURES = 500

Base64 = Annotated[str, Field(description="base64, or a data URL")]


class BulkPerson(PersonFields):
    """Somebody to be found by their external id or to be added, with pictures."""

    images: list[Base64] = Field(default_factory=list)

    def of(self, collection: str) -> NewPerson:
        """Return who is to be added to a collection."""
        return NewPerson(collection=collection, **self.model_dump(exclude={"images"}))


class BulkFields(BaseModel):
    """People with their pictures."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    collection: CollectionName = DEFAULT_COLLECTION
    people: Annotated[list[BulkPerson], Field(min_length=1, max_length=MOST_PEOPLE)]
    force: Annotated[bool, Field(description="Take faces that are too poor, too")] = False

    @model_validator(mode="after")
    def _few_pictures(self) -> Self:
        if sum(len(person.images) for person in self.people) > MOST_PICTURES:
            raise ValueError(f"at most {MOST_PICTURES} pictures are taken at once")
        return self
