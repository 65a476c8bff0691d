"""dlib behind the engine's interface, on real photographs where there are some."""

import io
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageFile, ImageFilter

from app_tier.engine.engine import FaceEngine
from app_tier.engine.packs import REFERENCE_PACK, EngineChoice, load_engine
from app_tier.engine_child import EngineLimits
from app_tier.engine_process import EngineCrashed, EngineProcess
from app_tier.one_thread import ONE_THREAD
from pipeline.errors import InvalidImage
from pipeline.gallery import Embedding
from pipeline.messages import Options

PHOTOS = Path(__file__).parents[3] / "shared" / "data" / "photos"
pytestmark = pytest.mark.model
CHOICE = EngineChoice(models=Path("unused"), pack=REFERENCE_PACK)


@pytest.fixture(scope="module")
def engine() -> FaceEngine:
    return load_engine(CHOICE)


def photo(name: str) -> bytes:
    """Return a photograph of the collection beside the repository."""
    if not (PHOTOS / name).exists():
        pytest.skip(f"no real photographs: {PHOTOS} is not there")
    return (PHOTOS / name).read_bytes()


def jpeg(picture: Image.Image, quality: int = 95) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def noise(width: int, height: int) -> Image.Image:
    pixels = np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def distance(one: Embedding, other: Embedding) -> float:
    return float(np.linalg.norm(one / np.linalg.norm(one) - other / np.linalg.norm(other)))


def test_its_opencv_keeps_to_one_thread() -> None:
    cv2.setNumThreads(2)

    load_engine(CHOICE)

    assert cv2.getNumThreads() == 1


def test_a_picture_without_a_face_has_none(engine: FaceEngine) -> None:
    analysis = engine.analyse(jpeg(noise(200, 100)), Options())

    assert analysis.faces == ()
    assert (analysis.image.width, analysis.image.height) == (200, 100)
    assert analysis.timings.keys() == {"decode", "detect", "embed"}


def test_a_damaged_picture_is_refused(engine: FaceEngine) -> None:
    with pytest.raises(InvalidImage):
        engine.analyse(jpeg(noise(200, 100))[:3000], Options())


def test_a_picture_that_needs_more_memory_than_there_is_is_not_called_damaged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in ONE_THREAD.items():  # as workers do: each thread more reserves address space
        monkeypatch.setenv(name, value)
    limits = EngineLimits(memory_mb=512, picture_seconds=60)
    process = EngineProcess(partial(load_engine, CHOICE), limits)
    process.start()

    with pytest.raises(EngineCrashed):
        process.analyse(jpeg(Image.new("RGB", (7000, 5500))), Options())


@pytest.mark.reference
def test_it_embeds_exactly_as_face_recognition_does(
    engine: FaceEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    # its import has Pillow accept truncated files in the whole process, until the test's end
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)
    import face_recognition

    data = photo("obama.jpg")
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))

    (face,) = engine.analyse(data, Options()).faces

    left, top = int(face.box.left), int(face.box.top)
    edges = (top, left + int(face.box.width), top + int(face.box.height), left)
    (expected,) = face_recognition.face_encodings(pixels, [edges], model="small")
    assert face.embedding == pytest.approx(expected, abs=1e-6)


def test_one_person_is_near_and_another_far(engine: FaceEngine) -> None:
    one, again, other = (
        engine.analyse(photo(name), Options()).faces[0].embedding
        for name in ("obama.jpg", "obama2.jpg", "biden.jpg")
    )

    assert distance(one, again) < engine.calibration.among(1).known < distance(one, other)


def test_faces_come_largest_first_and_as_many_as_asked_for(engine: FaceEngine) -> None:
    data = photo("obama_and_biden.jpg")
    everybody = engine.analyse(data, Options()).faces
    sizes = [face.quality.size for face in everybody]

    assert len(sizes) >= 2 and sizes == sorted(sizes, reverse=True)
    (largest,) = engine.analyse(data, Options(max_faces=1)).faces
    assert largest.box == everybody[0].box
    larger_only = engine.analyse(data, Options(min_face_px=sizes[-1] + 1)).faces
    assert len(larger_only) == len([size for size in sizes if size > sizes[-1]]) < len(sizes)


def test_a_very_large_picture_has_its_boxes_in_its_own_pixels(engine: FaceEngine) -> None:
    picture = Image.open(io.BytesIO(photo("obama.jpg"))).convert("RGB")
    scale = 3200 / max(picture.size)
    large = picture.resize((round(picture.width * scale), round(picture.height * scale)))

    (small_face,) = engine.analyse(jpeg(picture), Options()).faces
    (large_face,) = engine.analyse(jpeg(large), Options()).faces

    assert large_face.box.left == pytest.approx(small_face.box.left * scale, abs=40 * scale)
    assert large_face.box.width == pytest.approx(small_face.box.width * scale, rel=0.3)
    assert distance(small_face.embedding, large_face.embedding) < engine.calibration.among(1).known


def test_boxes_and_landmarks_lie_in_the_upright_picture(engine: FaceEngine) -> None:
    upright = Image.open(io.BytesIO(photo("obama.jpg"))).convert("RGB")
    stream, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6  # the camera was turned: a viewer turns the pixels clockwise
    upright.rotate(90, expand=True).save(stream, "JPEG", quality=95, exif=exif)

    (expected,) = engine.analyse(jpeg(upright), Options()).faces
    (face,) = engine.analyse(stream.getvalue(), Options()).faces

    assert face.box.left == pytest.approx(expected.box.left, abs=15)
    assert face.box.top == pytest.approx(expected.box.top, abs=15)
    points = {point.type: point for point in face.landmarks}
    assert points["left_eye_outer"].x < points["nose"].x < points["right_eye_outer"].x
    assert points["left_eye_inner"].y < points["nose"].y


def test_a_crop_is_the_same_face(engine: FaceEngine) -> None:
    (face,) = engine.analyse(photo("obama.jpg"), Options(crops=True)).faces

    assert face.crop is not None and max(Image.open(io.BytesIO(face.crop)).size) <= 320
    (again,) = engine.analyse(face.crop, Options()).faces
    assert distance(face.embedding, again.embedding) < 0.2


def test_quality_tells_a_blurred_and_a_dark_face_from_a_good_one(engine: FaceEngine) -> None:
    picture = Image.open(io.BytesIO(photo("obama.jpg"))).convert("RGB")
    dark = picture.point(lambda value: value * 0.5)

    (good,) = engine.analyse(jpeg(picture), Options()).faces
    (blurred,) = engine.analyse(jpeg(picture.filter(ImageFilter.GaussianBlur(6))), Options()).faces
    (darker,) = engine.analyse(jpeg(dark), Options()).faces

    assert blurred.quality.sharpness < 0.5 * good.quality.sharpness
    assert darker.quality.brightness == pytest.approx(good.quality.brightness / 2, rel=0.1)
    assert good.quality.size == min(good.box.width, good.box.height)
