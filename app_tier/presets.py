"""How often strangers may be taken for somebody, for those who mind more and those who mind less."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.messages import Preset


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Shares of strangers, 0 to 1, in a gallery of any size."""

    known: float  #: of so many at most the verdict is `known`,
    unsure: float  #: and of so many at most `known` or `unsure`


RATES: Mapping[Preset, Rates] = {
    Preset.STRICT: Rates(known=0.001, unsure=0.01),
    Preset.BALANCED: Rates(known=0.01, unsure=0.1),
    Preset.LENIENT: Rates(known=0.05, unsure=0.3),
}
