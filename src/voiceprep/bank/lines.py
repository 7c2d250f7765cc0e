"""On which line of a TOML text a value stands: tomllib gives values without positions."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

KeyPath = tuple[str | int, ...]
"""Keys and indexes from the top of the document: ("question", 2, "point", 0, "say")."""

_TOKEN = re.compile(
    r"""
    (?P<blank>[ \t\r]+|\#[^\n]*)
  | (?P<line>\n[ \t\r\n]*)
  | (?P<quoted>\"{3}[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*\"{3,5}
             | '{3}[^']*(?:'(?!'')[^']*)*'{3,5}
             | "[^"\\\n]*(?:\\.[^"\\\n]*)*"
             | '[^'\n]*')
  | (?P<bare>[^\s\[\]{},=\#"']+)
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


def find_lines(text: str, paths: Iterable[KeyPath]) -> dict[KeyPath, int]:
    """The line, counted from 1, of each path, or of its nearest parent that is there.

    `text` must be valid TOML; where it is not, the lines may be wrong. A document itself stands on
    line 1.
    """
    wanted = set(paths)
    found: dict[KeyPath, int] = {(): 1}
    wanted_or_parent = {path[:n] for path in wanted for n in range(len(path) + 1)}
    for path, line in _positions(_tokens(text)):
        if path in wanted_or_parent:
            found.setdefault(path, line)
    return {path: _nearest(path, found) for path in wanted}


def content_lines(text: str) -> list[int]:
    """The lines, counted from 1, on which something ends that is no comment and no blank."""
    ends: dict[int, None] = {}
    for token in _tokens(text):
        if token.kind != "line":
            ends[token.line + token.text.count("\n")] = None
    return list(ends)


def too_deep(text: str, limit: int) -> int | None:
    """The first line with more than `limit` brackets open or keys joined by dots; None if none."""
    depth = dots = 0
    for token in _tokens(text):
        if token.text in ("[", "{"):
            depth += 1
        elif token.text in ("]", "}"):
            depth = max(depth - 1, 0)
        if token.kind == "bare":
            dots += token.text.count(".")
        elif token.kind != "quoted":
            dots = 0
        if depth > limit or dots > limit:
            return token.line
    return None


def _nearest(path: KeyPath, found: dict[KeyPath, int]) -> int:
    while path not in found:
        path = path[:-1]
    return found[path]


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        if kind != "blank":
            yield _Token(kind, match[0], line)
        if kind in ("line", "quoted"):
            line += match[0].count("\n")


def _positions(tokens: Iterator[_Token]) -> Iterator[tuple[KeyPath, int]]:
    """Every path of the document with its line, in the order of the text."""
    table: KeyPath = ()
    sizes: dict[KeyPath, int] = {}  # of the arrays of tables
    for token in tokens:
        if token.kind == "line":
            continue
        if token.text == "[":
            following = next(tokens, token)
            is_array = following.text == "["
            keys = _keys(next(tokens, token) if is_array else following, tokens, "]")
            if is_array:
                next(tokens, None)  # the second closing bracket
            table = _table(keys, is_array, sizes)
            for n in range(1, len(table) + 1):
                yield table[:n], token.line
        else:
            path = table + _keys(token, tokens, "=")
            for n in range(len(table) + 1, len(path) + 1):
                yield path[:n], token.line
            yield from _value(path, tokens)


def _keys(first: _Token, tokens: Iterator[_Token], end: str) -> KeyPath:
    """The parts of a dotted key, up to the mark that ends it."""
    keys: KeyPath = ()
    token: _Token | None = first
    while token is not None and not (token.kind == "mark" and token.text == end):
        if token.kind == "quoted":
            keys += (_unquoted(token.text),)
        elif token.kind == "bare":
            keys += tuple(part for part in token.text.split(".") if part)
        token = next(tokens, None)
    return keys


def _table(keys: KeyPath, is_array: bool, sizes: dict[KeyPath, int]) -> KeyPath:
    """The path of a header's table: an array of tables goes on with its last element."""
    path: KeyPath = ()
    for n, key in enumerate(keys):
        path += (key,)
        if is_array and n == len(keys) - 1:
            sizes[path] = sizes.get(path, 0) + 1
        if path in sizes:
            path += (sizes[path] - 1,)
    return path


_KEY, _AFTER = -1, -2
"""What an inline table waits for: a key, or a comma; an array counts its elements from 0."""


def _value(path: KeyPath, tokens: Iterator[_Token]) -> Iterator[tuple[KeyPath, int]]:
    """What stands inside a value, up to the end of its line."""
    opened: list[tuple[KeyPath, int]] = []
    for token in tokens:
        outer, state = opened[-1] if opened else (path, _AFTER)
        if token.kind == "line":
            if not opened:
                return
        elif token.text in ("]", "}"):
            if opened:
                opened.pop()
        elif token.text == ",":
            if opened:
                opened[-1] = (outer, _KEY if state < 0 else state + 1)
        elif opened and state == _AFTER:
            continue  # the time of day behind a date and a blank
        else:
            here = outer
            if state == _KEY:
                here += _keys(token, tokens, "=")
                opened[-1] = (outer, _AFTER)
                token = next(tokens, token)
            elif state >= 0:
                here += (state,)
            for n in range(len(outer) + 1, len(here) + 1):
                yield here[:n], token.line
            if token.text in ("[", "{"):
                opened.append((here, 0 if token.text == "[" else _KEY))


def _unquoted(key: str) -> str:
    return key[1:-1] if key.startswith("'") else _ESCAPE.sub(_escaped, key[1:-1])


def _escaped(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code[1:], 16)) if len(code) > 1 else _ESCAPED.get(code, code)
