"""The real files are read whole; damaged, foreign and mistaken ones are refused with the reason."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app_tier.engine.weights import dlib_mmod
from app_tier.engine.weights.dlib_embedder import read_embedder
from app_tier.engine.weights.dlib_mmod import read_mmod
from app_tier.engine.weights.unreadable import UnreadableWeights
from tests.app_tier.engine.weights.dlib_files import EMBEDDER, MMOD, PREDICTOR, content_of

pytestmark = pytest.mark.model
NETWORKS = pytest.mark.parametrize(("name", "read"), [(EMBEDDER, read_embedder), (MMOD, read_mmod)])
Read = Callable[[bytes], object]


def test_the_embedder_has_all_its_parameters_in_single_precision() -> None:
    embedder = read_embedder(content_of(EMBEDDER))

    convolutions = [
        embedder.stem,
        *(each for block in embedder.blocks for each in (block.first, block.second)),
    ]
    count = sum(each.weights.size + each.bias.size for each in convolutions) + embedder.projection.size
    assert (len(convolutions), count) == (29, 5_607_488)
    assert {each.weights.dtype for each in convolutions} == {np.dtype(np.float32)}
    assert embedder.projection.shape == (256, 128)


@pytest.mark.parametrize(
    ("content", "read", "reason"),
    [
        (b"", read_embedder, "no network of dlib's"),
        (b"\x89PNG\r\n\x1a\n", read_mmod, "no network of dlib's"),
        (b"<html>", read_mmod, "no network of dlib's"),
        (b"version https://git-lfs.github.com/spec/v1\n", read_embedder, "no network of dlib's"),
    ],
)
def test_other_files_are_refused(content: bytes, read: Read, reason: str) -> None:
    with pytest.raises(UnreadableWeights, match=reason):
        read(content)


@NETWORKS
def test_dlibs_own_other_models_are_refused(name: str, read: Read) -> None:
    with pytest.raises(UnreadableWeights, match="no network of dlib's"):
        read(content_of(PREDICTOR))


def test_one_network_is_not_taken_for_the_other() -> None:
    with pytest.raises(UnreadableWeights, match="its loss is loss_mmod_ instead of loss_metric_2"):
        read_embedder(content_of(MMOD))
    with pytest.raises(UnreadableWeights, match="its loss is loss_metric_2 instead of loss_mmod_"):
        read_mmod(content_of(EMBEDDER))


@NETWORKS
def test_a_layer_of_another_version_is_refused_by_name(name: str, read: Read) -> None:
    with pytest.raises(UnreadableWeights, match="con_9"):
        read(content_of(name).replace(b"con_4", b"con_9"))


def test_a_detector_of_other_windows_is_refused() -> None:
    width_and_height = b"\x01\x50\x01\x50"

    with pytest.raises(UnreadableWeights, match=r"the window's size is \(80, 40\) instead of \(80, 80\)"):
        read_mmod(content_of(MMOD).replace(width_and_height, b"\x01\x50\x01\x28", 1))


def test_a_detector_of_another_suppression_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dlib_mmod, "SAME_OF_HULL", 0.5)

    with pytest.raises(UnreadableWeights, match="the overlap of one face's boxes"):
        read_mmod(content_of(MMOD))


@NETWORKS
def test_bytes_after_the_network_are_refused(name: str, read: Read) -> None:
    with pytest.raises(UnreadableWeights, match="2 bytes after the network's end"):
        read(content_of(name) + b"\0\0")


@NETWORKS
def test_a_file_cut_by_one_byte_is_refused(name: str, read: Read) -> None:
    with pytest.raises(UnreadableWeights, match="ends too early"):
        read(content_of(name)[:-1])


@given(st.data())
def test_a_file_cut_anywhere_is_refused(data: st.DataObject) -> None:
    whole = content_of(MMOD)
    length = data.draw(st.integers(0, len(whole) - 1))

    with pytest.raises(UnreadableWeights):
        read_mmod(whole[:length])


@settings(max_examples=200)
@given(st.data())
def test_a_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    damaged = bytearray(content_of(MMOD))
    start = data.draw(st.sampled_from(record_starts(damaged)))
    for position in data.draw(st.lists(st.integers(start - 140, start + 40), min_size=1, max_size=3)):
        damaged[max(0, position)] = data.draw(st.integers(0, 255))
    try:
        detector = read_mmod(bytes(damaged))
    except UnreadableWeights:
        return
    assert all(np.isfinite(each.weights).all() for each in detector.convolutions)


def record_starts(content: bytes | bytearray) -> list[int]:
    """Return where layers' names are: what is around them is structure, and all else are weights."""
    return [match.start() for match in re.finditer(rb"loss_mmod_|input_rgb|con_4|bn_con2|relu_", content)]
