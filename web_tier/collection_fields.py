"""What a client may say of a collection."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from pipeline.messages import CollectionName, Preset

MAX_DAYS = 36_525  # a hundred years

Days = Annotated[float, Field(ge=0, le=MAX_DAYS, allow_inf_nan=False)]
Remembers = Annotated[
    bool, Field(description="Whether recognitions leave sightings, and never-seen faces become strangers")
]
AutoEnrol = Annotated[
    bool, Field(description="Whether never-seen faces that can be seen well become people, named by number")
]
ImagesKept = Annotated[
    Days | None, Field(description="Days that uploads are kept; 0: until they are recognised; null: for good")
]
SightingsKept = Annotated[Days | None, Field(description="Days that sightings are kept; null: for good")]


class CollectionChanges(BaseModel):
    """What is to hold for a collection; what is left out stays, or is the default of a new one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    preset: Preset = Preset.BALANCED
    remembers: Remembers = True
    auto_enrol: AutoEnrol = False
    images_kept_days: ImagesKept = None
    sightings_kept_days: SightingsKept = None


class NewCollection(CollectionChanges):
    """A collection to be made."""

    name: CollectionName
