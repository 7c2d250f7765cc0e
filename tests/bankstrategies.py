"""Banks of all kinds, for tests that hold for each."""

from hypothesis import strategies as st

from voiceprep.bank.model import (
    KINDS,
    Bank,
    ClosingQuestion,
    Faq,
    KeyPoint,
    Preparation,
    Question,
)
from voiceprep.bank.prose import tidy

LETTER = st.characters(
    exclude_categories=["Cs", "Cc", "Zl", "Zp"],
    exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
)
TEXT = st.text(LETTER | st.sampled_from("\"\\\n\n\t #[]='x"), max_size=200)
PROSE = TEXT.map(tidy)
LINE = TEXT.map(lambda text: " ".join(text.split()))
SAID = LINE.map(lambda text: text or "x")
TERM = SAID.map(lambda text: text[:100].strip())
LONG = PROSE.map(lambda text: text or "x")
POINT = st.builds(
    KeyPoint,
    say=SAID,
    terms=st.lists(
        st.lists(TERM, min_size=1, max_size=9).map(tuple),
        max_size=4,
    ).map(tuple),
    weight=st.floats(0, 1000, exclude_min=True) | st.integers(1, 1000),
    follow_up=LINE,
    derived=st.booleans(),
)
QUESTION = st.builds(
    Question,
    id=st.from_regex(r"[a-z0-9-]{1,64}", fullmatch=True),
    kind=st.sampled_from(KINDS),
    ask=SAID,
    why=PROSE,
    sample=PROSE,
    tip=PROSE,
    seconds=st.integers(5, 3600),
    points=st.lists(POINT, max_size=3).map(tuple),
)
BANK = st.builds(
    Bank,
    title=SAID,
    language=st.from_regex(r"[a-z]{2,3}", fullmatch=True),
    about=PROSE,
    advice=st.lists(st.tuples(st.sampled_from(KINDS), LONG), unique_by=lambda pair: pair[0]).map(
        tuple
    ),
    questions=st.lists(QUESTION, min_size=1, max_size=3, unique_by=lambda one: one.id).map(tuple),
    closing=st.lists(st.builds(ClosingQuestion, SAID, PROSE), max_size=2).map(tuple),
    prepare=st.lists(st.builds(Preparation, LONG), max_size=2).map(tuple),
    faq=st.lists(st.builds(Faq, SAID, LONG), max_size=2).map(tuple),
)
