"""A client learns which way a face is turned, where the model pack could tell."""

from dataclasses import replace

from pipeline.results import Pose
from tests.web_tier.world import World, face, found, picture


def test_each_faces_pose_is_answered_and_an_unknown_one_is_left_out(world: World) -> None:
    turned = replace(face(), pose=Pose(yaw=-20.5, pitch=4.0, roll=1.5))
    world.worker.knows(picture(), found(turned, face(left=60)))
    world.start()

    first, second = world.post(picture()).get_json()["faces"]

    assert first["pose"] == {"yaw": -20.5, "pitch": 4.0, "roll": 1.5}
    assert "pose" not in second
