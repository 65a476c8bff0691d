"""OpenVINO, imported without its converter of models.

That one's import takes as long as all the rest, and tells Google Analytics that it happened, unless a file in
the user's home says not to (openvino/tools/ovc/__init__.py of 2026.4). A service that sees faces reports to
nobody. So this module alone imports `openvino`, which passes over a converter that is not there.
"""

import sys
from typing import Any

_ABSENT: Any = None  # to the import system
sys.modules.setdefault("openvino.tools.ovc", _ABSENT)

import openvino as openvino  # noqa: E402
