"""Every runtime that this machine can use computes a network, in its precision."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest

from app_tier.engine.runtimes.capabilities import installed_libraries, processor_capabilities
from app_tier.engine.runtimes.choice import RuntimeName, RuntimeUnavailable, choose
from app_tier.engine.runtimes.loading import load_runtime
from app_tier.engine.runtimes.runtime import ModelUnusable, Runtime
from tests.app_tier.engine.runtimes.small_network import expected, small_model, small_pictures

pytestmark = pytest.mark.model
#: The largest error, on values up to 10: of bf16's eight bits for those that OpenVINO runs.
TOLERANCE = {
    RuntimeName.ONNX_FP32: 1e-5,
    RuntimeName.OPENVINO_BF16: 0.05,
    RuntimeName.OPENVINO_INT8: 0.05,
}


@pytest.fixture(scope="module", params=RuntimeName)
def name(request: pytest.FixtureRequest) -> RuntimeName:
    try:
        return choose(request.param, processor_capabilities(), installed_libraries())
    except RuntimeUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def runtime(name: RuntimeName) -> Runtime:
    return load_runtime(name)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return saved(small_model(), tmp_path)


def saved(model: onnx.ModelProto, folder: Path) -> Path:
    onnx.save(model, folder / "model.onnx")
    return folder / "model.onnx"


def test_it_says_what_it_is(runtime: Runtime, name: RuntimeName) -> None:
    assert runtime.name == name


@pytest.mark.parametrize("count", [1, 2, 23])
def test_any_number_of_items_is_computed(
    runtime: Runtime, name: RuntimeName, model: Path, count: int
) -> None:
    pictures = small_pictures(count)

    output = runtime.load(model).run(pictures)

    assert output.dtype == np.float32
    assert output == pytest.approx(expected(pictures), abs=TOLERANCE[name])


def test_how_batches_are_prepared_changes_no_result(runtime: Runtime, name: RuntimeName, model: Path) -> None:
    pictures = small_pictures(5)

    output = runtime.load(model, batches=(1, 2)).run(pictures)

    assert output == pytest.approx(expected(pictures), abs=TOLERANCE[name])


def test_a_file_may_fix_the_number_of_items(runtime: Runtime, name: RuntimeName, tmp_path: Path) -> None:
    pictures = small_pictures(3)

    output = runtime.load(saved(small_model(items=3), tmp_path)).run(pictures)

    assert output == pytest.approx(expected(pictures), abs=TOLERANCE[name])


def test_an_output_outlives_the_next_run(runtime: Runtime, model: Path) -> None:
    network = runtime.load(model)
    output = network.run(small_pictures(1))
    before = output.copy()

    network.run(small_pictures(1) + 1)

    assert np.array_equal(output, before)


def test_pictures_may_lie_in_memory_in_any_order(runtime: Runtime, name: RuntimeName, model: Path) -> None:
    pictures = small_pictures(2)
    rows_last = np.asfortranarray(pictures)

    output = runtime.load(model).run(rows_last)

    assert output == pytest.approx(expected(pictures), abs=TOLERANCE[name])


def test_pictures_may_be_read_only(runtime: Runtime, name: RuntimeName, model: Path) -> None:
    pictures = small_pictures(2)
    pictures.flags.writeable = False

    output = runtime.load(model).run(pictures)

    assert output == pytest.approx(expected(pictures), abs=TOLERANCE[name])


@pytest.mark.parametrize("content", [b"", b"no model", None], ids=["empty", "other", "missing"])
def test_a_file_that_is_no_model_is_refused(runtime: Runtime, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "broken.onnx"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ModelUnusable, match=r"broken\.onnx"):
        runtime.load(path)


def test_a_cut_off_file_is_refused(runtime: Runtime, model: Path) -> None:
    model.write_bytes(model.read_bytes()[:-100])

    with pytest.raises(ModelUnusable):
        runtime.load(model)


def test_a_network_of_two_outputs_is_refused(runtime: Runtime, tmp_path: Path) -> None:
    model = small_model()
    model.graph.output.append(onnx.helper.make_empty_tensor_value_info(model.graph.node[0].output[0]))

    with pytest.raises(ModelUnusable, match="more than one"):
        runtime.load(saved(model, tmp_path))


@pytest.mark.parametrize("name", RuntimeName)
def test_loading_one_imports_no_other_and_nothing_that_reports_it(name: RuntimeName, tmp_path: Path) -> None:
    library = "onnxruntime" if name is RuntimeName.ONNX_FP32 else "openvino"
    if library not in installed_libraries():
        pytest.skip(f"{library} is not installed")
    code = f"""
import sys
from app_tier.engine.runtimes import choice, loading
loading.load_runtime(choice.RuntimeName("{name}"))
print({{"onnx", "onnxruntime", "openvino", "openvino_telemetry"}} & sys.modules.keys())
"""

    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}

    imported = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    ).stdout

    assert imported.strip() == f"{{'{library}'}}"
    assert list(tmp_path.iterdir()) == []  # no device id, no events to be sent


def test_a_signal_is_survived_after_a_runtime_was_dropped_by_another_thread() -> None:
    if "openvino" not in installed_libraries():
        pytest.skip("openvino is not installed")
    program = """
import faulthandler, signal, threading
from app_tier.engine.runtimes.openvino_fast import OpenVinoRuntime
faulthandler.enable()  # so that signals are handled on a stack of their own
runtimes = [OpenVinoRuntime("bf16")]
runtimes[0]._core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")  # loads the plugin
dropping = threading.Thread(target=runtimes.clear)
dropping.start()
dropping.join()
signal.signal(signal.SIGTERM, lambda number, frame: print("survived"))
signal.raise_signal(signal.SIGTERM)
"""

    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (finished.returncode, finished.stdout) == (0, "survived\n")
