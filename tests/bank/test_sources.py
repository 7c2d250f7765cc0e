"""Files from outside, whatever is in them."""

import gzip

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from voiceprep.bank.bankfile import format_bank, parse_bank
from voiceprep.bank.imported import Imported
from voiceprep.bank.sources import FORMATS, MAX_BYTES, Format, read_source
from voiceprep.errors import BankError

QUESTION = "Title\n\nQ: Où êtes-vous née?\nA: À Liège, près de l’eau.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_that_say_what_they_are(encoding: str) -> None:
    result = read_source(QUESTION.encode(encoding), "a.txt")
    assert result.bank.questions[0].ask == "Où êtes-vous née?"


def test_an_encoding_that_can_not_be_told_is_asked_for() -> None:
    content = QUESTION.encode("cp1252")
    with pytest.raises(BankError, match=r"not utf-8 .*--encoding cp1252"):
        read_source(content, "a.txt")
    assert read_source(content, "a.txt", encoding="cp1252").bank.questions[0].sample.startswith("À")
    for nonsense in ("klingon", "base64", "zlib", "bz2", "rot13", "a\0b"):
        with pytest.raises(BankError, match="There is no encoding"):
            read_source(content, "a.txt", encoding=nonsense)


def test_a_page_says_its_encoding_itself() -> None:
    page = "<meta charset='iso-8859-1'><h2>Où?</h2><p>Là.</p>".encode("latin-1")
    assert read_source(page, "a.html").bank.questions[0].ask == "Où?"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04...", "ZIP"),
        (gzip.compress(b"a" * 1000, mtime=0), "gzip"),
        (b"\x89PNG\r\n", "picture"),
        (b"MIME-Version: 1.0\n", "web archive"),
        (b"Q: Why?\0\0", "NUL"),
        (b"Q: Why?\n" * (MAX_BYTES // 8 + 1), "larger than 8 MiB"),
        (b"\n" * 300_000 + b"a", "lines"),
    ],
)
def test_what_is_no_text_is_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(BankError, match=sentence) as fault:
        read_source(content, "a.txt")
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(
    ("content", "format"),
    [
        ("<div>" * 100_000 + "<h2>Why?</h2>", "html"),
        ("<b>" * 100_000 + "<h2>Why?</h2>", "html"),
        ("<table><tr><td>" * 5_000 + "Why?", "html"),
        ("<ul><li>" * 20_000 + "Why?", "html"),
        ("> " * 100_000 + "Why?", "markdown"),
        ("- " * 50_000 + "Why?", "markdown"),
        ("[" * 100_000, "markdown"),
        ("*a " * 50_000, "markdown"),
        ("[" * 100_000, "json"),
        ('{"a":' * 100_000, "json"),
        ('[{"question": "Why?", "answer": ' + "9" * 5_000 + "}]", "json"),
        ("(" * 500_000 + "?", "text"),
        ("Q: " * 100_000, "text"),
        ("1. " * 100_000, "text"),
        ('"' * 500_001, "csv"),
        ("question\n" + "a" * 300_000, "csv"),
        ("&amp;" * 100_000, "html"),
        ("<!--" * 100_000, "html"),
        ("<div>" + "so<br>" * 30_000, "html"),
        ("<![CDATA[" * 10_000, "html"),
    ],
)
def test_pages_made_to_overwhelm_give_a_bank_or_one_sentence(content: str, format: Format) -> None:
    try:
        result = read_source(content.encode(), "a", format=format)
    except BankError as fault:
        sentence = str(fault)
    else:
        assert_kept(result)
        return
    assert len(sentence) < 300


def test_what_is_left_of_a_table_is_told_with_its_line() -> None:
    table = 'question,answer,colour\n\nWhy?,"Because\nit is",\n,nothing,\nHow?,So,green\n'
    left = read_source(table.encode(), "a.csv").left
    assert [(one.line, one.text) for one in left] == [(5, " | nothing | "), (6, "green")]
    cards = "#separator:tab\n#html:false\nWhy?\tBecause\n\tnothing\n"
    (card,) = read_source(cards.encode(), "a.txt").left
    assert card.line == 4
    (entry,) = read_source(b'["Why?", {"name": "x"}]', "a.json").left
    assert (entry.line, entry.why) == (0, "entry 2 has no question")


def test_the_ending_of_a_table_may_be_in_capitals() -> None:
    table = b"question\tanswer\tlinks, hints, notes, dates\nWhy, if at all?\tBecause\n"
    (question,) = read_source(table, "A.TSV").bank.questions
    assert (question.ask, question.sample) == ("Why, if at all?", "Because")


def test_more_questions_than_a_bank_holds_are_told() -> None:
    result = read_source("".join(f"Q: Why {n}?\n" for n in range(1_200)).encode(), "a.txt")
    assert len(result.bank.questions) == 1_000
    assert len(result.left) == 200


def test_control_characters_do_not_get_into_a_bank() -> None:
    content = "Q: Why \x1b[31mred\x07?\nA: Be\u202ecause\u2028it is.\n"
    question = read_source(content.encode(), "a.txt").bank.questions[0]
    assert question.ask == "Why [31mred ?"
    assert question.sample == "Be cause it is."
    table = 'question,points\nWhy?,"one\x07two\n\x07"\n'
    points = read_source(table.encode(), "a.csv").bank.questions[0].points
    assert [point.say for point in points] == ["one two"]


def assert_kept(result: Imported) -> None:
    assert parse_bank(format_bank(result.bank), "b") == result.bank


PIECES = st.sampled_from(
    """
    Q: A: Tip: Why? Sample~answer: Points: #~ ##~ ###~Common~questions -~ 1.~ 💬 🧠 <p> </p> <li>
    <h2> <br> <table><tr><td> </td> <th>question <script> &lt; | |---| , ; " ' = [ ] { } : ~~ FAQ
    {"title":"t","questions":[{"id":"a","ask":"b"}]} #separator:tab question,answer \\
    heard~by: derived
    Questions~to~ask~the~interviewer How~to~prepare Frequently~asked~questions what,text,terms
    Tell~me~about~a~time Describe
    """.split()
).map(lambda piece: piece.replace("~", " "))
SOURCES = st.lists(PIECES | st.text(max_size=12) | st.just("\n") | st.just("\n\n"), max_size=25)


@given(SOURCES.map("".join), st.sampled_from([None, *FORMATS]))
@settings(max_examples=400, deadline=None)
@example('{"title": "a", "questions": [{"id": "a", "ask": "\\ud800"}]}', "json")
@example("question,seconds\nWhy?,²", "csv")
def test_any_text_gives_a_bank_that_can_be_kept_or_a_fault(
    text: str, format: Format | None
) -> None:
    content = text.encode("utf-8", "surrogatepass")
    try:
        result = read_source(content, "a.txt", format=format)
    except BankError:
        return
    assert_kept(result)


@given(st.binary(max_size=300), st.sampled_from([None, *FORMATS]))
@settings(max_examples=200, deadline=None)
def test_any_bytes_do_too(content: bytes, format: Format | None) -> None:
    try:
        result = read_source(content, "a", format=format)
    except BankError:
        return
    assert_kept(result)


def test_more_points_than_a_question_holds_are_told() -> None:
    points = "".join(f"- point number {n}\n" for n in range(45))
    result = read_source(f"# Baker\n\n## Why?\n\nKey points:\n\n{points}".encode(), "a.md")
    assert len(result.bank.questions[0].points) == 40
    assert [one.text for one in result.left] == [f"point number {n}" for n in range(40, 45)]
    assert result.left[0].why == "why has more than 40 points"


def test_a_prose_that_is_too_long_is_cut_and_told() -> None:
    result = read_source(f"Q: Why?\nA: {'ab ' * 8_000}".encode(), "a.txt")
    assert len(result.bank.questions[0].sample) == 20_000
    assert "sample of why is longer" in result.left[0].why
