"""What Packer runs on its machine, run here in the way Packer does, with stand-ins for our scripts.

The inline commands become a script that begins with "#!/bin/sh -e"; `execute_command` says how that is run:
https://github.com/hashicorp/packer/blob/main/provisioner/shell/provisioner.go
"""

import json
import os
import re
import subprocess
import tarfile
from pathlib import Path

import pytest

MEMORY = "/dev/shm"  # noqa: S108 - of the machine, as the template says
TEMPLATE = Path(__file__).parent.parent.parent / "ami" / "worker.pkr.hcl"


class Packer:
    """Runs the template's shell provisioner, in a folder instead of in memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        found = re.search(r'provisioner "shell" \{\n(.*?)\n  \}', TEMPLATE.read_text(), re.DOTALL)
        assert found
        self._block = found[1].replace(MEMORY, str(folder))
        sudo = folder / "bin" / "sudo"
        sudo.parent.mkdir()
        sudo.write_text('#!/bin/sh\nexec "$@"\n')
        sudo.chmod(0o755)

    def upload(self, *, provision: str, seal: str) -> None:
        """Put the source where the template's file provisioner does."""
        with tarfile.open(self._folder / "facefleet.tar.gz", "w:gz") as tar:
            for name, commands in {"provision.sh": provision, "seal.sh": seal}.items():
                script = self._folder / name
                script.write_text(commands)
                tar.add(script, f"ami/{name}")

    def run(self) -> int:
        """Return the exit status; with any but 0 Packer takes no image."""
        script = self._folder / "script_1.sh"
        script.write_text("\n".join(["#!/bin/sh -e", *self._listed("inline")]) + "\n")
        script.chmod(0o755)
        variables = [each.replace("${var.commit}", "abc") for each in self._listed("environment_vars")]
        told = "".join("{}='{}' ".format(*each.split("=", 1)) for each in variables)
        command = re.sub(r"\{\{ *\.Vars *\}\}", told, self._said("execute_command"))
        command = re.sub(r"\{\{ *\.Path *\}\}", str(script), command)
        path = f"{self._folder / 'bin'}:{os.environ['PATH']}"
        return subprocess.run(["sh", "-c", command], env={"PATH": path}, check=False).returncode

    def _said(self, name: str) -> str:
        found = re.search(rf'(?m)^ *{name} *= *(".*")$', self._block)
        assert found, name
        return str(json.loads(found[1]))

    def _listed(self, name: str) -> list[str]:
        found = re.search(rf"(?ms)^ *{name} *= *\[(.*?),?\s*\]$", self._block)
        assert found, name
        return [str(each) for each in json.loads(f"[{found[1]}]")]


@pytest.fixture
def packer(tmp_path: Path) -> Packer:
    return Packer(tmp_path)


def test_packer_provisions_and_seals_a_machine_that_knows_its_commit(packer: Packer, tmp_path: Path) -> None:
    packer.upload(
        provision=f'printf %s "$FACEFLEET_COMMIT" >{tmp_path}/commit', seal=f"touch {tmp_path}/sealed"
    )

    assert packer.run() == 0
    assert (tmp_path / "commit").read_text() == "abc"
    assert (tmp_path / "sealed").exists()


def test_packer_takes_no_image_of_a_machine_that_failed_its_self_test(packer: Packer, tmp_path: Path) -> None:
    packer.upload(provision="exit 3", seal=f"touch {tmp_path}/sealed")

    assert packer.run() == 3
    assert not (tmp_path / "sealed").exists()
