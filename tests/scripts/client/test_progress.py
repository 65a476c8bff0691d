"""Progress is told in lines where there is no terminal."""

import io

import pytest

from scripts.client.progress import ProgressLines, duration, progress


def test_a_line_now_and_then_tells_rate_and_remaining_time() -> None:
    out = io.StringIO()
    now = [0.0]
    lines = ProgressLines(100, out, clock=lambda: now[0])

    for second in range(1, 13):
        now[0] = second
        lines.advance()

    assert out.getvalue().splitlines() == [
        "5 of 100, 1.0 a second, 1 min 35 s left",
        "10 of 100, 1.0 a second, 1 min 30 s left",
    ]


def test_a_pipe_gets_no_bar() -> None:
    out = io.StringIO()

    with progress(10, out) as shown:
        shown.advance()
        shown.say("a remark")

    assert out.getvalue() == "a remark\n"


def test_a_terminal_gets_a_bar_with_rate_and_count() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()

    with progress(2, out) as shown:
        shown.advance()
        shown.say("a [remark]")
        shown.advance()

    assert "2/2" in out.getvalue()
    assert "a [remark]" in out.getvalue()


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (45, "45 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")]
)
def test_durations_read_as_people_say_them(seconds: float, text: str) -> None:
    assert duration(seconds) == text
