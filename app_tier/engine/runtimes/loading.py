"""Makes the runtime that was chosen, and imports its library alone."""

from app_tier.engine.runtimes.choice import RuntimeName
from app_tier.engine.runtimes.runtime import Runtime


def load_runtime(name: RuntimeName) -> Runtime:
    """Return the runtime, ready to load networks."""
    if name is RuntimeName.ONNX_FP32:
        from app_tier.engine.runtimes.onnx_fp32 import OnnxRuntime

        return OnnxRuntime()
    from app_tier.engine.runtimes.openvino_fast import OpenVinoRuntime

    return OpenVinoRuntime("bf16" if name is RuntimeName.OPENVINO_BF16 else "int8")
