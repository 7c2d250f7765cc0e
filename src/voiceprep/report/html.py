"""A session as one HTML file."""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from voiceprep import __version__
from voiceprep.report.index import Index
from voiceprep.report.page import Page
from voiceprep.report.phrases import Phrases
from voiceprep.report.terminal import STARTER
from voiceprep.report.text import clock, plain

GENERATOR = '<meta name="generator" content="voiceprep '
"""Stands near the top of every page that we wrote."""


def report_html(page: Page, texts: Phrases, made: datetime, *, back: str = "") -> str:
    """The report of a session. `back` is the address of the page that it belongs to, if any.

    Sounds that are no data: addresses must be files of the same folder or below it.
    """
    data = {
        **page.data,
        "texts": {
            "play": texts.value("player.play"),
            "pause": texts.value("player.pause"),
            "of": texts.value("player.of"),
            "shown": texts.value("filter.shown"),
        },
    }
    return render(
        "report.html.j2",
        "page.js",
        texts,
        data,
        media="data:" if not back else "'self' file:",
        page=page,
        back=back,
        made=made,
        norms=texts.value("delivery.norm"),
        starter=STARTER,
    )


def index_html(index: Index, texts: Phrases, made: datetime) -> str:
    """The first page of a site: all sessions, progress, search."""
    data = {
        "answers": index.answers,
        "texts": {
            "found": texts.value("site.found"),
            "none": texts.value("site.found_none"),
            "more": texts.value("site.found_more"),
        },
    }
    return render(
        "index.html.j2",
        "index.js",
        texts,
        data,
        media="'none'",
        made=made,
        sessions=index.sessions,
        questions=index.questions,
        cards=index.cards,
        weeks=index.weeks,
    )


def render(
    template: str,
    script: str,
    texts: Phrases,
    data: Mapping[str, Any],
    *,
    media: str,
    **values: Any,
) -> str:
    """A page of ours: nothing in it is loaded, and no script but our own two can run."""
    style, theme_script, main_script = _asset("style.css"), _asset("theme.js"), _asset(script)
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src {_hash(style)}",
            f"script-src {_hash(theme_script)} {_hash(main_script)}",
            f"media-src {media}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    text = (
        _environment()
        .get_template(template)
        .render(
            t=texts,
            version=__version__,
            policy=policy,
            style=Markup(style),
            theme_script=Markup(theme_script),
            script=Markup(main_script),
            data=Markup(data_block(data)),
            **values,
        )
    )
    return text.encode("utf-8", "replace").decode()


def data_block(data: Mapping[str, Any]) -> str:
    """JSON that can stand in a script element, whatever texts are in it."""
    text = json.dumps(data, separators=(",", ":"))  # ASCII only
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("voiceprep.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clock"] = clock
    environment.filters["paragraphs"] = _paragraphs
    return environment


def _shown(value: Any) -> Any:
    # Whatever is a text goes through here, and only then is it escaped.
    if type(value) is not str or (value.isascii() and value.isprintable()):
        return value
    return plain(value)


def _paragraphs(text: str) -> list[str]:
    return [part for part in text.split("\n\n") if part.strip()]


@cache
def _asset(name: str) -> str:
    return files("voiceprep.report").joinpath("templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
