"""Commands, a file each: parse, call, print."""

import importlib
import os
import sys
from typing import Any

import click

from voiceprep import __version__
from voiceprep.errors import VoiceprepError

COMMANDS = {
    "rehearse": "Answer questions out loud, one after another, and see what you covered.",
    "demo": "The same loop with a synthetic candidate: no microphone needed.",
    "review": "List, show and play what you said.",
    "bank": "List, show and check banks of questions.",
    "devices": "List microphones, speakers, models and voices.",
    "doctor": "Check speech, sound, model, folders and disk.",
}

_SAFE = "An answer that was being given is in its recording, and is taken up at the next start."


def _printable(fault: Exception) -> str:
    from voiceprep.bank.prose import printable

    return "\n".join(printable(line) for line in str(fault).splitlines())


class _Commands(click.Group):
    """Imports a command's module only when the command is used, so that --help is instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"voiceprep.cli.{cmd_name}")
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except VoiceprepError as fault:
            raise click.ClickException(_printable(fault)) from fault
        except KeyboardInterrupt:
            click.echo(f"\nStopped. {_SAFE}", err=True)
            ctx.exit(130)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            # As head and the like do it: what was wanted has been read.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except OSError as fault:
            raise click.ClickException(_printable(fault)) from fault
        except Exception as fault:
            if os.environ.get("VOICEPREP_DEBUG"):
                raise
            raise click.ClickException(
                f"voiceprep has a fault of its own ({type(fault).__name__}: {_printable(fault)}); "
                f"set VOICEPREP_DEBUG=1 to see where it happened. {_SAFE}"
            ) from fault


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="voiceprep")
def cli() -> None:
    """A spoken mock interview on your own computer; nothing leaves it.

    \b
    Examples:
      voiceprep demo                 see and hear how it works, without a microphone
      voiceprep rehearse             answer questions out loud
      voiceprep rehearse l1-vs-l2    one question by its id, or by words in it
      voiceprep review               what you said, and what you covered
      voiceprep doctor               is everything in place?

    Each command has its own --help with examples.
    """


def main() -> None:
    """Entry point of the program."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A terminal that can't show a character must not end an interview.
            stream.reconfigure(errors="replace")
    cli(prog_name="voiceprep")
