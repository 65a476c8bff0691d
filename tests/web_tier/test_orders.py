"""Orders become rows, and the same order again is known as the same."""

from dataclasses import replace

import pytest

from pipeline.images import ImageLimits
from pipeline.messages import Options, Preset
from tests.web_tier.world import picture
from web_tier.models import Purpose
from web_tier.orders import Order, is_same_order, new_job
from web_tier.uploads import Upload, checked


def upload(colour: str = "red", name: str = "one.png") -> Upload:
    """Return a picture; another colour is another picture."""
    return checked(picture(colour), name, ImageLimits())


ORDER = Order(
    upload=upload(),
    second=upload("blue"),
    purpose=Purpose.RECOGNISE,
    intent={"face": 1},
    source="door",
    captured_at=1_000.5,
)


def test_a_row_names_both_pictures() -> None:
    job = new_job(ORDER, now=1.0, deadline=2.0)

    assert job.image_key == f"images/{job.id}/0"
    assert job.second_image == {
        "key": f"images/{job.id}/1",
        "sha256": upload("blue").sha256,
        "bytes": len(picture("blue")),
    }
    assert (job.intent, job.source, job.captured_at, job.keeps) == ({"face": 1}, "door", 1_000.5, False)


def test_one_picture_leaves_the_second_out() -> None:
    assert new_job(replace(ORDER, second=None), now=1.0, deadline=2.0).second_image is None


def test_the_same_order_is_the_same_at_another_time() -> None:
    first = new_job(ORDER, now=1.0, deadline=2.0)
    again = new_job(replace(ORDER, upload=upload(name="two.png")), now=3.0, deadline=4.0)

    assert is_same_order(first, again)


def test_a_collection_that_began_to_remember_in_between_does_not_make_another_order() -> None:
    first = new_job(ORDER, now=1.0, deadline=2.0)

    assert is_same_order(first, new_job(replace(ORDER, keeps=True), now=1.0, deadline=2.0))


def test_a_row_from_before_there_were_presets_is_the_same_order() -> None:
    first = new_job(ORDER, now=1.0, deadline=2.0)
    first.options = {"max_faces": 100, "min_face_px": 20, "threshold": None, "embeddings": False}

    assert is_same_order(first, new_job(ORDER, now=1.0, deadline=2.0))


@pytest.mark.parametrize(
    "other",
    [
        replace(ORDER, upload=upload("green")),
        replace(ORDER, second=upload("green")),
        replace(ORDER, second=None),
        replace(ORDER, purpose=Purpose.EXAMINE),
        replace(ORDER, collection="staff"),
        replace(ORDER, person_id="0" * 32),
        replace(ORDER, options=Options(preset=Preset.STRICT)),
        replace(ORDER, intent={}),
        replace(ORDER, source="gate"),
        replace(ORDER, captured_at=None),
    ],
    ids=[
        "picture",
        "second picture",
        "no second picture",
        "purpose",
        "collection",
        "person",
        "preset",
        "intent",
        "source",
        "time",
    ],
)
def test_whatever_a_client_says_otherwise_makes_another_order(other: Order) -> None:
    first = new_job(ORDER, now=1.0, deadline=2.0)

    assert not is_same_order(first, new_job(other, now=1.0, deadline=2.0))
