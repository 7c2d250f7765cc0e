"""What a file to be imported is, and its text; bytes are handed in."""

import codecs
import re
from typing import Literal, get_args

from voiceprep.bank.anki import is_anki, read_anki
from voiceprep.bank.bankfile import format_bank, parse_bank
from voiceprep.bank.blocks import html_page, markdown_page, text_page
from voiceprep.bank.imported import Imported
from voiceprep.bank.jsonbank import read_json
from voiceprep.bank.page import read_page
from voiceprep.bank.prose import shown
from voiceprep.bank.sheet import read_sheet
from voiceprep.errors import BankError

Format = Literal["text", "html", "markdown", "csv", "json", "anki"]
FORMATS: tuple[Format, ...] = get_args(Format)

MAX_BYTES = 8 * 1024 * 1024
"""A saved page with its text has some hundred kilobytes."""
_MAX_LINES = 200_000

_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "compressed (gzip)"),
    (b"BZh", "compressed (bzip2)"),
    (b"\xfd7zXZ", "compressed (xz)"),
    (b"\x28\xb5\x2f\xfd", "compressed (zstd)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3", "a database"),
    (b"bplist", "a web archive"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENDINGS: dict[str, Format] = {
    "txt": "text",
    "text": "text",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
    "md": "markdown",
    "markdown": "markdown",
    "csv": "csv",
    "tsv": "csv",
    "tab": "csv",
    "json": "json",
}
_SAVE_AS = "save the page as text or as HTML only, and import that"


def read_source(
    content: bytes, name: str, *, format: Format | None = None, encoding: str = ""
) -> Imported:
    """The bank in a file of this content; `name` is the file's, from which its format is told.

    What is in the bank can be written and read back. Raises BankError if there is none.
    """
    text = decoded(content, encoding)
    stem, _, ending = name.rpartition("/")[2].rpartition(".")
    stem = re.sub(r"[-_]+", " ", stem or ending).strip()
    ending = ending.lower()
    format = format or told(text, ending)
    if format == "anki":
        result = read_anki(text, stem)
    elif format == "csv":
        result = read_sheet(text, stem, delimiter="\t" if ending in ("tsv", "tab") else "")
    elif format == "json":
        result = read_json(text, stem)
    else:
        reader = {"html": html_page, "markdown": markdown_page, "text": text_page}[format]
        try:
            result = read_page(reader(text))
        except RecursionError as fault:
            raise BankError("The page is nested too deeply to be read.") from fault
    parse_bank(format_bank(result.bank), name)
    return result


def told(text: str, ending: str) -> Format:
    """The format of a text, by its beginning, then by the ending of its file's name."""
    start = text[:2_000].lstrip("\ufeff \t\r\n")
    if is_anki(start):
        return "anki"
    if ending in _ENDINGS and ending not in ("txt", "text"):
        return _ENDINGS[ending]
    if re.match(r"<(!doctype|html|head|body|\?xml|!--|div|main|article|h1|p|meta)\b", start, re.I):
        return "html"
    if start[:1] in ("{", "["):
        return "json"
    if len(re.findall(r"^#{1,4} \S", text, re.M)) >= 2:
        return "markdown"
    return "text"


def decoded(content: bytes, encoding: str = "") -> str:
    """The text of a file. Raises BankError if it has none."""
    if len(content) > MAX_BYTES:
        raise BankError(f"It is larger than {MAX_BYTES >> 20} MiB; import the part that matters.")
    if not content.strip():
        raise BankError("It is empty.")
    for magic, what in _MAGIC:
        if content.startswith(magic):
            raise BankError(f"It is {what}; {_SAVE_AS}.")
    if re.match(rb"(from: <saved by|mime-version:)", content, re.I):
        raise BankError(f"It is a web archive (MHTML); {_SAVE_AS}.")
    bom = next((name for mark, name in _BOMS if content.startswith(mark)), "")
    chosen = encoding or bom or _declared(content) or "utf-8"
    try:
        text = content.decode(chosen)
    except (LookupError, TypeError, ValueError) as fault:
        if isinstance(fault, UnicodeDecodeError):
            raise BankError(
                f"It is not {chosen} (byte {fault.start + 1}); say what it is with --encoding, for "
                "instance --encoding cp1252."
            ) from fault
        raise BankError(f"There is no encoding {shown(chosen)}; try cp1252 or utf-16.") from fault
    if "\0" in text:
        raise BankError(f"It is no text (there is a NUL in it); {_SAVE_AS}.")
    if text.count("\n") > _MAX_LINES:
        raise BankError(f"It has more than {_MAX_LINES:,} lines; import the part that matters.")
    return text


def _declared(content: bytes) -> str:
    """The encoding that an HTML page says it has, if it is one that Python knows."""
    from bs4.dammit import EncodingDetector

    if b"<" not in content[:1_000]:
        return ""
    name = EncodingDetector.find_declared_encoding(content, is_html=True)
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        return ""
