"""A microphone as a source of frames, which outlives what happens to the device."""

import threading
from collections import deque

from voiceprep.audio.frames import FRAME_S, RATE_HZ, Frame, SourceKind
from voiceprep.audio.timeline import Timeline
from voiceprep.audio.wire import SOUND, Child, Message, receive
from voiceprep.errors import AudioError

_SILENCE = bytes(2 * RATE_HZ * 20 // 1000)
_WAITING_S = 60.0
"""How much unread sound is kept; and the most that a hole is filled with."""
_BACK_OFF_S = (0.05, 1.0)


class Microphone:
    """A Source that listens in a child process, and starts another when that one dies.

    `name` is a device's name or a part of it; without one it is the system's default. A hole is
    filled with frames marked lost (60 s at most; times stay right). Sound that nobody reads for
    60 s is thrown away, oldest first.
    """

    kind: SourceKind = "microphone"

    def __init__(self, name: str | None = None, *, rate_hz: int = RATE_HZ, channels: int = 1):
        self.name = name or "default microphone"
        self._arguments = (f"--device={name or ''}", f"--rate={rate_hz}", f"--channels={channels}")
        self._frames: deque[Frame] = deque(maxlen=int(_WAITING_S / FRAME_S))
        self._news = threading.Condition()
        self._closed = threading.Event()
        self._timeline = Timeline()
        self._trouble = ""
        self._lasting = False  # trouble that waiting won't cure
        self._opened = False
        self._child: Child | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins to open the device and returns at once; see trouble or wait_open."""
        if self._thread is None and not self._closed.is_set():
            self._thread = threading.Thread(target=self._run, name="microphone", daemon=True)
            self._thread.start()

    def wait_open(self, timeout_s: float = 5.0) -> None:
        """Waits for the first sound. Raises AudioError, saying why, if there is none."""
        with self._news:
            self._news.wait_for(lambda: self._opened or self._lasting, timeout_s)
            if not self._opened:
                raise AudioError(
                    self._trouble
                    or f"The microphone gave no sound within {timeout_s:g} s; check that it is "
                    "connected and switched on."
                )

    def read(self, timeout_s: float) -> Frame | None:
        """The next frame, or None if there was none within the timeout or after close()."""
        with self._news:
            self._news.wait_for(lambda: self._frames or self._closed.is_set(), timeout_s)
            return self._frames.popleft() if self._frames else None

    @property
    def ended(self) -> bool:
        """True once it is closed and everything was read."""
        return self._closed.is_set() and not self._frames

    @property
    def trouble(self) -> str:
        """Why there is no sound at present, in one sentence; else empty."""
        return self._trouble

    @property
    def child_pid(self) -> int | None:
        """Process id of the listening child, if there is one."""
        child = self._child
        return child.pid if child and child.running else None

    def close(self) -> None:
        """Ends listening; whatever hangs is killed. May be called twice."""
        self._closed.set()
        with self._news:
            self._news.notify_all()
        child = self._child
        if child is not None:
            child.end(patience_s=0.2)
        if self._thread is not None:
            self._thread.join(5.0)

    def _run(self) -> None:
        wait_s, longest_s = _BACK_OFF_S
        while not self._closed.is_set():
            try:
                child = self._child = Child("capture", *self._arguments)
            except AudioError as fault:
                heard = self._fail(str(fault), lasting=True)
            else:
                with child.stdout:
                    heard = self._listen(child)
            wait_s = _BACK_OFF_S[0] if heard else min(2 * wait_s, longest_s)
            self._closed.wait(wait_s)

    def _listen(self, child: Child) -> bool:
        """Takes in all that a child says; gives back whether there was sound."""
        heard, reason, lasting = False, "", False
        while not self._closed.is_set() and (message := receive(child.stdout)) is not None:
            if message.kind == SOUND:
                self._take(message, jumped=message.overflow or not heard)
                heard = True
                continue
            note = message.note()
            if "device" in note:
                self.name = str(note["device"])
            elif "error" in note:
                reason, lasting = str(note["error"]), bool(note.get("lasting"))
        child.end()
        self._fail(reason or f"The listening process broke down ({child.last_words()}).", lasting)
        return heard

    def _fail(self, sentence: str, lasting: bool) -> bool:
        with self._news:
            self._trouble, self._lasting = sentence, lasting
            self._news.notify_all()
        return False

    def _take(self, message: Message, jumped: bool) -> None:
        missing, time_s = self._timeline.place(message.time_s, jumped)
        with self._news:
            for back in range(min(missing, self._frames.maxlen or 0), 0, -1):
                self._frames.append(Frame(_SILENCE, time_s - back * FRAME_S, lost=True))
            self._frames.append(Frame(message.payload, time_s))
            self._opened, self._trouble, self._lasting = True, "", False
            self._news.notify_all()
