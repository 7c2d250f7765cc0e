"""Texts and web pages as blocks: headings, items of lists, rows of tables, paragraphs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from voiceprep.errors import BankError

_ITEM = re.compile(r"(?:[-*•‣◦▪–]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+(?=\S)")
_ASKED = re.compile(r"(?:question|frage|q)\s*#?\d{1,3}\s*[.):：]", re.I)
"""A question that says its number never goes on with the line before."""
_WRAPPED = 50
"""Characters from which a line without an end may go on in the next one."""
_ENDS = (".", "!", "?", ":", "…", "”", '"', ")")

_DROPPED = ("script", "style", "template", "noscript", "svg", "iframe", "object", "select", "head")
_FURNITURE_TAGS = ("nav", "footer", "aside", "form", "button", "dialog", "menu")
_FURNITURE_ROLES = frozenset(
    "navigation banner contentinfo dialog alertdialog complementary search menu menubar".split()
)
_FURNITURE_NAMES = frozenset(
    """
    nav navbar navigation menu cookie cookies consent gdpr banner share sharing social newsletter
    subscribe subscription related breadcrumb breadcrumbs sidebar advert advertisement ads ad promo
    popup modal signup footer toc pagination comments comment cta skip overlay topbar toolbar
    """.split()
)
_KEPT_TAGS = frozenset(("html", "body", "main", "article"))
_DEEPEST = 250
"""Tags within tags; real pages have some thirty."""
_MOST_FURNITURE = 0.4
"""Share of a page's text from which a part of it is no furniture, whatever its name."""
_BLOCK_TAGS = frozenset(
    """
    html body main article section div p h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote pre table
    figure figcaption summary details header hgroup address center td th caption
    """.split()
)


@dataclass(frozen=True)
class Block:
    """A stretch of a page that stands by itself."""

    kind: Literal["heading", "item", "text", "row"]
    text: str
    line: int = 0
    """Where it stands in the source, from 1; 0 where that can't be told."""
    glued: bool = False
    """Whether it is the next line of the block before."""
    cells: tuple[str, ...] = ()
    """Of a row."""
    head: bool = False
    """Whether the row is the head of a table."""
    number: int = 0
    """Of an item of a numbered list; 0 of others."""


@dataclass(frozen=True)
class Page:
    """The blocks of a page, and what of it was left out before."""

    blocks: tuple[Block, ...]
    furniture: tuple[Block, ...] = ()
    title: str = ""
    """What the page calls itself, outside of its text."""
    language: str = ""


def text_page(text: str) -> Page:
    """Each line is a block, but one that was only broken for its length goes on."""
    blocks: list[Block] = []
    fresh = True
    for number, line in enumerate(text.split("\n"), 1):
        bare = " ".join(line.split())
        if not bare or set(bare) <= set("-=_*~#"):
            fresh = True
            continue
        item = _ITEM.match(bare)
        last = blocks[-1] if blocks else None
        if (
            last
            and not (fresh or item or _ASKED.match(bare))
            and len(last.text) >= _WRAPPED
            and not last.text.endswith(_ENDS)
        ):
            blocks[-1] = Block(last.kind, f"{last.text} {bare}", last.line, last.glued)
        else:
            rest = bare[item.end() :] if item else bare
            digits = re.search(r"\d+", item[0]) if item else None
            count = int(digits[0]) if digits else 0
            blocks.append(Block("item" if item else "text", rest, number, not fresh, number=count))
        fresh = False
    return Page(tuple(blocks))


def markdown_page(text: str) -> Page:
    """Read as it is shown: by way of HTML. Raw HTML in it is read too."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable("table")
    page = html_page(reader.render(text))
    return Page(
        tuple(Block(b.kind, b.text, 0, b.glued, b.cells, b.head, b.number) for b in page.blocks),
        tuple(Block(b.kind, b.text) for b in page.furniture),
        page.title,
        page.language,
    )


def html_page(text: str) -> Page:
    """What a browser would show, without navigation, banners, forms and the like."""
    import warnings

    from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", UserWarning)  # it looks like a file name, or a link
        soup = BeautifulSoup(text, "lxml")
    title = " ".join(soup.title.get_text(" ").split()) if soup.title else ""
    language = str(soup.html.get("lang", "")) if soup.html else ""
    furniture = tuple(_without_furniture(soup))
    return Page(tuple(_blocks(soup)), furniture, title, language)


def _without_furniture(soup: Any) -> Iterator[Block]:
    """Takes the furniture out, and gives what it was."""
    whole = len(soup.get_text())
    open_tags = [(soup, 0)]
    while open_tags:
        parent, depth = open_tags.pop()
        if depth > _DEEPEST:
            raise BankError("The page is nested too deeply to be read.")
        for tag in [child for child in parent.contents if child.name]:
            if tag.name in _DROPPED:
                tag.extract()
            elif _is_furniture(tag):
                text = " ".join(tag.get_text(" ").split())
                if len(text) > _MOST_FURNITURE * whole and not _is_hidden(tag):
                    open_tags.append((tag, depth + 1))
                    continue
                if text:
                    yield Block("text", text, tag.sourceline or 0)
                tag.extract()
            else:
                open_tags.append((tag, depth + 1))


def _is_furniture(tag: Any) -> bool:
    if tag.name in _KEPT_TAGS:
        return False
    if tag.name in _FURNITURE_TAGS or _is_hidden(tag):
        return True
    if tag.name == "header":
        return tag.find("h1") is None
    if str(tag.get("role", "")).lower() in _FURNITURE_ROLES:
        return True
    classes = tag.get("class") or []
    names = [*(classes if isinstance(classes, list) else [classes]), str(tag.get("id", ""))]
    parts = (part.lower() for name in names for part in re.split(r"[-_\s]+", str(name)))
    return any(part in _FURNITURE_NAMES for part in parts)


def _is_hidden(tag: Any) -> bool:
    style = str(tag.get("style", "")).replace(" ", "").lower()
    return tag.has_attr("hidden") or "display:none" in style or tag.get("aria-hidden") == "true"


def _blocks(soup: Any) -> Iterator[Block]:
    """Strings that share their nearest block-level parent make a block; <br> parts it in lines."""
    from bs4.element import NavigableString, PreformattedString

    holder: Any = None
    pieces: list[str] = []
    glued = False
    tables: dict[int, None] = {}
    items: set[int] = set()
    numbers: dict[int, int] = {}

    def closed() -> Iterator[Block]:
        nonlocal pieces
        text = " ".join("".join(pieces).split())
        if text and holder is not None:
            yield _block(holder, text, glued, items, numbers)
        pieces = []

    for node in soup.descendants:
        name = getattr(node, "name", None)
        if name == "br":
            yield from closed()
            glued = True
        elif name == "ol":
            start = str(node.get("start", ""))
            entries = node.find_all("li", recursive=False)
            first = int(start) if re.fullmatch(r"[0-9]{1,3}", start) else 1
            numbers.update((id(entry), at) for at, entry in enumerate(entries, first))
        elif name == "table" and not _within(node, tables):
            yield from closed()
            holder, glued = None, False
            tables[id(node)] = None
            yield from _rows(node)
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            if tables and _within(node, tables):
                continue
            parent = node.parent
            while parent is not None and parent.name not in _BLOCK_TAGS and parent.parent:
                parent = parent.parent
            if parent is not holder:
                yield from closed()
                holder, glued = parent, False
            pieces.append(str(node))
    yield from closed()


def _within(node: Any, tables: dict[int, None]) -> bool:
    parent = node.parent
    while parent is not None:
        if id(parent) in tables:
            return True
        parent = parent.parent
    return False


def _block(holder: Any, text: str, glued: bool, items: set[int], numbers: dict[int, int]) -> Block:
    line = holder.sourceline or 0
    if holder.name in ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt"):
        return Block("heading", text, line)
    item = holder if holder.name == "li" else holder.find_parent("li")
    if item is not None and not glued and id(item) not in items:
        items.add(id(item))
        return Block("item", text, line, number=numbers.get(id(item), 0))
    if holder.name == "p" and not glued:
        bold = holder.find(["strong", "b"])
        if bold and " ".join(bold.get_text().split()) == text:
            return Block("heading", text, line)
    return Block("text", text, line, glued)


def _rows(table: Any) -> Iterator[Block]:
    for row in table.find_all("tr"):
        cells = tuple(map(_cell, row.find_all(["td", "th"])))
        if any(cells):
            head = row.find("td") is None
            yield Block("row", " | ".join(cells), row.sourceline or 0, cells=cells, head=head)


def _cell(cell: Any) -> str:
    lines = (" ".join(line.split()) for line in cell.get_text("\n").split("\n"))
    return "\n".join(filter(None, lines))
