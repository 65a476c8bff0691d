"""Takes the stack's roles, one at a time, in an AWS that refuses what their policies do not allow."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import boto3
import pytest
from botocore.exceptions import ClientError
from moto.core.authorization import enable_iam_authentication

from tests.deploy import enforcement

ROLES = ("WebRole", "WorkerRole", "ControllerRole", "BuilderRole")


class Roles:
    """Whose credentials new clients get."""

    def __init__(self, stack_name: str, refused: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.refused = refused  #: calls so far, also those whose caller got over it
        self._monkeypatch = monkeypatch
        self.arns = {role: _arn(stack_name, role) for role in ROLES}
        self._credentials = {role: _credentials(arn) for role, arn in self.arns.items()}

    def take(self, role: str) -> None:
        """Make every client that is made from now on this role's."""
        access = self._credentials[role]
        self._monkeypatch.setenv("AWS_ACCESS_KEY_ID", access["AccessKeyId"])
        self._monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", access["SecretAccessKey"])
        self._monkeypatch.setenv("AWS_SESSION_TOKEN", access["SessionToken"])
        boto3.setup_default_session()

    def allowed(self, role: str, calls: Mapping[str, Callable[[], object]]) -> list[str]:
        """Return the names of the calls that the role may make. Raises what else goes wrong."""
        self.take(role)
        return [name for name, call in calls.items() if not _is_refused(call)]


@contextmanager
def enforced(stack_name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Roles]:
    """Enforce the policies of a stack's roles inside the block."""
    roles = Roles(stack_name, enforcement.complete(monkeypatch), monkeypatch)
    with enable_iam_authentication():
        yield roles
    boto3.setup_default_session()


def _is_refused(call: Callable[[], object]) -> bool:
    try:
        call()
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 403 or "Access" not in str(error):
            raise
        return True
    return False


def _arn(stack_name: str, role: str) -> str:
    roles = boto3.client("iam").list_roles()["Roles"]
    return next(each["Arn"] for each in roles if each["RoleName"].startswith(f"{stack_name}-{role}-"))


def _credentials(arn: str) -> dict[str, str]:
    taken = boto3.client("sts").assume_role(RoleArn=arn, RoleSessionName="i-0123456789abcdef0")["Credentials"]
    return {name: str(value) for name, value in taken.items()}
