"""Where this machine gets Python packages from, said such that a root of its own gets them there too."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

#: Where files that pip's settings name are shown inside; the root has its own in their places.
FILES = "/mnt/host"
_PATH = re.compile(r"(?<![\w.:/])(?:file://)?(/[\w./-]+)")


def package_options() -> list[str]:
    """Return options for systemd-nspawn: pip's settings as variables, and the paths that they name."""
    settings = {**_pip_settings(), **_proxies()}
    paths = {Path(path) for value in settings.values() for path in _PATH.findall(value)}
    folders = {_index(path) for path in paths if path.is_dir()}
    files = {path for path in paths if path.is_file()}
    for file in files:
        settings = {name: value.replace(str(file), f"{FILES}{file}") for name, value in settings.items()}
    return [
        *(f"--bind-ro={folder}" for folder in sorted(folders)),
        *(f"--bind-ro={file}:{FILES}{file}" for file in sorted(files)),
        *(f"--setenv={name}={value}" for name, value in settings.items()),
    ]


def _index(folder: Path) -> Path:
    """Return the folder that a package index's pages and files lie in."""
    return folder.parent if folder.name == "simple" else folder


def _pip_settings() -> Mapping[str, str]:
    """Return what pip's files and variables say together, as variables."""
    command = [sys.executable, "-m", "pip", "config", "list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    settings = re.findall(r"^(?:global|install|:env:)\.([\w-]+)='(.*)'$", listed, re.MULTILINE)
    return {f"PIP_{name.upper().replace('-', '_')}": value for name, value in settings}


def _proxies() -> Mapping[str, str]:
    return {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
