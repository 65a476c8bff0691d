"""The sizes that groups are given back are the template's."""

from deploy.groups import KIND, sizes
from deploy.stack import Resource
from tests.deploy.template import resources

VALUES = {"WorkerMax": "7", "WebMin": "3", "WebMax": "5"}


def test_every_group_has_the_sizes_that_the_template_gives_it() -> None:
    groups = resources(KIND)
    made = [Resource(name=name, kind=KIND, id=name) for name in groups]
    bucket = Resource(name="InputBucket", kind="AWS::S3::Bucket", id="b")

    given = sizes([*made, bucket], VALUES)

    assert {name: (str(size.least), str(size.most)) for name, size in given.items()} == {
        name: (value_of(group["MinSize"]), value_of(group["MaxSize"])) for name, group in groups.items()
    }


def value_of(size: str | dict[str, str]) -> str:
    return size if isinstance(size, str) else VALUES[size["Ref"]]
