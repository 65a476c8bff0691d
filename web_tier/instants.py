"""How times are answered: seconds since the epoch in the database, ISO 8601 in UTC in JSON."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

Instant = Annotated[datetime, Field(description="ISO 8601, UTC")]
