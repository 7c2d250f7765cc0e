"""Interview pages become banks."""

from collections import Counter
from pathlib import Path

import pytest

from voiceprep.bank.imported import Imported
from voiceprep.bank.sources import Format, read_source
from voiceprep.errors import BankError

PAGES = Path(__file__).parents[1] / "data" / "pages"


def read(text: str, format: Format = "text") -> Imported:
    return read_source(text.encode(), "page.txt", format=format)


@pytest.mark.parametrize("ending", ["txt", "html", "md"])
def test_a_page_is_read_completely_in_each_form(ending: str) -> None:
    file = PAGES / f"baker.{ending}"
    result = read_source(file.read_bytes(), file.name)
    bank = result.bank
    assert bank.title == "Bread Baker"
    kinds = Counter(question.kind for question in bank.questions)
    assert kinds == {"common": 5, "behavioral": 5, "technical": 5}
    assert [bool(question.why) for question in bank.questions] == [True] * 5 + [False] * 10
    assert [bool(question.sample) for question in bank.questions] == [True] * 5 + [False] * 10
    assert [bool(question.tip) for question in bank.questions] == [False] * 5 + [True] * 10
    assert (len(bank.closing), len(bank.prepare), len(bank.faq)) == (5, 5, 3)
    assert all(point.derived for question in bank.questions for point in question.points)
    assert all(question.points for question in bank.questions)
    assert bank.about.startswith("A bakery that hires")
    assert dict(bank.advice)["behavioral"].startswith("Use the STAR method to order")
    assert bank.questions[0].why.startswith("To see whether you have carried")
    assert bank.prepare[-1].do.endswith("(spelt, emmer, or einkorn).")
    assert bank.faq[-1].answer.endswith("cream and decoration.")
    assert not result.doubts


def test_the_three_forms_of_a_page_give_one_bank() -> None:
    files = [PAGES / f"baker.{ending}" for ending in ("txt", "html", "md")]
    first, *others = [read_source(file.read_bytes(), file.name).bank for file in files]
    assert others == [first, first]


def test_what_is_no_part_of_the_interview_is_left_and_told() -> None:
    file = PAGES / "baker.html"
    result = read_source(file.read_bytes(), file.name)
    left = " ".join(one.text for one in result.left)
    for furniture in ("bakers earn", "our cookies", "Share this", "miller", "address", "reach us"):
        assert furniture in left
    whole = str(result.bank)
    for text in ("bakers earn", "cookies", "password", "miller", "Can you see", "free builder"):
        assert text not in whole
    page = PAGES / "baker.txt"
    free = [one for one in read_source(page.read_bytes(), "p").left if "free builder" in one.text]
    assert [one.line for one in free] == [105]


def test_question_and_answer_pairs() -> None:
    result = read(
        "Night porter\n\nQ: Tell me about a time you dealt with a loud guest.\n"
        "A: I brought him water. Then I called the friend who shared the room\nwith him.\n\n"
        "Q2: What do you check first?\nA2: Fire doors.\nQ3: Why nights?\n"
    )
    loud, check, nights = result.bank.questions
    assert loud.sample.endswith("the friend who shared the room with him.")
    assert (check.ask, check.sample) == ("What do you check first?", "Fire doors.")
    assert nights.sample == ""
    assert (loud.kind, check.kind) == ("behavioral", "common")
    assert any("taken as behavioral" in doubt for doubt in result.doubts)
    assert any("taken as common" in doubt for doubt in result.doubts)


def test_numbered_questions_with_answers_below() -> None:
    result = read(
        "Interview Questions for Gardeners\n\nGeneral Questions\n"
        "1. Why outdoors?\nI like weather. Isn't it great? Yes.\n\n2. Describe your best tool.\n\n"
        "Technical Questions\n3) When do you prune?\n - In late winter\n - Never in frost\n\n"
        "Questions to ask your interviewer\n- How large is it?\n"
    )
    bank = result.bank
    assert bank.title == "Gardeners"
    asks = [(question.ask, question.kind) for question in bank.questions]
    assert asks == [
        ("Why outdoors?", "common"),
        ("Describe your best tool.", "common"),
        ("When do you prune?", "technical"),
    ]
    assert bank.questions[0].sample == "I like weather. Isn't it great? Yes."
    assert bank.questions[2].sample == "In late winter. Never in frost."
    assert [one.ask for one in bank.closing] == ["How large is it?"]
    assert any("2 questions" in doubt and "samples" in doubt for doubt in result.doubts)


def test_headings_and_tables_of_markdown() -> None:
    result = read(
        "# Turner\n\n## Technical questions\n\n### What is a lathe?\n\nA machine.\n\nIt turns.\n\n"
        "### 2. Milling\n\n**Tip:** Name two kinds.\n\n"
        "| Question | Answer | Category |\n|---|---|---|\n| Why us? | I like it | Common |\n",
        "markdown",
    )
    lathe, milling, why = result.bank.questions
    assert lathe.sample == "A machine.\n\nIt turns."
    assert (milling.ask, milling.tip) == ("Milling", "Name two kinds.")
    assert (why.kind, why.sample) == ("common", "I like it")


def test_lists_of_definitions_and_tables_of_html() -> None:
    result = read(
        "<h1>Cook</h1><dl><dt>What is a roux?<dd>Flour and butter.</dl>"
        "<table><tr><th>Question<th>Sample answer<tr><td>How do you peel?<td>With a <b>knife</b>"
        "</table><p onclick='x()'>Q: What is <i>heat</i>?<br>A: Energy &lt;script&gt;",
        "html",
    )
    told = [(question.ask, question.sample) for question in result.bank.questions]
    assert told == [
        ("What is a roux?", "Flour and butter."),
        ("How do you peel?", "With a knife"),
        ("What is heat?", "Energy <script>"),
    ]


def test_a_heading_that_is_a_question_begins_no_section() -> None:
    asks = "What is a common technical mistake?\n\nHow do you prepare for a release?\n"
    assert len(read(f"Title\n\n{asks}").bank.questions) == 2


def test_scripts_and_hidden_parts_are_never_read() -> None:
    result = read(
        "<h2>Why is it so?</h2><p>Because.</p><script>var a = '<h2>Run me?</h2>'</script>"
        "<div style='display: none'><h2>Hidden?</h2></div><template><h2>No?</h2></template>",
        "html",
    )
    assert [question.ask for question in result.bank.questions] == ["Why is it so?"]


def test_a_name_of_a_class_does_not_take_the_whole_page_away() -> None:
    result = read("<div class='page-with-sidebar'><h2>Why?</h2><p>Because it is so.</div>", "html")
    assert result.bank.questions[0].ask == "Why?"


def test_ids_are_unique_and_follow_the_question() -> None:
    result = read("T\n\nQ: Why bread?\n\nQ: Why bread?\n\nQ: 你好吗?\n")
    assert [question.id for question in result.bank.questions] == [
        "why-bread",
        "why-bread-2",
        "question",
    ]


def test_a_page_without_questions_is_one_sentence() -> None:
    with pytest.raises(BankError, match="No question was found"):
        read("A text on bread.\n\nIt says nothing more.")


def test_a_list_behind_a_table_of_points_belongs_to_no_question_of_it() -> None:
    head = "<th>Question<th>Key points<tr><td>Why bread?<td>Yeast<br>Gluten"
    result = read(f"<h1>Baker</h1><table><tr>{head}</table><ul><li>Bring a bun</ul>", "html")
    assert [point.say for point in result.bank.questions[0].points] == ["Yeast", "Gluten"]
    assert result.bank.about == "Bring a bun"


def test_an_emoji_alone_is_no_question() -> None:
    result = read("Baker\n\n\N{SPEECH BALLOON}\n\nQ: Why bread?\nA: It feeds.\n")
    assert [question.ask for question in result.bank.questions] == ["Why bread?"]
    assert result.left[0].why == "an emoji alone"


ACID = "Explain ACID"


def asked(result: Imported) -> list[tuple[str, str]]:
    return [(question.ask, question.sample) for question in result.bank.questions]


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_each_number_of_a_list_begins_a_question(format: Format) -> None:
    asks = ["Tell me about a time you failed.", "Describe a conflict.", "The worst bug"]
    result = read("\n".join(f"{at}. {ask}" for at, ask in enumerate(asks, 1)), format)
    assert asked(result) == [(ask, "") for ask in asks]
    assert any("Nothing but the number" in one and "worst-bug" in one for one in result.doubts)


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_the_next_number_ends_a_labelled_answer(format: Format) -> None:
    text = f"1. {ACID}\nAnswer: Four promises.\n\n2. Describe a join\nAnswer: Two tables.\n"
    pairs = [(ACID, "Four promises."), ("Describe a join", "Two tables.")]
    assert asked(read(text, format)) == pairs


def test_numbered_lines_of_html_are_questions() -> None:
    text = f"<h2>Technical questions</h2><p>1. {ACID}<br>2. Write a query<p>3. Describe a join"
    asks = [ACID, "Write a query", "Describe a join"]
    assert asked(read(text, "html")) == [(ask, "") for ask in asks]


def test_a_label_with_a_number_begins_a_question_wherever_it_stands() -> None:
    long = "Four promises which a database keeps about its transactions"
    result = read(
        f"Question 1: {ACID}\nAnswer: {long}\nQuestion 2: Describe joins\nKey points:\n- Rows\n"
        "Question 3: Normal forms\n"
    )
    assert asked(result) == [(ACID, long), ("Describe joins", ""), ("Normal forms", "")]
    assert [point.say for point in result.bank.questions[1].points] == ["Rows"]


@pytest.mark.parametrize("first", [ACID, "Write a query that joins two tables"])
def test_numbers_directly_below_the_heading_of_a_kind_are_questions(first: str) -> None:
    result = read(f"Technical Questions\n1. {first}\n2. Write a query that counts\n")
    assert asked(result) == [(first, ""), ("Write a query that counts", "")]
    assert {question.kind for question in result.bank.questions} == {"technical"}


@pytest.mark.parametrize("label", ["Answer:\n1. ", "Answer: 1. ", "\n1. "])
def test_numbered_steps_of_an_answer_stay_in_it(label: str) -> None:
    text = f"1. How do you ship?\n{label}Build it\n2. Test it\n3. Push it\n\n2. Describe a join\n"
    ship, join = read(text).bank.questions
    assert [step in ship.sample for step in ("Build it", "Test it", "Push it")] == [True] * 3
    assert (join.ask, join.sample) == ("Describe a join", "")


def test_a_numbered_step_that_may_be_a_question_is_told() -> None:
    result = read(f"1. {ACID}\nAnswer:\n1. Name it\n2. Describe a case\n\n2. Describe a join\n")
    assert [ask for ask, _ in asked(result)] == [ACID, "Describe a join"]
    assert any('not taken as questions: "Describe a case"' in one for one in result.doubts)


def test_a_number_that_was_left_out_does_not_end_the_questions() -> None:
    asks = [ask for ask, _ in asked(read(f"1. {ACID}\n3. Describe a join\n4. Normal forms\n"))]
    assert asks == [ACID, "Describe a join", "Normal forms"]


def test_a_numbered_list_of_advice_below_a_heading_is_told() -> None:
    text = "Behavioral questions\nOrder it:\n1. Situation\n2. Task\n\nQ: Why bread?\n"
    result = read(text)
    assert [ask for ask, _ in asked(result)] == ["Why bread?"]
    assert any('"Situation", "Task"' in one for one in result.doubts)
