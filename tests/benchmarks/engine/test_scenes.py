"""Scenes: pictures of the wanted size, the same ones every time, drawn where there are no real ones."""

import io
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.engine.scenes import SIZES, decoded, mixed_sizes, scene
from benchmarks.pictures import drawn_face


def give_photos(folder: Path) -> None:
    """Put plain red pictures where the real photos are expected, and drawn portraits."""
    (folder / "photos").mkdir(parents=True)
    (folder / "lfw" / "Ada").mkdir(parents=True)
    for name, size in {"obama-480p": SIZES["480p"], "obama_and_biden": (2000, 1428)}.items():
        Image.new("RGB", size, (255, 0, 0)).save(folder / "photos" / f"{name}.jpg")
    (folder / "lfw" / "Ada" / "Ada_0001.jpg").write_bytes(drawn_face(1))


@pytest.mark.parametrize(("size", "extents"), SIZES.items())
def test_a_scene_has_the_size_that_its_name_says(size: str, extents: tuple[int, int], tmp_path: Path) -> None:
    for faces in (1, 10):
        pixels = decoded(scene(size, faces, tmp_path).data)

        assert (pixels.shape[1], pixels.shape[0]) == extents


def test_a_scene_is_a_jpeg_and_the_same_each_time(tmp_path: Path) -> None:
    data = scene("240p", 5, tmp_path).data

    assert Image.open(io.BytesIO(data)).format == "JPEG"
    assert scene("240p", 5, tmp_path).data == data


def test_one_face_is_the_given_photo_untouched(tmp_path: Path) -> None:
    give_photos(tmp_path)

    assert scene("480p", 1, tmp_path).data == (tmp_path / "photos" / "obama-480p.jpg").read_bytes()


def test_more_faces_are_portraits_at_the_sides_of_the_photo_of_two(tmp_path: Path) -> None:
    give_photos(tmp_path)

    two, three = (decoded(scene("480p", faces, tmp_path).data) for faces in (2, 3))

    assert (two[..., 1] < 30).all()
    left, right, below = slice(0, 700), slice(730, 820), slice(330, 450)
    assert (three[:, left, 1] < 30).all()
    assert (three[below, right, 1] > 60).mean() > 0.5


@pytest.mark.model
def test_all_faces_of_a_drawn_scene_can_be_found(tmp_path: Path) -> None:
    import dlib

    pixels = decoded(scene("480p", 10, tmp_path).data)

    assert len(dlib.get_frontal_face_detector()(pixels, 1)) == 10


def test_mixed_pictures_all_have_sizes_of_their_own_and_stay_the_same(tmp_path: Path) -> None:
    pictures = mixed_sizes(8, tmp_path)
    sizes = {decoded(each).shape for each in pictures}

    assert len(sizes) == 8
    assert all(200 <= side <= 1600 for height, width, _ in sizes for side in (height, width))
    assert mixed_sizes(8, tmp_path) == pictures


def test_a_scene_is_called_by_its_size_and_faces(tmp_path: Path) -> None:
    assert scene("240p", 1, tmp_path).name == "240p, 1 face"
    assert scene("240p", 2, tmp_path).name == "240p, 2 faces"
