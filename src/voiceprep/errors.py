"""Faults, each told to the user as one sentence: what is wrong, where, and what to do."""


class VoiceprepError(Exception):
    """A fault that the user can do something about."""


class BankError(VoiceprepError):
    """A bank file that can't be used; the text begins with file:line."""


class AudioError(VoiceprepError):
    """A microphone, speaker or sound file that can't be used."""


class VoiceError(VoiceprepError):
    """A speech engine that can't speak."""


class ModelError(VoiceprepError):
    """A recogniser model that is missing or broken."""


class PlaceError(ModelError):
    """A model that may well be good finds no place: the disk is full, or it is there already."""


class JournalError(VoiceprepError):
    """A journal that can't be read or written."""


class ConfigError(VoiceprepError):
    """A setting that can't be used."""


class ArchiveError(VoiceprepError):
    """An archive that can't be written, or must not be restored."""


class StoppedError(VoiceprepError):
    """Ctrl-C in work whose state has to be told."""
