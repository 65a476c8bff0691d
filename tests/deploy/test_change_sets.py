"""What CloudFormation is told when a change is carried out (botocore's Stubber: moto never fails)."""

import boto3
import pytest
from botocore.stub import Stubber

from deploy.aws.change_sets import ChangeSet, ChangeSets


@pytest.mark.parametrize("creates", [True, False])
def test_a_creation_that_fails_keeps_its_evidence_and_an_update_is_taken_back(creates: bool) -> None:
    client = boto3.client(
        "cloudformation", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    asked = {"ChangeSetName": "c", "StackName": "s", "DisableRollback": creates}
    with Stubber(client) as script:
        script.add_response("execute_change_set", {}, asked)

        ChangeSets(client).carry_out(ChangeSet(id="c", stack="s", creates=creates, changes=()))

        script.assert_no_pending_responses()
