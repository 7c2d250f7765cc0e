"""What was said, read by the sentence model while the answer goes on."""

import queue
import threading
from collections.abc import Callable, Sequence

from voiceprep.bank.model import Question
from voiceprep.errors import ModelError
from voiceprep.feedback.assess import spoken_words
from voiceprep.feedback.meaning import Meaning
from voiceprep.feedback.prototypes import prototypes
from voiceprep.feedback.sentences import load_meaning
from voiceprep.feedback.story import asks_for_story
from voiceprep.language import tables
from voiceprep.speech.transcript import Transcript, Word

LANGUAGES = ("en",)
"""Languages that the sentence model knows."""


class Reader:
    """A thread that loads the sentence model and takes in answers as they are spoken.

    Nothing waits for it but the verdict. Where the model can't be used, that is told once, by
    `notice`, and answers are judged by their words alone.
    """

    def __init__(
        self, notice: Callable[[str], None], load: Callable[[], Meaning] = load_meaning
    ) -> None:
        self._notice = notice
        self._load = load
        self._fault = ""
        self._closing = False
        self._meaning: Meaning | None = None
        self._loaded = threading.Event()
        self._work: queue.SimpleQueue[Callable[[Meaning], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins to load, if that has not begun yet: most commands need no model."""
        if not self._thread:
            self._thread = threading.Thread(target=self._run, name="reader", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Ends the thread; what it has not read yet stays unread."""
        if self._thread:
            self._closing = True
            self._work.put(None)
            self._thread.join()

    def _run(self) -> None:
        try:
            self._meaning = self._load()
        except ModelError as fault:
            self._fault = str(fault)
        finally:
            self._loaded.set()
        while self._meaning and (work := self._work.get()) and not self._closing:
            work(self._meaning)

    def begin(self, question: Question) -> None:
        """Takes in a question and its key points while it is asked, and what stories are like."""
        self.start()
        points = [point.say for point in question.points]
        others = [
            text
            for language in LANGUAGES
            if asks_for_story(question, tables(language))
            for text in prototypes(language)
        ]
        self._work.put(lambda meaning: meaning.prepare(question.ask, points, others))

    def follow(self, words: Sequence[Word], language: str) -> None:
        """Takes in what was said so far."""
        if language in LANGUAGES:
            said = [word.text for word in spoken_words(Transcript(tuple(words)), tables(language))]
            self._work.put(lambda meaning: meaning.read(said))

    def meaning(self, language: str) -> Meaning | None:
        """The sentence model, if it can be used for this language; waits until it is loaded."""
        if language not in LANGUAGES:
            return None
        self.start()
        self._loaded.wait()
        if self._fault:
            self._notice(f"{self._fault} Answers are judged by their words alone.")
            self._fault = ""
        return self._meaning
