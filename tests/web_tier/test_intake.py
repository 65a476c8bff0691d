"""Both pictures of a comparison are stored before its request is sent, or the job fails."""

import pytest

from pipeline.errors import ServiceUnavailable
from pipeline.keys import image_key
from tests.web_tier.world import World, picture
from web_tier.failures import Unavailable
from web_tier.models import Purpose
from web_tier.orders import Order
from web_tier.uploads import checked


def comparison(world: World) -> Order:
    """Return an order to compare two pictures."""
    first, second = (checked(picture(colour), "", world.settings.image_limits) for colour in ("red", "blue"))
    return Order(upload=first, second=second, purpose=Purpose.COMPARE)


def test_both_pictures_are_stored_where_the_request_says(any_world: World) -> None:
    job = any_world.web.services.recognitions.submit(comparison(any_world), wait_seconds=0).job

    any_world.worker.step()

    (request,) = any_world.worker.requests
    assert [any_world.images.get(each.key) for each in request.images] == [picture("red"), picture("blue")]
    assert [each.key for each in request.images] == [image_key(job.id), image_key(job.id, 1)]


def test_a_comparison_whose_pictures_cannot_be_stored_fails(world: World) -> None:
    world.images.failure = ServiceUnavailable()

    with pytest.raises(Unavailable) as refused:
        world.web.services.recognitions.submit(comparison(world), wait_seconds=0)

    assert world.row(refused.value.job_id or "").status == "failed"


def test_the_first_picture_is_stored_last_so_that_it_stands_for_both(world: World) -> None:
    stored: list[str] = []
    world.images.put = lambda key, data, content_type="": stored.append(key)  # type: ignore[method-assign]

    job = world.web.services.recognitions.submit(comparison(world), wait_seconds=0).job

    assert stored == [image_key(job.id, 1), image_key(job.id)]
