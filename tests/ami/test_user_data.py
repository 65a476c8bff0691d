"""What a machine makes of its user data."""

import pytest

from ami.boot.user_data import HEADER, read_user_data
from pipeline.errors import InvalidSettings


def told(*lines: str) -> str:
    return "\n".join((HEADER, *lines))


def test_settings_and_roles_are_read() -> None:
    text = told(
        "FACEFLEET_ROLE=web+controller",
        "",
        "# a note",
        "FACEFLEET_STATE_BUCKET=b",
        "AWS_ENDPOINT_URL_S3=http://s3",
    )

    instructions = read_user_data(text)

    assert instructions.roles == ("web", "controller")
    assert instructions.settings == {"FACEFLEET_STATE_BUCKET": "b", "AWS_ENDPOINT_URL_S3": "http://s3"}


def test_a_value_may_hold_whatever_can_be_printed() -> None:
    instructions = read_user_data(told("FACEFLEET_ROLE=web", 'FACEFLEET_DATABASE_URL=a="b c" $d=\\e'))

    assert instructions.settings["FACEFLEET_DATABASE_URL"] == 'a="b c" $d=\\e'


@pytest.mark.parametrize("text", ["", "#!/bin/sh\nFACEFLEET_ROLE=worker\n", "#cloud-config\n"])
def test_user_data_for_somebody_else_makes_no_role(text: str) -> None:
    assert read_user_data(text).roles == ()


@pytest.mark.parametrize(
    "line",
    [
        "LD_PRELOAD=/evil.so",
        "PATH=/evil",
        "FACEFLEET_X",
        " FACEFLEET_X=1",
        "FACEFLEET_x=1",
        "FACEFLEET_X=a\x1bb",
        "FACEFLEET_X=ä",
        "export FACEFLEET_X=1",
    ],
)
def test_anything_but_a_setting_stops_the_machine_and_is_not_shown(line: str) -> None:
    with pytest.raises(InvalidSettings, match="line 3 of the user data") as refused:
        read_user_data(told("FACEFLEET_ROLE=worker", line))

    assert line not in str(refused.value)


@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"])
def test_keys_have_no_place_in_user_data(name: str) -> None:
    with pytest.raises(InvalidSettings, match=f"is a secret \\({name}\\)") as refused:
        read_user_data(told("FACEFLEET_ROLE=worker", f"{name}=wJalrXUtnFEMI"))

    assert "wJalrXUtnFEMI" not in str(refused.value)


@pytest.mark.parametrize("role", ["", "wroker", "web+", "../worker", "web,controller"])
def test_a_role_that_there_is_not_stops_the_machine(role: str) -> None:
    with pytest.raises(InvalidSettings, match="FACEFLEET_ROLE must be some of worker, web, controller"):
        read_user_data(told(f"FACEFLEET_ROLE={role}"))


def test_every_wrong_line_is_named_at_once() -> None:
    with pytest.raises(InvalidSettings) as refused:
        read_user_data(told("nonsense", "FACEFLEET_ROLE=worker", "more nonsense"))

    assert [problem[:6] for problem in refused.value.problems] == ["line 2", "line 4"]
