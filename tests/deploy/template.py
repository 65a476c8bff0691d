"""The stack's template as plain data: `!Sub x` is `{"Fn::Sub": x}`, as CloudFormation reads it."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

PATH = Path(__file__).parents[2] / "deploy" / "stack.yaml"

Json = dict[str, Any]


class _Loader(yaml.SafeLoader):
    pass


def _function(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> Json:
    name = tag if tag in ("Ref", "Condition") else f"Fn::{tag}"
    if isinstance(node, yaml.ScalarNode):
        text = str(loader.construct_scalar(node))
        return {name: text.split(".", 1) if tag == "GetAtt" else text}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    raise TypeError(f"!{tag} of a mapping")


_Loader.add_multi_constructor("!", _function)


@cache
def template() -> Json:
    """Return the template. Read only."""
    loaded: Json = yaml.load(PATH.read_text(), _Loader)  # noqa: S506 (a SafeLoader)
    return loaded


def resources(kind: str) -> dict[str, Json]:
    """Return the properties of all resources of a kind by their logical names."""
    return {
        name: resource.get("Properties", {})
        for name, resource in template()["Resources"].items()
        if resource["Type"] == kind
    }
