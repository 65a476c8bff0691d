"""What a client may say of a person, checked field by field."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
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


def _in_utc(time: datetime) -> datetime:
    try:
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except OverflowError as error:  # before the year 1 or after 9999
        raise ValueError("there is no such time") from error


_VISIBLE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$"
#: One line of visible text: no control characters and no line separators.
Line = StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_VISIBLE)
PersonName = Annotated[str, Line]
ExternalId = Annotated[
    str, Line, Field(description="The person's key in your own system, unique per collection")
]
Details = Annotated[
    dict[str, Any], AfterValidator(_small_json), Field(description="Any JSON object of up to 8 kB")
]
Time = Annotated[datetime, AfterValidator(_in_utc), Field(description="ISO 8601; UTC where it names no zone")]
Purpose = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=_VISIBLE)
]


class Consent(BaseModel):
    """What a person has agreed to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    purpose: Purpose
    given_at: Annotated[Time, Field(description="Now, where it is left out")] | None = None
    expires_at: Annotated[Time, Field(description="The person is not recognised any more then")] | None = None

    @model_validator(mode="after")
    def _ends_after_its_beginning(self) -> Self:
        if self.given_at and self.expires_at and self.expires_at <= self.given_at:
            raise ValueError("it must expire after it was given")
        return self

    def given_at_or(self, now: float) -> float:
        """Return when it was given, seconds since the epoch."""
        return self.given_at.timestamp() if self.given_at else now

    @property
    def expires_at_seconds(self) -> float | None:
        """When it expires, seconds since the epoch; None: never."""
        return self.expires_at.timestamp() if self.expires_at else None


class PersonFields(BaseModel):
    """What is said of a person who gets a name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: PersonName
    external_id: ExternalId | None = None
    details: Details = Field(default_factory=dict)
    consent: Consent | None = None


class NewPerson(PersonFields):
    """Somebody to be added."""

    collection: CollectionName = "default"


class PersonChanges(BaseModel):
    """What is to be changed of a person; what is left out stays."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: PersonName = Field(default_factory=str)  # the defaults are never read
    external_id: ExternalId | None = None
    details: Details = Field(default_factory=dict)
    consent: Consent | None = None


class PeopleQuery(PageQuery):
    """Which people to list."""

    collection: CollectionName | None = None
    name: PersonName | None = None
    external_id: ExternalId | None = None
