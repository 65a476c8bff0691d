"""The library onnxruntime, imported without its telemetry.

Its wheels would write a device id and a database of events below the user's cache folder as soon as they are
imported, to be sent to Microsoft. Whoever wants that says so in the environment.
"""

import os

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import onnxruntime as onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as native

__all__ = ["native", "onnxruntime"]
