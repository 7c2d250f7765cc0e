"""The user's own stories for behavioral questions: bullet points by the parts of STAR."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from voiceprep.bank.bankfile import MAX_BYTES, fault_lines, toml_values
from voiceprep.bank.layout import quoted
from voiceprep.bank.model import Bank, KeyPoint, Question
from voiceprep.bank.prose import printable
from voiceprep.bank.table import Fault, Table, TooManyFaultsError
from voiceprep.errors import BankError

STORY_PARTS = ("situation", "task", "action", "result")
MOST_POINTS = 12
"""Bullet points of one part."""
LONGEST = 300
"""Characters of one."""
MOST_STORIES = 1_000
_ID = r"[a-z0-9]+(-[a-z0-9]+)*"
_HEAD = """\
# Your own stories. Each bullet point is what an answer to its question is matched with.
# Written by 'voiceprep bank story'; edit freely.
"""


@dataclass(frozen=True)
class OwnStory:
    """One story, in the user's own bullet points."""

    question: str
    """Id of the question that it answers."""
    situation: tuple[str, ...] = ()
    task: tuple[str, ...] = ()
    action: tuple[str, ...] = ()
    result: tuple[str, ...] = ()

    def part(self, name: str) -> tuple[str, ...]:
        """The bullet points of one of STORY_PARTS."""
        points = getattr(self, name)
        assert isinstance(points, tuple)
        return points

    @property
    def points(self) -> tuple[KeyPoint, ...]:
        """All bullet points, in the order of the story."""
        texts = dict.fromkeys(text for name in STORY_PARTS for text in self.part(name))
        return tuple(KeyPoint(text, own=True) for text in texts)


def with_stories(bank: Bank, stories: Iterable[OwnStory]) -> Bank:
    """The bank, with the user's points in place of its own where there is a story."""
    points = {story.question: story.points for story in stories if story.points}
    return replace(
        bank,
        questions=tuple(
            replace(question, points=points.get(question.id, question.points))
            for question in bank.questions
        ),
    )


def read_stories(path: Path) -> tuple[OwnStory, ...]:
    """The stories in a file; none if there is no file.

    Raises BankError with file:line if it can't be read or used.
    """
    name = printable(str(path))
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        return parse_stories(content.decode("utf-8"), name)
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise BankError(f"{name}:{line}: this is not UTF-8; save the file as UTF-8.") from fault
    except OSError as fault:
        raise BankError(f"{name}: can't be read ({fault.strerror}).") from fault


def parse_stories(text: str, name: str) -> tuple[OwnStory, ...]:
    """The stories in a text of TOML; `name` is what faults call the file."""
    table, faults = _table(text, name)
    try:
        found = tuple(_story(one) for one in table.tables("story", MOST_STORIES))
        table.end()
        seen: dict[str, int] = {}
        for n, story in enumerate(found):
            if story.question in seen:
                first = ("story", seen[story.question], "question")
                table.note("this question has a story already", "story", n, "question", first=first)
            seen.setdefault(story.question, n)
        if not faults:
            return found
    except TooManyFaultsError:
        pass
    raise BankError(fault_lines(faults, text, name))


def parse_story(text: str, name: str, question: str) -> OwnStory:
    """One story for a question, from a text that has its parts alone; faults as above."""
    table, faults = _table(text, name)
    try:
        story = _parts(table, question)
        table.end()
        if not faults:
            return story
    except TooManyFaultsError:
        pass
    raise BankError(fault_lines(faults, text, name))


def format_stories(stories: Sequence[OwnStory]) -> str:
    """TOML that reads back to the same stories."""
    blocks = [
        f"[[story]]\nquestion = {quoted(story.question)}\n{format_story(story)}"
        for story in stories
    ]
    return "\n".join([_HEAD, *blocks])


def format_story(story: OwnStory) -> str:
    """The parts of one story as TOML, a bullet point a line."""
    lines = []
    for name in STORY_PARTS:
        points = story.part(name)
        inside = "".join(f"    {quoted(text)},\n" for text in points)
        lines.append(f"{name} = [\n{inside}]\n" if points else f"{name} = []\n")
    return "".join(lines)


def own_points(question: Question) -> frozenset[str]:
    """What the user wrote among the points of a question."""
    return frozenset(point.say for point in question.points if point.own)


def _table(text: str, name: str) -> tuple[Table, list[Fault]]:
    faults: list[Fault] = []
    return Table(toml_values(text, name), (), faults), faults


def _story(table: Table) -> OwnStory:
    question = table.name("question", _ID, "the id of a question, such as production-failure")
    return _finished(table, question)


def _finished(table: Table, question: str) -> OwnStory:
    story = _parts(table, question)
    table.end()
    return story


def _parts(table: Table, question: str) -> OwnStory:
    points = {name: table.texts(name, MOST_POINTS, LONGEST) for name in STORY_PARTS}
    return OwnStory(question, **points)
