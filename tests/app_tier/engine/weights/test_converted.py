"""Models are converted once, whatever processes do and whatever happens to them."""

import errno
import fcntl
import multiprocessing
import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from app_tier.engine.weights.converted import ConvertedModels, ModelsFolderUnusable
from tests.waiting import wait_until

SOURCE = b"weights"


class Converter:
    """Gives a model and counts how often it was asked."""

    def __init__(self, model: bytes) -> None:
        self.model = model
        self.runs = 0

    def __call__(self) -> bytes:
        self.runs += 1
        return self.model


def never() -> bytes:
    raise AssertionError("converted although the model is there")


def get(
    folder: Path,
    convert: Callable[[], bytes],
    *,
    name: str = "embedder",
    source: bytes = SOURCE,
    version: str = "1",
) -> Path:
    return ConvertedModels(folder).get(name, sources=[source], version=version, convert=convert)


def models_in(folder: Path) -> set[Path]:
    return set(folder.rglob("*.onnx"))


def test_a_model_is_converted_once_and_found_ever_after(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "yet" / "there"

    path = get(folder, Converter(b"a model"))

    assert path.read_bytes() == b"a model"
    assert path.suffix == ".onnx"
    assert get(folder, never) == path


@pytest.mark.parametrize(("source", "version"), [(b"other weights", "1"), (SOURCE, "2")])
def test_another_source_or_converter_makes_a_new_model_beside_the_old(
    tmp_path: Path, source: bytes, version: str
) -> None:
    old = get(tmp_path, Converter(b"old"))

    new = get(tmp_path, Converter(b"new"), source=source, version=version)

    assert new.read_bytes() == b"new"
    assert models_in(tmp_path) == {old, new}
    assert get(tmp_path, never) == old


def test_where_one_source_ends_and_the_next_begins_matters(tmp_path: Path) -> None:
    models = ConvertedModels(tmp_path)
    models.get("detector", sources=[b"ab", b"c"], version="1", convert=Converter(b"one"))

    other = models.get("detector", sources=[b"a", b"bc"], version="1", convert=Converter(b"other"))

    assert other.read_bytes() == b"other"


def test_models_of_other_names_are_left_alone(tmp_path: Path) -> None:
    get(tmp_path, Converter(b"exact"), name="embedder")
    rounded = get(tmp_path, Converter(b"rounded"), name="embedder-int8")

    get(tmp_path, Converter(b"newer"), name="embedder", version="2")

    assert get(tmp_path, never, name="embedder-int8") == rounded


@pytest.mark.parametrize("damage", [b"", b"a mod", b"a mobel"], ids=["empty", "cut off", "changed"])
def test_a_damaged_model_is_noticed_and_made_again(tmp_path: Path, damage: bytes) -> None:
    path = get(tmp_path, Converter(b"a model"))
    path.write_bytes(damage)

    mended = get(tmp_path, Converter(b"a model"))

    assert mended.read_bytes() == b"a model"
    assert models_in(tmp_path) == {mended}


def test_a_failed_conversion_is_reported_and_can_be_tried_again(tmp_path: Path) -> None:
    def fail() -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        get(tmp_path, fail)

    assert get(tmp_path, Converter(b"a model")).read_bytes() == b"a model"


def test_a_model_that_is_there_is_found_while_another_process_converts(tmp_path: Path) -> None:
    path = get(tmp_path, Converter(b"a model"))
    with (path.parent / "lock").open("a") as held_elsewhere:
        fcntl.flock(held_elsewhere, fcntl.LOCK_EX)

        assert get(tmp_path, never) == path


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file in its place")

    with pytest.raises(ModelsFolderUnusable, match="models"):
        get(tmp_path / "models", Converter(b"a model"))


def test_a_folder_that_cannot_be_locked_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(_file: object, _operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", no_locks)

    with pytest.raises(ModelsFolderUnusable, match="No locks available"):
        get(tmp_path, never)


def convert_and_leave_a_trace(folder: Path) -> bytes:
    (folder / f"converted-by-{os.getpid()}").touch()
    return b"a model" * 100_000


def get_in_a_process(folder: Path) -> None:
    get(folder, partial(convert_and_leave_a_trace, folder))


@pytest.mark.slow
def test_processes_that_start_together_convert_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=get_in_a_process, args=(tmp_path,)) for _ in range(4)]

    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert [process.exitcode for process in processes] == [0] * 4
    assert len(list(tmp_path.glob("converted-by-*"))) == 1
    assert get(tmp_path, never).read_bytes() == b"a model" * 100_000


def hang(folder: Path) -> bytes:
    (folder / "hanging").touch()
    signal.pause()
    return b""


def hang_in_a_process(folder: Path) -> None:
    get(folder, partial(hang, folder))


@pytest.mark.slow
def test_a_process_killed_while_it_converts_is_in_nobodys_way(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=hang_in_a_process, args=(tmp_path,))
    process.start()
    wait_until((tmp_path / "hanging").exists, seconds=30)
    process.kill()

    assert get(tmp_path, Converter(b"a model")).read_bytes() == b"a model"
    process.join()
