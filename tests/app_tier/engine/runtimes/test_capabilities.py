"""What the system says of a processor is read for what speeds networks up."""

from pathlib import Path

import pytest

from app_tier.engine.runtimes.capabilities import (
    Capabilities,
    installed_libraries,
    parse_capabilities,
    processor_capabilities,
)

NOTHING = Capabilities(bf16=False, int8=False)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("fpu sse2 avx2 fma", NOTHING),
        ("avx512f avx512_vnni", Capabilities(bf16=False, int8=True)),  # Cascade Lake
        ("avx2 avx_vnni", Capabilities(bf16=False, int8=True)),  # Alder Lake
        ("avx512f avx512_bf16 avx512_vnni", Capabilities(bf16=True, int8=True)),  # Zen 4
        ("avx512f amx_bf16 amx_tile amx_int8", Capabilities(bf16=True, int8=True)),  # Sapphire Rapids
        ("avx512_vnni_next", NOTHING),
    ],
)
def test_flags_tell_what_a_processor_has(flags: str, expected: Capabilities) -> None:
    cpuinfo = f"processor\t: 0\nvendor_id\t: Some\nflags\t\t: {flags}\nvmx flags\t: vnmi\nbugs\t\t: none\n"

    assert parse_capabilities(cpuinfo) == expected


def test_an_arm_processor_has_none_of_it() -> None:
    assert parse_capabilities("processor\t: 0\nFeatures\t: fp asimd bf16 i8mm\n") == NOTHING


def test_a_system_that_says_nothing_has_none_of_it(tmp_path: Path) -> None:
    assert processor_capabilities(tmp_path / "cpuinfo") == NOTHING


@pytest.mark.model
def test_the_worker_has_the_exact_runtimes_library() -> None:
    assert "onnxruntime" in installed_libraries()
