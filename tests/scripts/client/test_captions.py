"""A caption says who it is and how sure that is."""

import pytest

from pipeline.outcomes import Verdict
from scripts.client.answers import Match
from scripts.client.captions import caption

STRANGER = "4f1d09aa5ec04d2c"


@pytest.mark.parametrize(
    ("verdict", "name", "unknown_id", "text"),
    [
        (Verdict.KNOWN, "Ada", None, "Ada 93 %"),
        (Verdict.UNSURE, "Ada", None, "Ada? 93 %"),
        (Verdict.UNKNOWN, None, None, "unknown"),
        (Verdict.UNKNOWN, None, STRANGER, "unknown 4f1d09aa"),
    ],
)
def test_a_caption_says_how_sure_it_is(
    verdict: Verdict, name: str | None, unknown_id: str | None, text: str
) -> None:
    assert caption(Match(verdict=verdict, name=name, unknown_id=unknown_id, similarity=93.4)) == text
