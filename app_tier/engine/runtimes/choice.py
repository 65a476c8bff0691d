"""Which runtime an engine uses: decided once, at start, from what the machine has."""

from collections.abc import Collection
from enum import StrEnum
from typing import Literal

from app_tier.engine.runtimes.capabilities import Capabilities
from pipeline.errors import FacefleetError


class RuntimeName(StrEnum):
    """Library and precision."""

    ONNX_FP32 = "onnx-fp32"
    OPENVINO_BF16 = "openvino-bf16"
    OPENVINO_INT8 = "openvino-int8"


class RuntimeUnavailable(FacefleetError):
    """This machine cannot run the runtime that was asked for."""


#: Best first. bf16 comes before int8, though int8 saves some 0.4 ms a face: bf16 moves an embedding by 0.01
#: and int8 by 0.025 (means over LFW), and bf16 speeds up every network, int8 those that were calibrated.
_PREFERENCE = (RuntimeName.OPENVINO_BF16, RuntimeName.OPENVINO_INT8, RuntimeName.ONNX_FP32)
_LIBRARY = {
    RuntimeName.ONNX_FP32: "onnxruntime",
    RuntimeName.OPENVINO_BF16: "openvino",
    RuntimeName.OPENVINO_INT8: "openvino",
}


def choose(
    wanted: RuntimeName | Literal["auto"], capabilities: Capabilities, installed: Collection[str]
) -> RuntimeName:
    """Return the runtime to use; `auto` is the best that can run here. Raises RuntimeUnavailable."""
    for name in _PREFERENCE if wanted == "auto" else (RuntimeName(wanted),):
        lacking = _lacking(name, capabilities, installed)
        if lacking is None:
            return name
    raise RuntimeUnavailable(f"The runtime {name} cannot run here: {lacking}.")


def _lacking(name: RuntimeName, capabilities: Capabilities, installed: Collection[str]) -> str | None:
    library = _LIBRARY[name]
    if library not in installed:
        return f"the package {library} is not installed (see worker_requirements.txt)"
    if name is RuntimeName.OPENVINO_BF16 and not capabilities.bf16:
        return "the processor has neither AVX512-BF16 nor AMX-BF16"
    if name is RuntimeName.OPENVINO_INT8 and not capabilities.int8:
        return "the processor has neither VNNI nor AMX-INT8"
    return None
