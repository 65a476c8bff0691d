"""The stack's template, and which parameters it has."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.parameters import Parameter
from pipeline.aws import translated_errors

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient

FILE = Path(__file__).parents[1] / "stack.yaml"


@dataclass(frozen=True, kw_only=True)
class Template:
    """A template that CloudFormation understands."""

    body: str
    parameters: tuple[Parameter, ...]


def read_template(client: "CloudFormationClient", file: Path = FILE) -> Template:
    """Read the template and have CloudFormation say what its parameters are. Raises ServiceUnavailable."""
    body = file.read_text(encoding="utf-8")
    with translated_errors():
        summary = client.get_template_summary(TemplateBody=body)
    parameters = tuple(
        Parameter(
            name=each["ParameterKey"],
            default=each.get("DefaultValue"),
            description=each.get("Description", ""),
        )
        for each in summary.get("Parameters", [])
    )
    return Template(body=body, parameters=parameters)
