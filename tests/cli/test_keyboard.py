import os
import pty
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from voiceprep.cli.keyboard import Keyboard

Press = Callable[[bytes], None]


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    """Writes to a pseudo-terminal that is standard input."""
    ours, theirs = pty.openpty()
    with os.fdopen(theirs) as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)

        def send(data: bytes) -> None:
            os.write(ours, data)
            time.sleep(0.05)

        yield send
    os.close(ours)


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    """Writes to a pipe that is standard input; nothing more comes after one call."""
    read, write = os.pipe()

    def send(data: bytes) -> None:
        os.write(write, data)
        os.close(write)

    with os.fdopen(read) as end:
        monkeypatch.setattr(sys, "stdin", end)
        yield send


def test_keys_arrive_one_by_one_without_enter(press: Press) -> None:
    with Keyboard() as keys:
        assert keys.interactive
        assert keys.poll() == ""
        press(b"aQ \r")
        assert [keys.poll() for _ in range(5)] == ["a", "q", "space", "enter", ""]


def test_arrow_keys_steer_nothing(press: Press) -> None:
    with Keyboard() as keys:
        press(b"\x1b[A")
        assert keys.poll() == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.usefixtures("press")
def test_a_request_to_stop_arrives_as_a_key(number: signal.Signals) -> None:
    with Keyboard() as keys:
        os.kill(os.getpid(), number)
        assert keys.poll() == "quit"
        assert keys.poll() == ""


@pytest.mark.usefixtures("press")
def test_asking_twice_to_stop_stops() -> None:
    with Keyboard():
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.usefixtures("press")
def test_the_terminal_is_as_before_afterwards() -> None:
    import termios

    before = termios.tcgetattr(sys.stdin)
    handler = signal.getsignal(signal.SIGINT)
    with Keyboard():
        assert termios.tcgetattr(sys.stdin) != before
    assert termios.tcgetattr(sys.stdin) == before
    assert signal.getsignal(signal.SIGINT) == handler


def test_lines_can_be_typed_and_pasted(press: Press) -> None:
    with Keyboard() as keys:
        press(b"first line\nsecond\n")
        assert keys.line() == "first line"
        assert keys.line() == "second"


def test_single_keys_work_again_after_a_line(press: Press) -> None:
    with Keyboard() as keys:
        press(b"a line\n")
        assert keys.line() == "a line"
        press(b"n")
        assert keys.poll() == "n"


@pytest.mark.usefixtures("press")
def test_a_request_to_stop_ends_a_line() -> None:
    with Keyboard() as keys:
        os.kill(os.getpid(), signal.SIGINT)
        assert keys.line() is None


@pytest.mark.usefixtures("piped")
def test_without_a_keyboard_nobody_is_waited_for() -> None:
    with Keyboard() as keys:
        assert not keys.interactive
        assert keys.poll() == ""
        assert keys.wait() == "quit"


def test_lines_come_from_a_pipe_too(piped: Press) -> None:
    with Keyboard() as keys:
        piped(b"one\n\xff two\nthree")
        lines = [keys.line() for _ in range(4)]
    assert lines == ["one", "\N{REPLACEMENT CHARACTER} two", "three", None]


def test_a_long_line_comes_whole(press: Press) -> None:
    with Keyboard() as keys:
        text = "word " * 2000
        thread = threading.Thread(target=press, args=(f"{text}\n".encode(),))
        thread.start()
        assert keys.line() == text
        thread.join()


def test_a_line_can_be_corrected(press: Press) -> None:
    with Keyboard() as keys:
        press("I saié\x7fd\n".encode())
        assert keys.line() == "I said"
        press(b"wrong\x15right\x1b[D\n")
        assert keys.line() == "right"


def test_what_was_typed_before_a_request_to_stop_is_given_first(press: Press) -> None:
    with Keyboard() as keys:
        press(b"half a line")
        os.kill(os.getpid(), signal.SIGINT)
        assert keys.line() == "half a line"
        assert keys.line() is None


def test_more_says_whether_text_was_pasted_behind_a_line(press: Press) -> None:
    with Keyboard() as keys:
        press(b"one\n\ntwo\n")
        assert keys.line() == "one"
        assert keys.line() == ""
        assert keys.more()
        assert keys.line() == "two"
        assert not keys.more()
