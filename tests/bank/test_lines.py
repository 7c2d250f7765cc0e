"""Lines of values in TOML."""

import tomllib

import pytest

from voiceprep.bank.lines import find_lines, too_deep

TEXT = '''\
# title = "not this one"
title = "one # no comment" # a comment with [brackets] and "quotes
about = """
[question]
a \\""" quote and four: """"
number = 1.5
'a "literal" key' = \'\'\'
x = 1'\'\'\'
"quoted \\u0041 \\" key" = 2
a.b."c d" . e = 3
when = { at = 1979-05-27 07:32:00, plain.x = 1.5, list = [
    1.5, # one
    { deep = "}" },
    ["a", "b"
    , "c"],
] }
[advice]
common = 'it''s'

[[question]]
id = "a"
[[question.point]]
terms = [["a, b", "]"],
  [
    "c",
  ]]
[[question.point]]
say = "second"
[ question . extra ]
x = 1
[[question]]
id = "b"
[[question.point]]
say = "third"
'''.replace("'it''s'", "'its'")


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("about",), 3),
        (("number",), 6),
        (('a "literal" key',), 7),
        (('quoted A " key',), 9),
        (("a", "b", "c d", "e"), 10),
        (("when", "at"), 11),
        (("when", "plain", "x"), 11),
        (("when", "list", 0), 12),
        (("when", "list", 1, "deep"), 13),
        (("when", "list", 2, 1), 14),
        (("when", "list", 2, 2), 15),
        (("advice", "common"), 18),
        (("question", 0, "id"), 21),
        (("question", 0, "point", 0), 22),
        (("question", 0, "point", 0, "terms", 0, 1), 23),
        (("question", 0, "point", 0, "terms", 1), 24),
        (("question", 0, "point", 0, "terms", 1, 0), 25),
        (("question", 0, "point", 1, "say"), 28),
        (("question", 0, "extra", "x"), 30),
        (("question", 1), 31),
        (("question", 1, "point", 0, "say"), 34),
    ],
)
def test_a_value_is_found_on_its_line(path: tuple[str | int, ...], line: int) -> None:
    tomllib.loads(TEXT)
    assert find_lines(TEXT, [path]) == {path: line}


def test_what_is_missing_is_looked_for_at_its_nearest_parent() -> None:
    missing: list[tuple[str | int, ...]] = [
        ("question", 1, "point", 0, "follow_up"),
        ("question", 0, "kind"),
        ("nothing", 3),
        (),
    ]
    assert list(find_lines(TEXT, missing).values()).sort() == [33, 20, 1, 1].sort()
    assert find_lines(TEXT, missing) == dict(zip(missing, [33, 20, 1, 1], strict=True))


def test_brackets_and_dots_count_as_depth_but_not_in_texts_and_comments() -> None:
    assert too_deep('a = "[[[[[[ a.b.c.d.e.f"\n# [[[[[[\nb = [[1], [1], [1], [1], [1]]', 4) is None
    assert too_deep("a = 1\nb = [[[\n[[1]]]]]", 4) == 3
    assert too_deep("a = 1\na.b.c.d.e.f = 1", 4) == 2
    assert too_deep('a = 1\n"a"."b"."c"."d"."e"."f" = 1', 4) == 2
