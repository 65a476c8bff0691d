"""What this machine has to run networks with: the processor's fast arithmetic and the installed libraries."""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

#: Linux's list of what the processor can do; other systems have no such file.
CPUINFO = Path("/proc/cpuinfo")
_BF16 = frozenset({"avx512_bf16", "amx_bf16"})
_INT8 = frozenset({"avx512_vnni", "avx_vnni", "amx_int8"})
LIBRARIES = ("onnxruntime", "openvino")


@dataclass(frozen=True, kw_only=True)
class Capabilities:
    """Which arithmetic the processor does faster than single precision."""

    bf16: bool  #: AVX512-BF16 or AMX-BF16
    int8: bool  #: VNNI or AMX-INT8. Without them int8 sums overflow at 16 bits: slow and inexact


def processor_capabilities(cpuinfo: Path = CPUINFO) -> Capabilities:
    """Ask the system. Nothing is claimed for a processor that it says nothing of, as on macOS."""
    try:
        return parse_capabilities(cpuinfo.read_text())
    except OSError:
        return Capabilities(bf16=False, int8=False)


def parse_capabilities(cpuinfo: str) -> Capabilities:
    """Return what /proc/cpuinfo says of the first processor. ARM's list has another name."""
    line = next((line for line in cpuinfo.splitlines() if line.startswith("flags")), "")
    flags = set(line.partition(":")[2].split())
    return Capabilities(bf16=bool(flags & _BF16), int8=bool(flags & _INT8))


def installed_libraries() -> frozenset[str]:
    """Return which of the runtimes' libraries are there, without importing them."""
    return frozenset(name for name in LIBRARIES if importlib.util.find_spec(name))
