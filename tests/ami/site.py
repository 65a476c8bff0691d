"""A bakery in a made-up AWS."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from botocore.awsrequest import AWSResponse

from ami.bake.baking import Bakery
from ami.bake.builder import Builders
from ami.bake.cloud import Cloud
from ami.bake.depot import PREFIX, Depot
from ami.bake.images import Images
from ami.bake.order import Order
from ami.bake.patience import Patience
from ami.bake.publishing import Publisher

BUCKET = "the-depot"
Answer = dict[str, Any]
PROVENANCE = {"commit": "abc-dirty", "source_sha256": "5" * 64, "model_pack": "dlib", "built_at": "earlier"}


class Site:
    """A bakery in moto whose time passes only while it waits; `happens` says what happens meanwhile."""

    def __init__(self) -> None:
        self.cloud = Cloud()  # the bakery's
        self._own = Cloud()  # unharmed by `refuse`
        self.told: list[str] = []
        self.now = 0.0
        self._to_come: list[tuple[float, Callable[[], object]]] = []
        self.happens: Callable[[], None] = lambda: self.report("passed", provenance=PROVENANCE)
        self.cloud.s3.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        patience = Patience(seconds=600, tell=self.told.append, clock=lambda: self.now, pause=self._pass_time)
        self.images = Images(self.cloud.ec2, patience)
        self.publisher = Publisher(self.cloud.ssm, patience)
        self.builders = Builders(self.cloud.ec2, patience)
        self.bakery = Bakery(
            depot=Depot(self.cloud.s3, BUCKET, patience.tell),
            builders=self.builders,
            images=self.images,
            publisher=self.publisher,
            patience=patience,
        )
        base = self.cloud.ec2.register_image(Name="debian-12-amd64-20261101", RootDeviceName="/dev/xvda")
        self.base = base["ImageId"]

    def order(self, **more: Any) -> Order:
        return Order(instance_type="c7a.large", base_image=self.base, **more)

    def report(self, state: str, **more: Any) -> None:
        [build] = {key.split("/")[1] for key in self.objects()}
        body = json.dumps({"state": state, **more})
        self._own.s3.put_object(Bucket=BUCKET, Key=f"{PREFIX}{build}/report.json", Body=body)

    def objects(self) -> list[str]:
        listed = self._own.s3.list_objects_v2(Bucket=BUCKET)
        return [each["Key"] for each in listed.get("Contents", [])]

    def instances(self, state: str) -> list[Any]:
        found = self._own.ec2.describe_instances(Filters=[{"Name": "instance-state-name", "Values": [state]}])
        return [instance for each in found["Reservations"] for instance in each["Instances"]]

    def snapshots(self, name: str) -> list[Any]:
        filters: Any = [{"Name": "tag:Name", "Values": [name]}]
        return list(self._own.ec2.describe_snapshots(OwnerIds=["self"], Filters=filters)["Snapshots"])

    def groups(self) -> list[str]:
        groups = self._own.ec2.describe_security_groups()["SecurityGroups"]
        return [group["GroupName"] for group in groups if group["GroupName"].startswith("facefleet")]

    def refuse(self, call: str, codes: Sequence[str]) -> list[Answer]:
        """Have EC2 answer the next calls of that name with these errors; return those still to come."""
        return self.answer(call, [{"Error": {"Code": code, "Message": "not yet"}} for code in codes], 400)

    def answer(self, call: str, answers: Sequence[Answer], status: int = 200) -> list[Answer]:
        """Have EC2 give these answers to the next calls of that name; return those still to come."""
        left = list(answers)

        def answer(**_: Any) -> tuple[AWSResponse, Answer] | None:
            return (_response(status), left.pop(0)) if left else None

        self.cloud.ec2.meta.events.register(f"before-call.ec2.{call}", answer)  # type: ignore[arg-type]  # what it returns is taken
        return left

    def check_parameters_for(self, seconds: float) -> None:
        """Have Parameter Store say that it took a value, and take it after so many seconds."""

        def answer(params: Any, **_: Any) -> tuple[AWSResponse, Answer]:
            written = json.loads(params["body"])
            self._to_come.append((self.now + seconds, lambda: self._own.ssm.put_parameter(**written)))
            return _response(200), {"Version": 1}

        self.cloud.ssm.meta.events.register("before-call.ssm.PutParameter", answer)  # type: ignore[arg-type]  # what it returns is taken

    def _pass_time(self, seconds: float) -> None:
        self.now += seconds
        for _, act in [each for each in self._to_come if each[0] <= self.now]:
            act()
        if self.instances("running"):
            self.happens()


def _response(status: int) -> AWSResponse:
    return AWSResponse("https://aws", status, {}, None)  # type: ignore[arg-type]  # no body is read
