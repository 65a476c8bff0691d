"""Runs the sections of the benchmark, one after the other."""

import time
from collections.abc import Callable, Mapping

from benchmarks.engine import tables
from benchmarks.engine.setting import Setting
from benchmarks.faces.findings import Findings
from pipeline.errors import FacefleetError

Section = Callable[[Setting], Findings]


def measured(sections: Mapping[str, Section], setting: Setting) -> tuple[dict[str, Findings], list[str]]:
    """Measure the sections and show their tables; return also why some have no findings."""
    findings, failures = {}, []
    for name, measure in sections.items():
        print(f"{name} …", flush=True)
        started = time.monotonic()
        try:
            findings[name] = measure(setting)
        except FacefleetError as error:
            failures.append(f"{name} is left out: {error}")
            print(failures[-1], flush=True)
        else:
            print(f"{name}: {time.monotonic() - started:.0f} s", flush=True)
            tables.show(name, findings[name].details)
    return findings, failures
