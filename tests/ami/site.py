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

BUCKET = "the-depot"
PROVENANCE = {"commit": "abc-dirty", "source_sha256": "5" * 64, "model_pack": "dlib", "built_at": "earlier"}


class Site:
    """A bakery in moto whose time passes only while it waits; `happens` says what happens meanwhile."""

    def __init__(self) -> None:
        self.cloud = Cloud()  # the bakery's
        self._own = Cloud()  # unharmed by `refuse`
        self.told: list[str] = []
        self.now = 0.0
        self.happens: Callable[[], None] = lambda: self.report("passed", provenance=PROVENANCE)
        self.cloud.s3.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        patience = Patience(seconds=300, tell=self.told.append, clock=lambda: self.now, pause=self._pass_time)
        self.images = Images(self.cloud.ec2, self.cloud.ssm, patience)
        self.builders = Builders(self.cloud.ec2, patience)
        self.bakery = Bakery(
            depot=Depot(self.cloud.s3, BUCKET, patience.tell),
            builders=self.builders,
            images=self.images,
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

    def groups(self) -> list[str]:
        groups = self._own.ec2.describe_security_groups()["SecurityGroups"]
        return [group["GroupName"] for group in groups if group["GroupName"].startswith("facefleet")]

    def refuse(self, call: str, codes: Sequence[str]) -> list[str]:
        """Have EC2 answer the next calls of that name with these errors; return those still to come."""
        left = list(codes)

        def answer(**_: Any) -> tuple[AWSResponse, dict[str, Any]] | None:
            if not left:
                return None
            error = {"Error": {"Code": left.pop(0), "Message": "not yet"}}
            return AWSResponse("https://ec2", 400, {}, None), error  # type: ignore[arg-type]  # no body is read

        self.cloud.ec2.meta.events.register(f"before-call.ec2.{call}", answer)  # type: ignore[arg-type]  # what it returns is taken
        return left

    def _pass_time(self, seconds: float) -> None:
        self.now += seconds
        if self.instances("running"):
            self.happens()
