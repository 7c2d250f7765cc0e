"""The journal, for commands that read and change what was kept."""

from voiceprep.config import Folders, private_folder
from voiceprep.journal.journal import Journal


def open_journal(where: Folders) -> Journal:
    """Raises ConfigError or JournalError if it can't be used."""
    private_folder(where.data)
    return Journal(where.journal)
