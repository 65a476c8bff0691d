"""What counts as credentials of a machine's role."""

import pytest

from ami.boot.role_credentials import ROLE, wait_for_credentials
from tests.ami.metadata_service import Answer, instance_metadata


class Told:
    """Metadata by path."""

    def __init__(self, answers: dict[str, Answer]) -> None:
        self._answers = answers

    def get(self, path: str) -> str | None:
        answer = self._answers.get(path)
        return answer if isinstance(answer, str) else None


def finds(answers: dict[str, Answer]) -> bool:
    return wait_for_credentials(Told(answers), pause=lambda _: None)


def test_a_role_with_good_credentials_is_all_that_is_needed() -> None:
    assert finds(instance_metadata(None))


@pytest.mark.parametrize(
    "document",
    [
        None,
        "",
        "<html>",
        "[]",
        "{}",
        '{"Code": "AssumeRoleUnauthorizedAccess", "Message": "EC2 cannot assume the role."}',
    ],
)
def test_a_role_that_gives_none_is_not_enough(document: str | None) -> None:
    answers: dict[str, Answer] = {ROLE: "the-role"}
    if document is not None:
        answers[f"{ROLE}the-role"] = document

    assert not finds(answers)
