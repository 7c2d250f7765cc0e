"""voiceprep bank story."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from voiceprep.bank.bankfile import open_bank
from voiceprep.bank.model import Bank, Question
from voiceprep.bank.prose import printable, shown, unprintable
from voiceprep.bank.stories import (
    LONGEST,
    MOST_POINTS,
    STORY_PARTS,
    OwnStory,
    format_stories,
    format_story,
    parse_story,
    read_stories,
)
from voiceprep.cli.output import json_option, print_json, say
from voiceprep.config import folders, load_settings, private_folder
from voiceprep.errors import BankError
from voiceprep.report.terminal import plain
from voiceprep.wholefile import write_whole

_PROMPTS = {
    "situation": "Where were you, and what was at stake?",
    "task": "What did you yourself have to achieve?",
    "action": "What did you do, step by step?",
    "result": "What came of it, with a number?",
}


@click.command()
@click.argument("question", metavar="[QUESTION]", required=False)
@click.option("--bank", "name", metavar="BANK", help="Bank of the question: a name or a TOML file.")
@click.option("--edit", is_flag=True, help="Write the story in $EDITOR.")
@click.option(
    "--from",
    "source",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Take the story from a TOML file.",
)
@click.option("--show", is_flag=True, help="Show the story, change nothing.")
@click.option("--delete", is_flag=True, help="Delete the story.")
@json_option
def story(
    question: str | None,
    name: str | None,
    edit: bool,
    source: Path | None,
    show: bool,
    delete: bool,
    as_json: bool,
) -> None:
    """Write your own story for a question, in bullet points: situation, task, action, result.

    Your answers to the question are matched with these points, in place of the bank's. Each line is
    a point, an empty line ends a part. Without QUESTION, your stories and the questions that want
    one are listed.

    \b
    Examples:
      voiceprep bank story                              which stories there are
      voiceprep bank story production-failure                line by line
      voiceprep bank story production-failure --edit         in your editor
      voiceprep bank story production-failure --from my.toml
      voiceprep bank story production-failure --show --json
      voiceprep bank story production-failure --delete

    A file for --from has four lists, of which any may be left out:

    \b
      situation = ["The recommender had gone blank on a Sunday"]
      task      = ["I was on call and had to bring it back"]
      action    = ["I rolled back the model", "I compared the two feature tables"]
      result    = ["Back in 40 minutes", "An alarm since then"]
    """
    if sum((edit, source is not None, show, delete)) > 1:
        raise click.UsageError("--edit, --from, --show and --delete exclude each other.")
    where = folders()
    file = where.stories
    stories = read_stories(file)
    bank = open_bank(name or load_settings(where.config_file).bank, where.banks)
    if question is None:
        if edit or source or show or delete:
            raise click.UsageError("name the question; 'voiceprep bank story' lists them.")
        _list(bank, stories, file, as_json)
        return
    known = next((one for one in stories if one.question == question), None)
    if (show or delete) and known is None:
        raise BankError(
            f"There is no story of yours for {shown(question)}; 'voiceprep bank story' lists them."
        )
    if delete:
        _write(file, [one for one in stories if one.question != question])
        _tell(as_json, OwnStory(question), f"Your story for {question} is deleted.")
        return
    if show and known is not None:
        _tell(as_json, known, *_lines(known))
        return
    asked = _asked(bank, question)
    before = known or OwnStory(question)
    if source is not None:
        written = parse_story(_text(source), printable(str(source)), question)
    elif edit:
        written = _edited(before, asked, file)
    else:
        written = _line_by_line(before, asked)
    if not written.points:
        raise click.ClickException("The story has no points, so nothing was changed.")
    if written != known:
        _write(file, [*(one for one in stories if one.question != question), written])
    _tell(
        as_json,
        written,
        f"Kept: {len(written.points)} points in {file}. "
        f"'voiceprep rehearse {question}' matches your answer with them.",
    )


def _list(bank: Bank, stories: Sequence[OwnStory], file: Path, as_json: bool) -> None:
    known = {one.question: one for one in stories}
    if as_json:
        print_json({"file": str(file), "stories": [asdict(one) for one in stories]})
        return
    wanted = [question for question in bank.questions if question.kind == "behavioral"]
    others = [id for id in known if id not in {question.id for question in wanted}]
    for question in wanted:
        story = known.get(question.id)
        state = f"{len(story.points)} points" if story else "no story yet"
        say(plain(f"{question.id} ({state}): {question.ask}"))
    for id in others:
        say(plain(f"{id} ({len(known[id].points)} points)"))
    click.echo("\nvoiceprep bank story QUESTION writes one.")


def _asked(bank: Bank, id: str) -> Question:
    try:
        return bank.question(id)
    except KeyError:
        raise BankError(
            f'"{printable(bank.title)}" has no question {shown(id)}; '
            "'voiceprep bank show' lists them."
        ) from None


def _line_by_line(before: OwnStory, question: Question) -> OwnStory:
    """A story typed at the terminal; Ctrl-C and the end of input keep what was typed."""
    say(plain(question.ask), err=True)
    click.echo("One point a line; an empty line goes on to the next part.", err=True)
    story = before
    for name in STORY_PARTS:
        click.echo(f"\n{name.capitalize()}: {_PROMPTS[name]}", err=True)
        for text in before.part(name):
            say(plain(f"  - {text}"), err=True)
        if before.part(name):
            click.echo("  (an empty line keeps these; new lines replace them)", err=True)
        points: list[str] = []
        try:
            for text in _typed():
                points.append(text)
                if len(points) == MOST_POINTS:
                    click.echo(f"  {MOST_POINTS} points are enough for one part.", err=True)
                    break
        except KeyboardInterrupt:
            click.echo("\nStopped; what was typed until now is kept.", err=True)
            return _with_part(story, name, points)
        story = _with_part(story, name, points)
    return story


def _with_part(story: OwnStory, name: str, points: Sequence[str]) -> OwnStory:
    changed: dict[str, Any] = {name: tuple(points)}
    return replace(story, **changed) if points else story


def _typed() -> Iterator[str]:
    """Lines up to an empty one or the end of input."""
    while True:
        if sys.stdin.isatty():
            click.echo("  - ", nl=False, err=True)
        line = sys.stdin.readline()
        text = " ".join(line.split()).removeprefix("- ")
        if not text:
            return
        if len(text) > LONGEST or unprintable(text):
            click.echo(f"  (left out: at most {LONGEST} printable characters)", err=True)
            continue
        yield text


def _edited(before: OwnStory, question: Question, file: Path) -> OwnStory:
    """A story written in the user's editor; what can't be read is kept in a file for the next time.

    Raises BankError where that is the case.
    """
    draft = file.with_name("story-draft.toml")
    ask = f"# {' '.join(question.ask.split())}\n"
    hints = "".join(f"# {name}: {prompt}\n" for name, prompt in _PROMPTS.items())
    text = f"{ask}#\n{hints}\n{format_story(before)}"
    if draft.is_file() and _text(draft).startswith(ask):
        text = _text(draft)
    edited = click.edit(text, extension=".toml", require_save=False)
    if edited is None:
        raise click.ClickException("The editor gave nothing back, so nothing was changed.")
    try:
        story = parse_story(edited, printable(str(draft)), before.question)
    except BankError as fault:
        private_folder(draft.parent)
        write_whole(draft, edited.encode())
        raise BankError(f"{fault}\nYour text is kept: --edit takes it up again.") from fault
    draft.unlink(missing_ok=True)
    return story


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise BankError(f"{printable(str(path))}: this is not UTF-8; save it as UTF-8.") from fault


def _write(file: Path, stories: Sequence[OwnStory]) -> None:
    private_folder(file.parent)
    ordered = sorted(stories, key=lambda one: one.question)
    if not file.exists():
        file.touch(mode=0o600)
    write_whole(file, format_stories(ordered).encode())


def _lines(story: OwnStory) -> Iterator[str]:
    for name in STORY_PARTS:
        yield f"{name.capitalize()}:"
        yield from (f"  - {text}" for text in story.part(name))


def _tell(as_json: bool, story: OwnStory, *lines: str) -> None:
    if as_json:
        print_json(asdict(story))
        return
    for line in lines:
        say(plain(line))
