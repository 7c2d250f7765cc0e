"""Settings and options into the parts of a sitting."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self, TextIO, TypeVar, cast

import click
from rich.console import Console

from voiceprep.audio.frames import Source, SourceKind
from voiceprep.bank.model import Bank, Question
from voiceprep.cli.keyboard import Keyboard
from voiceprep.cli.output import Unbreakable, print_json
from voiceprep.cli.stage import LiveScreen, PlainScreen, screen_for
from voiceprep.config import Folders, Settings, folders, load_settings, private_folder
from voiceprep.errors import ConfigError, ModelError, VoiceError
from voiceprep.interview.hearing import Hearing
from voiceprep.interview.interviewer import Interviewer
from voiceprep.interview.keeping import Keeper
from voiceprep.interview.reader import Reader
from voiceprep.interview.session import Rehearsal
from voiceprep.interview.tally import Limits
from voiceprep.journal.earlier import session_with_comparison
from voiceprep.journal.journal import Journal
from voiceprep.journal.plan import Held
from voiceprep.report.export import results_json
from voiceprep.report.terminal import STARTER_NOTICE

F = TypeVar("F", bound=Callable[..., Any])

_SITTING = (
    click.option("--bank", metavar="BANK", help="Bank of questions: a name or a TOML file."),
    click.option("--voice", metavar="NAME", help="Voice that reads the questions, or part of it."),
    click.option("--rate", type=int, metavar="WPM", help="Words a minute it reads at."),
    click.option("--speaker", metavar="NAME", help="Speaker, by name or part of it."),
    click.option("--model", metavar="MODEL", help="Recogniser model: a name or a folder."),
    click.option("--quiet", is_flag=True, help="Show the questions only; don't read them aloud."),
    click.option(
        "--no-audio",
        is_flag=True,
        help="Keep the transcript, not the sound; a crash loses the words of an open answer.",
    ),
)


def sitting_options(command: F) -> F:
    """What all commands that hold a sitting can be told."""
    for option in reversed(_SITTING):
        command = option(command)
    return command


@dataclass
class Assembly:
    """The parts of a sitting, made when they are first needed."""

    settings: Settings
    folders: Folders
    console: Console
    quiet: bool
    keep_sound: bool
    as_json: bool
    model: str = ""
    """The option --model, which counts whatever its language; empty where it wasn't given."""
    hearings: dict[str, Hearing] = field(default_factory=dict)

    @cached_property
    def bank(self) -> Bank:
        """With the user's own stories; raises BankError if it, or these, can't be used."""
        from voiceprep.bank.stories import read_stories, with_stories

        return with_stories(self.bank_alone, read_stories(self.folders.stories))

    @cached_property
    def bank_alone(self) -> Bank:
        """As it is in its file; raises BankError if it can't be used."""
        from voiceprep.bank.bankfile import open_bank

        return open_bank(self.settings.bank, self.folders.banks)

    @cached_property
    def language(self) -> str:
        """The language of the bank, or of an interview that goes on."""
        return self.bank.language

    def go_on_as(self, held: Held) -> None:
        """Goes on as an interview was begun, whatever the settings are today."""
        if held.language:
            self.language = held.language
        self.quiet |= held.quiet
        self.keep_sound &= held.keep_sound

    def __enter__(self) -> Self:
        self.keys.__enter__()
        return self

    def __exit__(self, *fault: Any) -> None:
        self.screen.end()
        self.keys.__exit__(*fault)
        for name in ("interviewer", "reader", "journal"):
            if name in self.__dict__:  # made, because it was needed
                getattr(self, name).close()

    @cached_property
    def screen(self) -> LiveScreen | PlainScreen:
        return screen_for(self.console)

    @cached_property
    def keys(self) -> Keyboard:
        return Keyboard()

    @cached_property
    def journal(self) -> Journal:
        private_folder(self.folders.data)
        return Journal(self.folders.journal)

    @cached_property
    def keeper(self) -> Keeper:
        recordings = private_folder(self.folders.recordings)
        return Keeper(
            self.journal, recordings, self.hearing, aliases=self.aliases, reader=self.reader
        )

    @cached_property
    def reader(self) -> Reader:
        return Reader(self.screen.notice)

    def aliases(self, model: str) -> Mapping[str, Sequence[str]]:
        """What a model hears instead of terms; a damaged file is told, and costs no feedback."""
        from voiceprep.speech.aliases import alias_file, read_aliases

        try:
            return read_aliases(alias_file(self.folders.aliases, model))
        except ConfigError as fault:
            self.screen.notice(str(fault))
            return {}

    def hearing(self, language: str) -> Hearing:
        """The recogniser for a language; raises ModelError if there is no model to be found."""
        if language not in self.hearings:
            from voiceprep.speech.catalogue import language_of
            from voiceprep.speech.models import find_model

            info = find_model(self.model, self.folders.models, language, chosen=self.settings.model)
            if (hears := language_of(info.name)) not in ("", language):
                self.screen.notice(
                    f"The model {info.name} hears {hears!r}, and the bank is in {language!r}: it "
                    "won't understand you. Without --model, one that fits is taken."
                )
            for sentence in info.skipped:
                self.screen.notice(sentence)
            if info.starter:
                self.screen.notice(STARTER_NOTICE)
            self.hearings[language] = Hearing(info, private_folder(self.folders.cache))
        return self.hearings[language]

    def offer_model(self) -> None:
        """Offers, once, a model that hears people better than the starter model."""
        from voiceprep.cli.modeloffer import offer_model
        from voiceprep.speech.models import find_model, may_hear

        language, chosen = self.bank.language, self.settings.model
        if self.model or (chosen and may_hear(chosen, language)):
            return
        try:
            found = find_model("", self.folders.models, language)
        except ModelError:
            found = None
        offer_model(found, language, self.folders, self.console, self.keys)

    @cached_property
    def interviewer(self) -> Interviewer:
        if self.quiet:
            return Interviewer(None, None, self.screen.notice)
        from voiceprep.audio.player import Speaker
        from voiceprep.speech.voice import Voice

        language = self.language
        voice = Voice(
            self.settings.voice or None,
            self.settings.rate,
            private_folder(self.folders.voices),
            language=language,
        )
        if self.settings.voice:
            self._compare_voice(self.settings.voice, language)
        speaker = Speaker(self.settings.speaker or None)
        speaker.start()  # while the rest is put together
        return Interviewer(voice, speaker, self.screen.notice)

    def _compare_voice(self, name: str, language: str) -> None:
        """Says so if the voice that was chosen speaks another language than the bank's."""
        from voiceprep.speech.voice import language_of_voice

        try:
            speaks = language_of_voice(name)
        except VoiceError:
            return  # told when it is to speak
        if speaks not in ("", language):
            self.screen.notice(
                f"The voice {name!r} speaks {speaks!r}, and the bank is in {language!r}; leave out "
                "--voice and the setting, and one that fits is taken."
            )

    def limits(self, question: Question, source: SourceKind) -> Limits:
        """What ends an answer to this question; a sound file ends by itself."""
        if source == "file":
            return Limits(question.seconds, limit_s=0.0, silence_s=0.0, think_s=float("inf"))
        return Limits(
            target_s=question.seconds,
            limit_s=self.settings.limit * question.seconds,
            silence_s=self.settings.silence,
        )

    def recover(self) -> None:
        """Completes answers that were cut off before, and says which."""
        for attempt in self.keeper.recover(self.screen):
            self.screen.notice(
                f"An answer to {attempt.question.id} that was cut off has been recovered: "
                f"voiceprep review show {attempt.id}."
            )
        self.screen.end()

    def hold(
        self,
        kind: str,
        questions: Sequence[Question],
        open_source: Callable[[Question], Source] | None,
        spoken: Callable[[Question], str] = lambda _: "",
    ) -> None:
        """One sitting from beginning to end; prints its JSON where that was asked for."""
        self.recover()
        if open_source:
            self.hearing(self.bank.language)  # loads while the first question is read
        rehearsal = Rehearsal(
            kind=kind,
            bank=self.bank.title,
            language=self.bank.language,
            questions=questions,
            open_source=open_source,
            limits=self.limits,
            keeper=self.keeper,
            interviewer=self.interviewer,
            screen=self.screen,
            keys=self.keys,
            keep_sound=self.keep_sound,
            spoken=spoken,
        )
        rehearsal.run()
        if rehearsal.attempts:
            self.console.print(_kept([attempt.id for attempt in rehearsal.attempts]))
        if self.as_json:
            session = self.journal.session(rehearsal.session) if rehearsal.attempts else None
            if session:
                session = session_with_comparison(self.journal, session)
            print_json(results_json(session))

    def hold_demo(self, questions: Sequence[Question], *, fast: bool = False) -> None:
        """A sitting with the synthetic candidate, who speaks the bank's sample answers."""
        from voiceprep.interview.candidate import Candidate, candidate_voice
        from voiceprep.speech.voice import Voice

        name = candidate_voice(self.bank.language)
        voice = Voice(name, self.settings.rate, private_folder(self.folders.voices))
        candidate = Candidate(voice, self.interviewer, paced=not fast)
        # The candidate knows nothing of the user's own stories.
        questions = [self.bank_alone.question(question.id) for question in questions]
        self.hold("demo", questions, candidate.answer, spoken=lambda question: question.sample)


def assemble(
    *, as_json: bool, quiet: bool, no_audio: bool, model: str | None = None, **options: Any
) -> Assembly:
    """What a command needs for a sitting; raises ConfigError where a setting can't be used."""
    where = folders()
    settings = load_settings(where.config_file, **options)
    # With --json, standard output belongs to the document alone.
    stream = Unbreakable(sys.stderr if as_json else sys.stdout)
    return Assembly(
        settings=settings,
        folders=where,
        console=Console(file=cast(TextIO, stream), highlight=False),
        quiet=quiet,
        keep_sound=not no_audio,
        as_json=as_json,
        model=model or "",
    )


def _kept(ids: Sequence[int]) -> str:
    if len(ids) == 1:
        return f"Kept: voiceprep review show {ids[0]} shows it again."
    return f"Kept as attempts {ids[0]} to {ids[-1]}: voiceprep review show NUMBER shows one again."
