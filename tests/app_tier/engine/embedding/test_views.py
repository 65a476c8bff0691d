"""A face's views: what is embedded, and that the mean of all is taken."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from app_tier.engine.embedding.views import NEARER, embed_views
from app_tier.engine.pixels import Chips
from pipeline.messages import Views

SIDE = 60


@dataclass
class HalvesEmbedder:
    """Gives the brightness of each half of a chip, left and right, and keeps what it was given."""

    seen: list[Chips] = field(default_factory=list)

    def embed(self, chips: Chips) -> NDArray[np.float32]:
        self.seen.append(chips)
        halves = chips.reshape(len(chips), SIDE, 2, SIDE // 2, 3)
        return np.asarray(halves.mean(axis=(1, 3, 4)), dtype=np.float32)


@pytest.fixture
def chips() -> Chips:
    """Two faces: one with a white left half, one white in the middle where a nearer view ends."""
    faces = np.zeros((2, SIDE, SIDE, 3), dtype=np.uint8)
    faces[0, :, : SIDE // 2] = 255
    edge = round(SIDE * (1 - 1 / NEARER) / 2)
    faces[1, edge:-edge, edge:-edge] = 255
    return faces


def test_a_plain_face_is_embedded_once_and_as_it_is(chips: Chips) -> None:
    embedder = HalvesEmbedder()

    embeddings = embed_views(embedder, chips, Views.PLAIN)

    assert [np.array_equal(each, chips) for each in embedder.seen] == [True]
    assert embeddings[0].tolist() == [255, 0]


def test_with_its_mirror_image_a_face_has_no_left_and_right(chips: Chips) -> None:
    embeddings = embed_views(HalvesEmbedder(), chips, Views.MIRRORED)

    assert embeddings.dtype == np.float32
    assert embeddings[0].tolist() == [127.5, 127.5]


def test_a_thorough_look_is_also_one_from_nearer_by(chips: Chips) -> None:
    embedder = HalvesEmbedder()

    embed_views(embedder, chips, Views.THOROUGH)

    far, mirrored, near, near_mirrored = (each[1] for each in embedder.seen)
    assert far.min() == mirrored.min() == 0
    assert near.min() == near_mirrored.min() == 255
    assert near.shape == far.shape


def test_each_face_keeps_its_place(chips: Chips) -> None:
    alone = [embed_views(HalvesEmbedder(), each[np.newaxis], Views.THOROUGH)[0] for each in chips]

    together = embed_views(HalvesEmbedder(), chips, Views.THOROUGH)

    assert np.allclose(together, np.stack(alone))
