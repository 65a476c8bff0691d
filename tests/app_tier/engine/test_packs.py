"""The shipped model packs, loaded for real: what they find, and whose embeddings meet."""

import io
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app_tier.engine.engine import Analysis
from app_tier.engine.manifest import InvalidPack, read_manifest
from app_tier.engine.pack_files import read_verified
from app_tier.engine.packs import REFERENCE_PACK, EngineChoice, load_engine, shipped_packs
from app_tier.engine.runtimes.capabilities import processor_capabilities
from app_tier.engine.runtimes.choice import RuntimeName
from benchmarks.pictures import drawn_face
from pipeline.messages import Options

pytestmark = pytest.mark.model
MANIFESTS = Path(__file__).parents[3] / "app_tier" / "engine" / "manifests"
#: Files of the second pack, beside the repository.
GIVEN = Path(__file__).parents[4] / "shared" / "models"
#: Distance between two embeddings of one face: far less than between two people's.
SAME_FACE = 0.2


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of converted models that the module's tests share."""
    return tmp_path_factory.mktemp("models")


def analysed(models: Path, pack: str, picture: bytes, runtime: RuntimeName | None = None) -> Analysis:
    return load_engine(EngineChoice(models=models, pack=pack, runtime=runtime or "auto")).analyse(
        picture, Options()
    )


def group(seeds: range) -> bytes:
    """Return a JPEG of several drawn faces side by side."""
    faces = [Image.open(io.BytesIO(drawn_face(seed))) for seed in seeds]
    picture = Image.new("RGB", (sum(face.width for face in faces), faces[0].height))
    for place, face in enumerate(faces):
        picture.paste(face, (place * face.width, 0))
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=92)
    return stream.getvalue()


def test_a_crop_is_embedded_as_the_picture_was_that_it_is_from(models: Path) -> None:
    engine = load_engine(EngineChoice(models=models))
    (face,) = engine.analyse(drawn_face(1), Options(crops=True)).faces

    (again,) = engine.analyse(face.crop or b"", Options()).faces

    assert np.linalg.norm(again.embedding - face.embedding) < SAME_FACE


@pytest.mark.parametrize("name", [name for name in shipped_packs() if name != REFERENCE_PACK])
def test_the_files_that_packages_bring_are_those_a_manifest_names(name: str) -> None:
    manifest = read_manifest(MANIFESTS / f"{name}.toml")

    assert manifest.name == name
    for part in (manifest.detector, manifest.aligner, manifest.embedder):
        for file in part.files:
            if file.package is not None:
                assert read_verified(file, Path())


def test_the_default_pack_finds_every_face_and_embeds_it_alone_as_in_a_group(models: Path) -> None:
    together = analysed(models, "dlib", group(range(3)), RuntimeName.ONNX_FP32)
    alone = [analysed(models, "dlib", drawn_face(seed), RuntimeName.ONNX_FP32) for seed in range(3)]

    left_to_right = sorted(together.faces, key=lambda face: face.box.left)
    assert len(left_to_right) == 3
    for face, single in zip(left_to_right, alone, strict=True):
        assert np.linalg.norm(face.embedding - single.faces[0].embedding) < SAME_FACE
        assert [landmark.type for landmark in face.landmarks][:3] == ["left_eye", "right_eye", "nose"]


@pytest.mark.parametrize("runtime", [RuntimeName.OPENVINO_BF16, RuntimeName.OPENVINO_INT8])
def test_a_fast_runtime_finds_the_same_face_and_embeds_it_nearly_alike(
    models: Path, runtime: RuntimeName
) -> None:
    has = processor_capabilities()
    if not (has.bf16 if runtime is RuntimeName.OPENVINO_BF16 else has.int8):
        pytest.skip(f"this processor cannot run {runtime}")
    picture = drawn_face(3)

    (exact,) = analysed(models, "dlib", picture, RuntimeName.ONNX_FP32).faces
    (fast,) = analysed(models, "dlib", picture, runtime).faces

    # not only the embedder's arithmetic differs: the detector's points move by fractions of a pixel
    assert 0 < float(np.linalg.norm(exact.embedding - fast.embedding)) < SAME_FACE


def test_the_packs_of_one_embedder_share_its_name_and_others_do_not(models: Path) -> None:
    reference = load_engine(EngineChoice(models=models, pack=REFERENCE_PACK)).model.embeddings

    names = {
        name: read_manifest(MANIFESTS / f"{name}.toml").embeddings
        for name in shipped_packs()
        if name != REFERENCE_PACK
    }

    assert names.pop("yunet-mobilefacenet") != reference
    assert set(names.values()) == {reference}


def test_the_mirrored_pack_takes_a_face_and_its_mirror_image_for_the_same(models: Path) -> None:
    image = Image.open(io.BytesIO(drawn_face(1)))
    stream = io.BytesIO()
    image.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(stream, "PNG")

    def distance(pack: str) -> float:
        (face,) = analysed(models, pack, drawn_face(1), RuntimeName.ONNX_FP32).faces
        (mirrored,) = analysed(models, pack, stream.getvalue(), RuntimeName.ONNX_FP32).faces
        return float(np.linalg.norm(face.embedding - mirrored.embedding))

    assert distance("dlib-mirrored") < distance("dlib")


def test_a_second_pack_runs_on_given_files(models: Path) -> None:
    files = [GIVEN / "yunet" / "yunet_n_dynamic.onnx", GIVEN / "mobilefacenet" / "MobileFaceNet.onnx"]
    if not all(file.exists() for file in files):
        pytest.skip(f"no files of the second pack: {GIVEN} is not there")
    folder = models / "yunet-mobilefacenet"
    folder.mkdir()
    for file in files:
        shutil.copyfile(file, folder / file.name)
    engine = load_engine(EngineChoice(models=models, pack="yunet-mobilefacenet"))

    faces = engine.analyse(group(range(2)), Options()).faces

    assert [face.embedding.shape for face in faces] == [(128,), (128,)]
    assert (engine.model.pack, engine.model.embeddings) == ("yunet-mobilefacenet", "mobilefacenet")


def test_a_pack_whose_files_nobody_gave_says_where_they_belong(tmp_path: Path) -> None:
    with pytest.raises(InvalidPack, match=r"yunet-mobilefacenet/yunet_n_dynamic\.onnx"):
        load_engine(EngineChoice(models=tmp_path, pack="yunet-mobilefacenet"))


def test_a_manifest_of_the_users_own_is_loaded_by_its_path(models: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text((MANIFESTS / "dlib.toml").read_text().replace('name = "dlib"', 'name = "own"'))

    assert load_engine(EngineChoice(models=models, pack=str(own))).model.pack == "own"


def test_an_unknown_pack_is_answered_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(InvalidPack, match=r"dlib-mmod.*yunet-mobilefacenet"):
        load_engine(EngineChoice(models=tmp_path, pack="arcface"))
