"""What moto's EC2 lacks: tags for the snapshot that an image is made of, given with the image."""

from typing import Any

import pytest
from moto.ec2.models import EC2Backend
from moto.ec2.models.amis import Ami


def tag_snapshots_with_their_image(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have moto's CreateImage take TagSpecifications for snapshots, which it has not implemented."""
    create_image = EC2Backend.create_image

    def create_and_tag(
        backend: EC2Backend, instance: str, name: str, about: str, tag_specifications: list[dict[str, Any]]
    ) -> Ami:
        of_kind = {each["ResourceType"]: each["Tags"] for each in tag_specifications}
        snapshot_tags = {tag["Key"]: tag["Value"] for tag in of_kind.pop("snapshot", [])}
        others = [{"ResourceType": kind, "Tags": tags} for kind, tags in of_kind.items()]
        image = create_image(backend, instance, name, about, others)
        backend.create_tags([image.ebs_snapshot.id], snapshot_tags)
        return image

    monkeypatch.setattr(EC2Backend, "create_image", create_and_tag)
