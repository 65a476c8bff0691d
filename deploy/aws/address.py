"""Where the deployed service answers."""

from typing import TYPE_CHECKING

from deploy.stack import StackState
from pipeline.aws import translated_errors

if TYPE_CHECKING:
    from types_boto3_elbv2 import ElasticLoadBalancingv2Client


def web_address(client: "ElasticLoadBalancingv2Client", state: StackState, load_balancer: str) -> str:
    """Return what the stack says, which knows names and certificates, else the load balancer's address."""
    if told := state.outputs.get("WebUrl"):
        return told
    with translated_errors():
        found = client.describe_load_balancers(LoadBalancerArns=[load_balancer])["LoadBalancers"]
    return f"http://{found[0]['DNSName']}"
