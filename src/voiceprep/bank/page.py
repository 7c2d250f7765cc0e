"""An interview page becomes a bank."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from voiceprep.bank.blocks import Block, Page
from voiceprep.bank.imported import Draft, Findings, Imported, clean, finish
from voiceprep.bank.model import KINDS, ClosingQuestion
from voiceprep.bank.sheetcells import columns, point_in
from voiceprep.language.pages import PageWords, page_words

_LONGEST_HEADING = 90
_LONGEST_ASK = 400
"""Characters; what is longer is no question."""
_LABEL = re.compile(
    r"(?P<label>[^\W\d_](?:[^\W\d_]|[' ]){0,30}?)(?:\s*#?\s*\d{1,3})?\s*[:：]\s*(?P<rest>.*)", re.S
)
_MARK = re.compile(r"[\W_]*", re.ASCII)
_NUMBER = re.compile(r"\A(?:(?:question|frage|q)\s*)?#?\d{1,3}\s*[.):]\s+(?=\S)", re.I)
_UNSEEN = dict.fromkeys(map(ord, "\ufeff\u200b\u00ad"))
"""Characters of pages that only help to break lines."""
_VARIATION = "\ufe0f\ufe0e\u200d"
_YEAR = re.compile(r"\(?\b(?:19|20)\d\d\b\)?")


@dataclass
class _Section:
    """A stretch of a page below one heading."""

    name: str
    """A kind, closing, faq, prepare, furniture, or empty where the page begins."""
    heading: str = ""
    blocks: list[Block] = field(default_factory=list)


def read_page(page: Page, *, derive: bool = True) -> Imported:
    """The bank of a page. Raises BankError if it has no question."""
    words = page_words()
    blocks = [block for block in map(_cleaned, page.blocks) if block.text]
    found = Findings(language=_language(page.language))
    for block in page.furniture:
        found.leave(block.text, "navigation, a banner, a form or the like", block.line)
    found.title, blocks = _titled(page, blocks, words)
    for section in _sections(blocks, words):
        if section.name == "furniture":
            found.leave(section.heading, "the heading of what is no part of the interview")
            for block in section.blocks:
                found.leave(block.text, f'below "{section.heading}"', block.line)
        elif section.name == "closing":
            _read_closing(section, found, words)
        elif section.name == "prepare":
            _read_prepare(section, found)
        elif section.name == "faq":
            _read_faq(section, found, words)
        else:
            _Questions(section, found, words).read()
    return finish(found, derive=derive)


def _cleaned(block: Block) -> Block:
    cells = tuple(clean(cell.translate(_UNSEEN)) for cell in block.cells)
    text = " ".join(clean(block.text.translate(_UNSEEN)).split())
    return replace(block, text=text, cells=cells)


def _language(code: str) -> str:
    found = re.match(r"[a-z]{2,3}\b", code.lower())
    return found[0] if found else "en"


def _titled(page: Page, blocks: list[Block], words: PageWords) -> tuple[str, list[Block]]:
    """The role that the page is about, and the blocks without its title."""
    first = blocks[0] if blocks else None
    title = ""
    if (
        first
        and first.kind in ("heading", "text")
        and len(first.text) <= 120
        and not first.text.endswith((".", ":", "!", "?"))
        and _split_label(first.text, words)[0] == ""
        and not _emoji(first.text, words)[0]
        and _section(first, words) not in ("closing", "faq", "prepare", "furniture", "behavioral")
        and (
            first.kind == "heading" or _names_interview(first.text, words) or _stands_alone(blocks)
        )
    ):
        title, blocks = first.text, blocks[1:]
    return _role(title or page.title, words), blocks


def _names_interview(text: str, words: PageWords) -> bool:
    return any(end in text.lower() for end in words.title_end)


def _stands_alone(blocks: Sequence[Block]) -> bool:
    return len(blocks) > 1 and not blocks[1].glued


def _role(title: str, words: PageWords) -> str:
    """A title without what every such title says."""
    text = clean(re.split(r"\s[|–—]\s", title)[0])
    low = text.lower()
    end = min((at for end in words.title_end if (at := low.find(end)) >= 0), default=-1)
    if end >= 0 and all(_says_nothing(word, words) for word in text[:end].split()):
        for link in words.title_for:
            if f" {link} " in low[end:]:
                role = text[low.index(f" {link} ", end) + len(link) + 2 :]
                return " ".join(_told(_YEAR.sub("", role).split(), words)).strip(" -:,()")
    kept = _YEAR.sub("", text[:end] if end > 0 else text).split()
    if end > 0:
        kept = _told(kept, words)
    return " ".join(kept).strip(" -:,()") or " ".join(text.split())


def _says_nothing(word: str, words: PageWords) -> bool:
    return word.lower() in words.title_start or word.isdigit()


def _told(title: list[str], words: PageWords) -> list[str]:
    """A title without what such titles begin with."""
    while len(title) > 1 and _says_nothing(title[0], words):
        title = title[1:]
    return title


def _sections(blocks: Sequence[Block], words: PageWords) -> Iterator[_Section]:
    section = _Section("")
    for block in blocks:
        name = _section(block, words)
        if name:
            yield section
            section = _Section(name, block.text)
        else:
            section.blocks.append(block)
    yield section


def _section(block: Block, words: PageWords) -> str:
    """Which section a block is the heading of; "" if of none."""
    if block.kind not in ("heading", "text") or block.glued or len(block.text) > _LONGEST_HEADING:
        return ""
    kind, text = _emoji(block.text, words)
    key = _key(text)
    asked = text.endswith("?") or kind
    if _is_furniture(key, words) and not kind:
        plain = not text.endswith((".", ":")) and len(key.split()) <= 8
        asks = text.endswith("?") and any(_starts(key, phrase) for phrase in words.asks)
        return "furniture" if plain and not asks else ""
    if asked or text.endswith((".", "!", ";", ",")) or _NUMBER.match(text):
        return ""
    if _split_label(text, words)[0] and not text.endswith(":"):
        return ""
    padded = f" {key} "
    for section, phrases in words.sections.items():
        if any(f" {phrase} " in padded for phrase in phrases):
            if section in ("closing", "faq", "prepare"):
                return section
            if any(_starts(key, phrase) for phrase in words.asks):
                return ""
            short = len(key.split()) <= 3
            return section if short or words.heading & set(key.split()) else ""
    return ""


def _is_furniture(key: str, words: PageWords) -> bool:
    """One word must be all of the heading; more must begin it."""
    return any(
        _starts(key, phrase) if " " in phrase else key == phrase for phrase in words.furniture
    )


def _key(text: str) -> str:
    """Words in lower case, without what stands around them."""
    return " ".join(re.findall(r"[\w']+", text.lower().replace("’", "'")))


def _starts(key: str, phrase: str) -> bool:
    return f"{key} ".startswith(f"{phrase.strip()} ")


def _emoji(text: str, words: PageWords) -> tuple[str, str]:
    """The kind that a leading emoji stands for, and the text without it."""
    rest = text.lstrip()
    kind = ""
    while rest and (rest[0] in _VARIATION or (ord(rest[0]) >= 0x2190 and not rest[0].isalnum())):
        if ord(rest[0]) in range(0x3000, 0xF900) or rest[0] in "“”‘’「『":
            break
        kind = kind or words.emoji.get(rest[0], "")
        rest = rest[1:].lstrip()
    return kind, rest


def _split_label(text: str, words: PageWords) -> tuple[str, str]:
    """The part of a question that a label names, and what stands behind it."""
    bare = _emoji(text, words)[1]
    found = _LABEL.match(bare)
    part = words.labels.get(_key(found["label"])) if found else None
    return (part, found["rest"]) if found and part else ("", text)


def _is_ask(block: Block, words: PageWords) -> bool:
    """Whether a block is a question by its look."""
    text = _NUMBER.sub("", _emoji(block.text, words)[1])
    if len(text) > _LONGEST_ASK:
        return False
    starts = any(_starts(_key(text), phrase) for phrase in words.asks)
    sentences = len(re.findall(r"[.!?](?:\s|$)", text))
    if block.glued:
        return starts and text.endswith("?") and sentences <= 1
    if text.endswith("?"):
        return starts or sentences <= 1 or block.kind == "heading"
    named = block.kind == "heading" or bool(_NUMBER.match(block.text)) or block.kind == "item"
    return starts and named and sentences <= 2


def _number(block: Block, words: PageWords) -> int:
    """The number in front of a block; 0 if there is none."""
    found = _NUMBER.match(_emoji(block.text, words)[1])
    digits = re.search(r"\d+", found[0]) if found else None
    return int(digits[0]) if digits else block.number


def read_answer(draft: Draft, blocks: Sequence[Block], found: Findings) -> None:
    """Reads what belongs to one question: parts behind labels; the rest is its sample answer."""
    reader = _Questions(_Section(""), found, page_words(), draft)
    for block in map(_cleaned, blocks):
        if block.text:
            reader.answer(block)
    draft.unlabelled = False


class _Questions:
    """Reads a section of questions with their answers."""

    def __init__(
        self, section: _Section, found: Findings, words: PageWords, draft: Draft | None = None
    ) -> None:
        self._section = section
        self._found = found
        self._words = words
        self._draft = draft
        self._part = ""
        self._awaited = False
        """Whether a label "Question:" stood alone, and the question comes next."""
        self._step = 0
        """The last number in the answer: its next one goes on with the answer's own list."""
        self._columns: dict[int, str] = {}

    def read(self) -> None:
        for block, following in zip_longest(self._section.blocks, self._section.blocks[1:]):
            if block.kind == "row":
                self._row(block)
            elif self._is_point(block) and not self._is_numbered(block, following):
                self._more(block.text, block)
            else:
                self._block(block, following)

    def _block(self, block: Block, following: Block | None) -> None:
        kind, text = _emoji(block.text, self._words)
        if kind and not text:
            self._found.leave(block.text, "an emoji alone", block.line)
            return
        named = block.kind == "heading" and following and self._labelled(following)
        part, rest = _split_label(text, self._words)
        if not part:
            part, rest = _split_label(_NUMBER.sub("", text), self._words)
        if part == "ask" or (not part and self._awaited):
            self._awaited = part == "ask" and not rest
            if not self._awaited:
                self._ask(rest if part else text, kind, block)
        elif part and self._draft:
            self._label(self._draft, part, rest, block)
        elif part:
            self._found.leave(block.text, "no question stands before it", block.line)
        elif kind or named or (self._may_ask(block) and _is_ask(block, self._words)):
            self._ask(_NUMBER.sub("", text), kind, block)
        elif self._is_numbered(block, following):
            self._ask(_NUMBER.sub("", text), kind, block)
            self._found.drafts[-1].by_number = not self._looks_asked(block)
        elif self._draft:
            self._doubt(block)
            self._more(block.text, block)
        else:
            self._doubt(block)
            self._introduction(text, block)

    def answer(self, block: Block) -> None:
        """A block of which is known that it asks nothing."""
        assert self._draft is not None
        part, rest = _split_label(block.text, self._words)
        if part and part != "ask" and not self._is_point(block):
            self._label(self._draft, part, rest, block)
        else:
            self._more(block.text, block)

    def _is_point(self, block: Block) -> bool:
        return self._part == "points" and (block.kind == "item" or block.glued)

    def _labelled(self, block: Block) -> bool:
        return _split_label(block.text, self._words)[0] not in ("", "ask")

    def _is_numbered(self, block: Block, following: Block | None) -> bool:
        """Whether its number makes a block a question, as the next or the first of a series."""
        number = _number(block, self._words)
        if _split_label(block.text, self._words)[0] == "ask":
            return block.kind != "item" or number > 0
        if not number or len(block.text) > _LONGEST_ASK:
            return False
        last = self._found.drafts[-1].number if self._found.drafts else 0
        asked = self._looks_asked(block)
        if self._step and number == self._step + 1:
            answered = following is not None and self._labelled(following)
            return asked and answered and number == last + 1
        if last and number == last + 1:
            return True
        if self._draft:
            return asked and 0 < last < number and not self._step
        begins = block is self._section.blocks[0] and self._section.name in KINDS
        return asked or begins

    def _looks_asked(self, block: Block) -> bool:
        return _is_ask(replace(block, glued=False), self._words)

    def _doubt(self, block: Block) -> None:
        """Tells of a numbered block that becomes no question but looks like one."""
        number = _number(block, self._words)
        inside = self._draft is not None
        if number and (self._looks_asked(block) or (not inside and self._section.name in KINDS)):
            self._found.unasked.append(block.text)

    def _may_ask(self, block: Block) -> bool:
        """Items of a list inside a labelled answer are part of it, unless they are questions."""
        inside = self._part and self._draft and not self._draft.unlabelled
        return not inside or block.kind != "item" or block.text.endswith("?")

    def _ask(self, text: str, kind: str, block: Block) -> None:
        name = self._section.name
        kind = kind or (name if name in KINDS else "")
        if not kind and any(_starts(_key(text), phrase) for phrase in self._words.behavioral):
            kind = "?behavioral"
        if len(text) > 1_000:
            self._found.leave(text, "too long for a question", block.line)
            return
        self._draft = Draft(text, kind, block.line, number=_number(block, self._words))
        self._found.drafts.append(self._draft)
        self._part, self._step = "", 0

    def _label(self, draft: Draft, part: str, rest: str, block: Block) -> None:
        self._part = part
        self._step = _number(Block("text", rest), self._words)
        if part == "points":
            if rest:
                draft.points.append(point_in(rest))
        elif part == "kind":
            kind = next((kind for kind in KINDS if kind in rest.lower()), "")
            draft.kind = kind or draft.kind
        elif part == "seconds":
            seconds = re.match(r"\d{1,4}", rest)
            if seconds and 5 <= int(seconds[0]) <= 3600:
                draft.seconds = int(seconds[0])
        elif part == "id":
            draft.id = rest
        else:
            draft.add(part, rest)

    def _more(self, text: str, block: Block) -> None:
        draft = self._draft
        assert draft is not None
        self._step = _number(block, self._words) or self._step
        if self._part == "points" and block.kind == "item":
            draft.points.append(point_in(text))
            return
        if self._part == "points" and draft.points and block.glued:
            draft.points[-1] = point_in(text, draft.points[-1])
            return
        if block.kind == "heading":
            self._found.leave(text, "a heading that says nothing of what follows", block.line)
            return
        if not self._part or self._part in ("points", "kind", "seconds", "id"):
            self._part = "sample"
            draft.unlabelled = True
        if block.kind == "item" and text[-1].isalnum():
            text += "."
        draft.add(self._part, text, block.glued)

    def _introduction(self, text: str, block: Block) -> None:
        name = self._section.name
        if block.kind == "heading":
            self._found.leave(text, "a heading that says nothing of what follows", block.line)
        elif name in KINDS:
            self._found.advice.setdefault(name, []).append(text)
        elif block.glued and self._found.about:
            self._found.about[-1] += f" {text}"
        else:
            self._found.about.append(text)

    def _row(self, block: Block) -> None:
        named = columns(block.cells)
        if "ask" in named.values():
            self._columns = named
            return
        cells = list(block.cells)
        if self._columns:
            given = {part: cells[at] for at, part in self._columns.items() if at < len(cells)}
        else:
            telling = [cell for cell in cells if cell and not cell.rstrip(".)").isdigit()]
            if not telling or not _is_ask(Block("item", telling[0]), self._words):
                self._found.leave(block.text, "a row of a table without a question", block.line)
                return
            given = {"ask": telling[0], "sample": "\n\n".join(telling[1:])}
        ask = given.pop("ask", "")
        if not ask:
            self._found.leave(block.text, "a row of a table without a question", block.line)
            return
        kind, ask = _emoji(" ".join(ask.split()), self._words)
        self._ask(ask, kind, block)
        if self._draft:
            self._draft.unlabelled = not self._columns and bool(given["sample"])
            for part, text in given.items():
                lines = text.split("\n") if part == "points" else [text]
                for line in filter(None, lines):
                    self._label(self._draft, part, line, block)
        self._draft, self._part = None, ""


def _read_closing(section: _Section, found: Findings, words: PageWords) -> None:
    count = len(found.closing)
    for block in section.blocks:
        part, rest = _split_label(block.text, words)
        text = _NUMBER.sub("", _emoji(rest if part else block.text, words)[1])
        if part == "why" and len(found.closing) > count:
            found.closing[-1] = ClosingQuestion(found.closing[-1].ask, rest)
        elif len(text) <= 1_000 and (
            part == "ask" or block.kind == "item" or _is_ask(block, words)
        ):
            found.closing.append(ClosingQuestion(text))
        else:
            found.leave(block.text, f'below "{section.heading}", but no question', block.line)


def _read_prepare(section: _Section, found: Findings) -> None:
    listed = any(block.kind == "item" or _NUMBER.match(block.text) for block in section.blocks)
    headed = any(block.kind == "heading" for block in section.blocks)
    entry = False
    for block in section.blocks:
        text = _NUMBER.sub("", block.text)
        item = block.kind == "item" or text != block.text
        if block.kind == "heading" and not listed:
            found.prepare.append(text.rstrip(":.") + ":")
            entry = True
        elif item or not (listed or headed):
            found.prepare.append(text)
            entry = True
        elif entry and block.kind != "heading":
            found.prepare[-1] += f" {text}"
        else:
            found.leave(block.text, f'an introduction below "{section.heading}"', block.line)
    if not listed and not headed and section.blocks:
        found.doubts.append("What to prepare is no list; each paragraph became an entry.")


def _read_faq(section: _Section, found: Findings, words: PageWords) -> None:
    count = len(found.faq)
    for block in section.blocks:
        part, rest = _split_label(block.text, words)
        text = _emoji(rest if part else block.text, words)[1]
        if block.kind == "row" and len(block.cells) > 1:
            if "ask" not in columns(block.cells).values():
                found.faq.append((block.cells[0], list(block.cells[1:])))
        elif part == "ask" or (not part and (block.kind == "heading" or _is_ask(block, words))):
            found.faq.append((_NUMBER.sub("", text), []))
        elif len(found.faq) > count:
            answer = found.faq[-1][1]
            if block.glued and answer:
                answer[-1] += f" {text}"
            else:
                answer.append(text)
        else:
            found.leave(block.text, f'an introduction below "{section.heading}"', block.line)
