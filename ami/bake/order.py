"""What is to be baked."""

from dataclasses import dataclass

from ami.image_parameter import DEFAULT_PARAMETER

#: Debian's own account: https://wiki.debian.org/Cloud/AmazonEC2Image/Bookworm
DEBIAN = "136693071363"
DEBIAN_12 = "debian-12-amd64-*"


@dataclass(frozen=True, kw_only=True)
class Order:
    """Everything that the command's options say."""

    instance_type: str  #: of the builder; its processor decides which runtimes' models are converted
    base_image: str | None = None  #: AMI id; the newest Debian 12 where it is None
    subnet: str | None = None  #: where the builder runs; a default subnet where it is None
    source_bucket: str | None = None  #: private; one of the account's own is made where it is None
    parameter: str | None = DEFAULT_PARAMETER  #: SSM parameter that gets the image's id
    keep: int = 3  #: images, the new one among them
    volume_gib: int = 8
    timeout_seconds: float = 1800
