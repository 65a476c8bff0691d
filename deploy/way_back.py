"""A roll that fails leads back to the image from before: the next `up` takes whatever the parameter names."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from ami.image_parameter import named_image
from deploy.aws.images import choose_image, image_parameter
from deploy.aws.workers import image_of, read_workers
from deploy.command import Deployment
from deploy.failures import StackFailed, WrongUsage
from deploy.places import places
from deploy.stack import StackState
from pipeline.errors import FacefleetError


def way_back(
    deployment: Deployment, state: StackState, parameter: str, image: str | None
) -> AbstractContextManager[None]:
    """Return inside of what the stack is to be given the parameter's image, `image` where one is named."""
    if image is not None:
        return _image_written(deployment, parameter, image)
    if parameter == image_parameter(state):
        return _way_told(deployment, parameter)
    return nullcontext()  # with its update the stack also takes back which parameter it reads


@contextmanager
def _image_written(deployment: Deployment, parameter: str, image: str) -> Iterator[None]:
    """Have the parameter name the image; again the one from before where the stack does not take it."""
    before = named_image(deployment.account.ssm, parameter)
    choose_image(deployment.account.ssm, parameter, image, deployment.pause)
    try:
        yield
    except (StackFailed, WrongUsage):
        if before is not None:
            _put_back(deployment, parameter, before)
        raise


def _put_back(deployment: Deployment, parameter: str, image: str) -> None:
    try:
        choose_image(deployment.account.ssm, parameter, image, deployment.pause)
        deployment.voice.say(f"{parameter} names {image} again.")
    except FacefleetError as error:  # which must not hide why the roll failed
        deployment.voice.say(f"{image} could not be put back: {error}")


@contextmanager
def _way_told(deployment: Deployment, parameter: str) -> Iterator[None]:
    """Where the stack does not take the image that somebody wrote into the parameter, say how to go back."""
    before = _image_of_workers(deployment)
    try:
        yield
    except (StackFailed, WrongUsage):
        deployment.voice.say(
            f"{parameter} still names the image that failed, and `python -m deploy up` would take it again; "
            f"`python -m deploy roll --image {before}` goes back to the one that new machines have."
        )
        raise


def _image_of_workers(deployment: Deployment) -> str | None:
    found = places(deployment.stack.name, deployment.stack.resources())
    return image_of(deployment.account, read_workers(deployment.account, found.worker_group).version)
