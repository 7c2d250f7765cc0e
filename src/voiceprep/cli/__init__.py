"""Commands, a file each: parse, call, print."""

import os
import sys
from typing import Any

import click

from voiceprep import __version__
from voiceprep.cli.lazy import LazyGroup
from voiceprep.errors import StoppedError, VoiceprepError

COMMANDS = {
    "rehearse": "Answer questions out loud, one after another, and see what you covered.",
    "mock": "A whole interview, with the clock and without help; the feedback comes afterwards.",
    "demo": "The same loop with a synthetic candidate: no microphone needed.",
    "review": "List, show and play what you said.",
    "bank": "List, show, check and complete banks of questions.",
    "models": "List, install, choose and measure the models that hear you.",
    "archive": "Save everything that is kept into one file, and restore it.",
    "devices": "List microphones, speakers, models and voices.",
    "doctor": "Check speech, sound, model, folders and disk.",
}

_SAFE = "An answer that was being given is in its recording, and is taken up at the next start."


def _printable(fault: Exception) -> str:
    from voiceprep.bank.prose import printable

    return "\n".join(printable(line) for line in str(fault).splitlines())


def _told(message: str) -> str:
    from voiceprep.cli.output import wrapped

    return wrapped(message, sys.stderr, len("Error: "))


class _Commands(LazyGroup):
    """Tells faults as sentences."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except StoppedError as stop:
            click.echo(f"\n{_printable(stop)}", err=True)
            ctx.exit(130)
        except VoiceprepError as fault:
            raise click.ClickException(_told(_printable(fault))) from fault
        except KeyboardInterrupt:
            click.echo(f"\nStopped. {_SAFE}", err=True)
            ctx.exit(130)
        except click.ClickException as fault:
            if type(fault) is not click.ClickException:
                raise
            raise click.ClickException(_told(fault.message)) from fault
        except (click.exceptions.Exit, click.Abort):
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


@click.group(
    cls=_Commands,
    package=__name__,
    known=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, "-V", "--version", prog_name="voiceprep")
def cli() -> None:
    """A spoken mock interview on your own computer; nothing leaves it.

    \b
    Examples:
      voiceprep demo                 see and hear how it works, without a microphone
      voiceprep rehearse             answer questions out loud
      voiceprep rehearse l1-vs-l2    one question by its id, or by words in it
      voiceprep mock                 a whole interview against the clock
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
