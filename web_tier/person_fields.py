"""What a client may say of a person, checked field by field."""

import json
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import to_json

from pipeline.messages import CollectionName
from web_tier.paging import PageQuery

MAX_DETAILS_BYTES = 8192  # as JSON


def _small_json(details: dict[str, Any]) -> dict[str, Any]:
    size = len(to_json(details))  # raises ValueError for what could not be answered: too deep, broken text
    if size > MAX_DETAILS_BYTES:
        raise ValueError(f"{size} bytes of JSON, and at most {MAX_DETAILS_BYTES} are kept")
    json.dumps(details, allow_nan=False)  # PostgreSQL takes no NaN
    return details


#: One line of visible text: no control characters and no line separators.
Line = StringConstraints(
    strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$"
)
PersonName = Annotated[str, Line]
ExternalId = Annotated[
    str, Line, Field(description="The person's key in your own system, unique per collection")
]
Details = Annotated[
    dict[str, Any], AfterValidator(_small_json), Field(description="Any JSON object of up to 8 kB")
]


class NewPerson(BaseModel):
    """Somebody to be added."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: PersonName
    external_id: ExternalId | None = None
    details: Details = Field(default_factory=dict)
    collection: CollectionName = "default"


class PersonChanges(BaseModel):
    """What is to be changed of a person; what is left out stays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: PersonName = Field(default_factory=str)  # the defaults are never read
    external_id: ExternalId | None = None
    details: Details = Field(default_factory=dict)


class PeopleQuery(PageQuery):
    """Which people to list."""

    collection: CollectionName | None = None
    name: PersonName | None = None
    external_id: ExternalId | None = None
