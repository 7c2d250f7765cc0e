"""voiceprep bank: a file for each of its commands."""

import click

from voiceprep.cli.lazy import LazyGroup

COMMANDS = {
    "list": "List the built-in banks and your own.",
    "show": "Show a bank, or all that it has on one question.",
    "check": "Check bank files: what is wrong, and what could be better.",
    "story": "Your own story for a question, in bullet points.",
    "points": "Derive key points from sample answers and tips.",
    "import": "Make a bank of an interview page, a table, JSON or Anki cards.",
    "export": "Write a bank as Markdown, a table, JSON or Anki cards.",
    "hear": "Find out what a model hears where terms are said that it lacks.",
}


@click.group(cls=LazyGroup, package=__name__, known=COMMANDS)
def bank() -> None:
    """List, show, check and complete banks of questions.

    \b
    Examples:
      voiceprep bank list                 which banks there are
      voiceprep bank show                 the questions of your bank
      voiceprep bank check my-role.toml   is this file in order?
      voiceprep bank import page.html     a bank out of an interview page
      voiceprep bank points my-role       key points out of its sample answers
      voiceprep bank story production-failure  your own story for a question
    """
