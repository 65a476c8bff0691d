"""Embeddings travel to the workers bit for bit."""

import numpy as np

from pipeline.gallery import SEGMENT_CODEC, EnrolledFace, Segment, embedding_text


def test_an_embedding_survives_the_journey_bit_for_bit() -> None:
    vector = np.random.default_rng(1).normal(size=128).astype(np.float32)
    face = EnrolledFace(face_id="f", person_id="p", model="m", embedding=embedding_text(vector))
    segment = Segment(version=3, added=(face,), removed=("gone",))

    back = SEGMENT_CODEC.decode(SEGMENT_CODEC.encode(segment))

    assert back == segment
    assert np.array_equal(back.added[0].vector(), vector)
