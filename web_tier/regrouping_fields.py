"""What a client may say about who is who."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from web_tier.person_fields import Consent, Details, ExternalId, PersonFields, PersonName

MOST_MERGED = 100
MOST_FACES = 1000

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Force = Annotated[bool, Field(description="Although somebody said that they are not one person")]


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Merge(_Said):
    """Who is the same person."""

    others: Annotated[list[Id], Field(alias="from", min_length=1, max_length=MOST_MERGED)]
    force: Force = False


class Split(_Said):
    """Which faces are somebody else's."""

    faces: Annotated[list[Id], Field(min_length=1, max_length=MOST_FACES)]
    name: Annotated[PersonName, Field(description="Without one they are a stranger")] | None = None


class Move(_Said):
    """Whose a face is."""

    person_id: Annotated[Id, Field(description="A person or an unknown of the same collection")]


class Correction(_Said):
    """Whose a face is, or whose it is not: one of the two."""

    person_id: Annotated[Id, Field(description="A person or an unknown")] | None = None
    not_person_id: Annotated[Id, Field(description="A person")] | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.person_id is None) == (self.not_person_id is None):
            raise ValueError("either person_id or not_person_id is needed")
        return self


class Naming(_Said):
    """Who a stranger is: somebody new with a name, or a person who is known already."""

    name: PersonName | None = None
    external_id: ExternalId | None = None
    details: Details = Field(default_factory=dict)
    consent: Consent | None = None
    person_id: Id | None = None
    force: Force = False

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.name is None) == (self.person_id is None):
            raise ValueError("either name or person_id is needed")
        if self.person_id and self.model_fields_set - {"person_id", "force"}:
            raise ValueError("with person_id nothing else is said of the person")
        return self

    def of_somebody_new(self, name: str) -> PersonFields:
        """Return what is said of a new person of this name."""
        return PersonFields(
            name=name, external_id=self.external_id, details=self.details, consent=self.consent
        )
