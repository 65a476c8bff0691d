"""What the template says in words is written in the letters that EC2 takes."""

import re

from tests.deploy.template import Json, resources

#: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html and API_IpRange.html
LETTERS = re.compile(r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{1,255}")


def test_descriptions_of_security_groups_have_no_letter_that_ec2_refuses() -> None:
    descriptions = [text for group in resources("AWS::EC2::SecurityGroup").values() for text in _texts(group)]

    assert len(descriptions) > len(resources("AWS::EC2::SecurityGroup"))
    assert [text for text in descriptions if not LETTERS.fullmatch(text)] == []


def _texts(group: Json) -> list[str]:
    rules = [*group.get("SecurityGroupIngress", []), *group.get("SecurityGroupEgress", [])]
    return [group["GroupDescription"], *(rule["Description"] for rule in rules if "Description" in rule)]
