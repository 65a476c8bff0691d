"""The runtime is chosen by what the machine has, and a wish that it cannot fulfil is refused."""

import pytest

from app_tier.engine.runtimes.capabilities import Capabilities
from app_tier.engine.runtimes.choice import RuntimeName, RuntimeUnavailable, choose

BOTH = ("onnxruntime", "openvino")
ALONE = ("onnxruntime",)
NEITHER = Capabilities(bf16=False, int8=False)
BF16_ALONE = Capabilities(bf16=True, int8=False)
INT8_ALONE = Capabilities(bf16=False, int8=True)
EVERYTHING = Capabilities(bf16=True, int8=True)


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        (NEITHER, RuntimeName.ONNX_FP32),
        (INT8_ALONE, RuntimeName.OPENVINO_INT8),
        (BF16_ALONE, RuntimeName.OPENVINO_BF16),
        (EVERYTHING, RuntimeName.OPENVINO_BF16),
    ],
)
def test_auto_takes_what_the_processor_does_fastest_without_loss(
    capabilities: Capabilities, expected: RuntimeName
) -> None:
    assert choose("auto", capabilities, BOTH) is expected


def test_auto_does_without_openvino_where_it_is_not_installed() -> None:
    assert choose("auto", EVERYTHING, ALONE) is RuntimeName.ONNX_FP32


@pytest.mark.parametrize("wanted", RuntimeName)
def test_a_wish_comes_before_the_preference(wanted: RuntimeName) -> None:
    assert choose(wanted, EVERYTHING, BOTH) is wanted


@pytest.mark.parametrize(
    ("wanted", "capabilities", "installed", "reason"),
    [
        (RuntimeName.OPENVINO_BF16, INT8_ALONE, BOTH, "neither AVX512-BF16 nor AMX-BF16"),
        (RuntimeName.OPENVINO_INT8, BF16_ALONE, BOTH, "neither VNNI nor AMX-INT8"),
        (RuntimeName.OPENVINO_BF16, EVERYTHING, ALONE, "the package openvino is not installed"),
        ("auto", EVERYTHING, (), "the package onnxruntime is not installed"),
    ],
)
def test_what_cannot_run_is_refused_with_the_reason(
    wanted: RuntimeName, capabilities: Capabilities, installed: tuple[str, ...], reason: str
) -> None:
    with pytest.raises(RuntimeUnavailable, match=reason):
        choose(wanted, capabilities, installed)
