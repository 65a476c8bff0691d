"""Object keys of plain uploads: recognisable, harmless, short."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pipeline.messages import (
    MAX_MESSAGE_BYTES,
    REQUEST_CODEC,
    ImageRef,
    Options,
    RecognitionRequest,
    ResultStore,
)
from web_tier.object_names import MAX_KEY_BYTES, safe_key, stem_of


@pytest.mark.parametrize(
    ("sent", "key", "stem"),
    [
        ("test_00.jpg", "test_00.jpg", "test_00"),
        ("archive.tar.gz", "archive.tar.gz", "archive.tar"),
        ("no extension", "no extension", "no extension"),
        (".hidden", ".hidden", ".hidden"),
        ("../../etc/passwd", "passwd", "passwd"),
        ("C:\\photos\\me.png", "me.png", "me"),
        ("images/0123/0", "0", "0"),
        ("a\r\nb\x00.jpg", "ab.jpg", "ab"),
        ("Zoe\u0308.jpg", "Zo\u00eb.jpg", "Zo\u00eb"),
        ('"quoted".jpg', "'quoted'.jpg", "'quoted'"),
        ("", "upload", "upload"),
        ("..", "upload", "upload"),
        ("photos/", "upload", "upload"),
        ("\u202e\u2028", "upload", "upload"),
    ],
)
def test_a_file_name_becomes_a_key_and_a_stem(sent: str, key: str, stem: str) -> None:
    assert safe_key(sent) == key
    assert stem_of(key) == stem


def test_long_names_are_cut_and_stay_apart_and_keep_their_extension() -> None:
    one, other = safe_key("x" * 300 + "1.jpeg"), safe_key("x" * 300 + "2.jpeg")

    assert one != other
    assert one.endswith(".jpeg")
    assert len(one.encode()) <= MAX_KEY_BYTES


@given(some.text(max_size=400))
def test_no_name_at_all_makes_a_key_that_is_long_or_a_path(sent: str) -> None:
    key = safe_key(sent)

    assert 0 < len(key.encode()) <= MAX_KEY_BYTES
    assert "/" not in key
    assert stem_of(key) not in ("", ".", "..")
    assert safe_key(key) == key
    assert len(REQUEST_CODEC.encode(largest_request(key))) <= MAX_MESSAGE_BYTES


def largest_request(key: str) -> RecognitionRequest:
    """Return a request with the longest values everywhere else."""
    return RecognitionRequest(
        job_id="f" * 32,
        images=(ImageRef(key=key, sha256="f" * 64, bytes=20 * 1024 * 1024),),
        collection="c" * 64,
        gallery_version=2**53,
        options=Options(max_faces=1000, min_face_px=10_000, threshold=1.23456789012345, embeddings=False),
        results_to=ResultStore.OUTPUT,
        reply_queue="r" * 40,
        accepted_at=1_763_700_000.123456,
        deadline=1_763_700_300.123456,
    )
