"""The template is what CloudFormation takes."""

import subprocess
import sys
from pathlib import Path

from tests.deploy.template import PATH

#: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html (TemplateBody)
_MOST_BYTES = 51_200


def test_cfn_lint_finds_nothing() -> None:
    command = [Path(sys.executable).with_name("cfn-lint"), PATH]

    finished = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (finished.returncode, finished.stdout) == (0, ""), finished.stderr


def test_it_can_be_sent_as_it_is() -> None:
    assert len(PATH.read_bytes()) <= _MOST_BYTES
