"""Which version of a launch template a machine has."""

from typing import TYPE_CHECKING

from controller.ec2.group import Group, Machine, Template
from pipeline.aws import translated_errors

if TYPE_CHECKING:
    from types_boto3_ec2 import EC2Client


def current_version(client: "EC2Client", group: Group) -> str:
    """Return what a machine launched now would have; "" where nobody can say. Raises ServiceUnavailable.

    One DescribeLaunchTemplates where the group names no number.
    """
    template = group.template
    if template is None or not _is_symbolic(template):
        return _words(template)
    with translated_errors():
        found = client.describe_launch_templates(LaunchTemplateIds=[template.template_id])["LaunchTemplates"]
    numbers = {"$Latest": found[0]["LatestVersionNumber"], "$Default": found[0]["DefaultVersionNumber"]}
    return _words(Template(template_id=template.template_id, version=str(numbers[template.version])))


def version_of(machine: Machine, current: str) -> str:
    """Return a machine's version; where nobody can say, the current one, since old machines are replaced."""
    if not current or machine.template is None or _is_symbolic(machine.template):
        return current
    return _words(machine.template)


def _is_symbolic(template: Template) -> bool:
    return template.version.startswith("$")


def _words(template: Template | None) -> str:
    return f"{template.template_id}:{template.version}" if template else ""
