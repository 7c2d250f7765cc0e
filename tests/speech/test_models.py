import os
import zipfile
from pathlib import Path

import pytest

from voiceprep.errors import ModelError
from voiceprep.resources import builtin
from voiceprep.speech.models import (
    LARGE_BYTES,
    check_model_folder,
    find_model,
    fingerprint,
    lasting_name,
    leads_to,
    list_models,
)

STARTER = "voiceprep-starter-en"
WHOLE = (
    "am/final.mdl",
    "conf/model.conf",
    "conf/mfcc.conf",
    "graph/HCLr.fst",
    "graph/Gr.fst",
    "graph/disambig_tid.int",
    "graph/words.txt",
)
FLAT = ("final.mdl", "mfcc.conf", "HCLG.fst", "words.txt")


def make_model(folder: Path, files: tuple[str, ...] = WHOLE, size: int = 10) -> Path:
    """A folder with the files that Vosk looks for, without a model in them."""
    for file in files:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * size)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment without anybody's models."""
    return {"HOME": str(tmp_path / "home")}


def test_without_a_wish_the_starter_is_found_last(tmp_path: Path, home: dict[str, str]) -> None:
    info = find_model("", tmp_path / "mine", env=home)
    assert (info.name, info.starter, info.source) == (STARTER, True, "built in")
    make_model(tmp_path / "home/.cache/vosk/vosk-model-small-en-us-0.15")
    info = find_model("", tmp_path / "mine", env=home)
    assert (info.name, info.starter) == ("vosk-model-small-en-us-0.15", False)
    assert info.source.endswith(".cache/vosk")
    make_model(tmp_path / "vosk/vosk-model-en-us-1")
    home["VOSK_MODEL_PATH"] = str(tmp_path / "vosk")
    assert find_model("", tmp_path / "mine", env=home).source == "VOSK_MODEL_PATH"
    make_model(tmp_path / "mine/vosk-model-small-en-in-0.4")
    info = find_model("", tmp_path / "mine", env=home)
    assert (info.name, info.source) == ("vosk-model-small-en-in-0.4", "your models folder")


def test_a_model_can_be_a_path(
    tmp_path: Path, home: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_model(tmp_path / "deep" / "my own")
    assert find_model(str(folder), tmp_path, env=home).path == folder
    monkeypatch.chdir(tmp_path)
    assert find_model("./deep/my own", tmp_path / "none", env=home).path == folder
    monkeypatch.chdir(tmp_path / "deep")
    info = find_model("my own", tmp_path / "none", env=home)
    assert (info.path, info.name) == (folder, "my own")


def test_the_starter_is_known_by_any_way_to_it(tmp_path: Path, home: dict[str, str]) -> None:
    link = tmp_path / "link"
    link.symlink_to(builtin("models") / STARTER)
    assert find_model(str(link), tmp_path, env=home).starter
    assert find_model(STARTER, tmp_path, env=home).starter


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("voiceprep-starter-enn", "found were voiceprep-starter-en"),
        ("nothing-like-it", "no model named 'nothing-like-it'"),
        ("/nowhere/at/all", "does not exist"),
        ("~nobody-of-this-name/model", "does not exist"),
        ("a\0b", "no model named"),
        ("/a\0b", "does not exist"),
        ("/\udc80x", "rename its folder"),
        ("n" * 5000, "no model named"),
        ("/" + "n" * 5000, "can't be read"),
        (".", "is not whole"),
    ],
)
def test_a_model_asked_for_and_not_there_is_never_replaced(
    tmp_path: Path, home: dict[str, str], monkeypatch: pytest.MonkeyPatch, wish: str, expected: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError) as fault:
        find_model(wish, tmp_path / "mine", env=home)
    assert expected in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_language_without_a_model_says_where_to_put_one(
    tmp_path: Path, home: dict[str, str]
) -> None:
    with pytest.raises(ModelError, match=r"install vosk-model-small-fr-0\.22"):
        find_model("", tmp_path, language="fr", env=home)
    make_model(tmp_path / "vosk-model-small-fr-0.22")
    assert find_model("", tmp_path, language="fr", env=home).name.endswith("fr-0.22")
    assert find_model("", tmp_path, env=home).starter


def test_a_broken_model_that_nobody_asked_for_is_passed_over_and_named(
    tmp_path: Path, home: dict[str, str]
) -> None:
    make_model(tmp_path / "vosk-model-en-us-0.22", WHOLE[:2])
    info = find_model("", tmp_path, env=home)
    assert info.starter
    assert len(info.skipped) == 1
    assert "vosk-model-en-us-0.22' is not whole: conf/mfcc.conf" in info.skipped[0]


def test_the_largest_model_that_loads_quickly_comes_first(
    tmp_path: Path, home: dict[str, str]
) -> None:
    make_model(tmp_path / "small-en", size=10)
    make_model(tmp_path / "medium-en", size=1000)
    giant = make_model(tmp_path / "giant-en")
    os.truncate(giant / "graph/Gr.fst", LARGE_BYTES + 1)  # takes no room on the disk
    assert find_model("", tmp_path, env=home).name == "medium-en"
    assert find_model("giant-en", tmp_path, env=home).name == "giant-en"


def test_a_chosen_model_listens_only_where_its_language_may_fit(
    tmp_path: Path, home: dict[str, str]
) -> None:
    make_model(tmp_path / "vosk-model-small-de-0.15")
    make_model(tmp_path / "vosk-model-en-us-0.22")
    make_model(tmp_path / "my-ear")
    english = "vosk-model-en-us-0.22"
    found = find_model("", tmp_path, "de", home, chosen=english)
    assert found.name == "vosk-model-small-de-0.15"
    assert found.skipped == (
        "The model vosk-model-en-us-0.22 that you chose hears 'en'; for 'de' the best that is "
        "found listens.",
    )
    assert find_model(english, tmp_path, "de", home).name == english
    assert find_model("", tmp_path, "en", home, chosen=STARTER).name == STARTER
    assert find_model("", tmp_path, "de", home, chosen="my-ear").name == "my-ear"
    with pytest.raises(ModelError, match="no model named"):
        find_model("", tmp_path, "en", home, chosen="vosk-model-en-gone")


@pytest.mark.parametrize(("code", "language"), [("cn", "zh"), ("kz", "kk"), ("vn", "vi")])
def test_a_model_is_found_for_the_language_that_its_name_tells(
    tmp_path: Path, home: dict[str, str], code: str, language: str
) -> None:
    make_model(tmp_path / f"vosk-model-small-{code}-0.22")
    assert find_model("", tmp_path, language, home).path.parent == tmp_path


def test_a_model_without_a_language_in_its_name_is_found_only_when_chosen(
    tmp_path: Path, home: dict[str, str]
) -> None:
    make_model(tmp_path / "my-ear")
    assert find_model("", tmp_path, env=home).starter
    assert find_model("my-ear", tmp_path, env=home).name == "my-ear"


def test_the_lasting_name_of_a_model_leads_to_it_from_any_folder(
    tmp_path: Path, home: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine"
    make_model(mine / "small-en")
    outside = make_model(tmp_path / "else" / "small-en")
    (mine / "link-en").symlink_to(outside)
    monkeypatch.chdir(tmp_path / "else")
    for wish, name in (
        ("small-en", "small-en"),
        (str(mine / "small-en"), "small-en"),
        ("./small-en", str(outside)),
        ("link-en", "link-en"),
    ):
        found = find_model(wish, mine, env=home)
        assert lasting_name(found, mine, home) == name
        assert leads_to(name, found.path, mine, home)
    assert not leads_to("small-en", outside, mine, home)
    assert not leads_to("", outside, mine, home)


def test_lists_all_models(tmp_path: Path, home: dict[str, str]) -> None:
    make_model(tmp_path / "vosk-model-small-de-0.15")
    (tmp_path / "notes").mkdir()
    names = [info.name for info in list_models(tmp_path, home)]
    assert names == ["vosk-model-small-de-0.15", STARTER]


@pytest.mark.parametrize("files", [WHOLE, FLAT])
def test_each_file_that_vosk_needs_is_asked_for(tmp_path: Path, files: tuple[str, ...]) -> None:
    folder = make_model(tmp_path / "model", files)
    check_model_folder(folder)
    for file in files:
        (folder / file).rename(tmp_path / "away")
        with pytest.raises(ModelError, match=r"is missing; unpack or download it again\.$"):
            check_model_folder(folder)
        (folder / file).write_bytes(b"")
        with pytest.raises(ModelError, match=f"{file} is empty"):
            check_model_folder(folder)
        (tmp_path / "away").replace(folder / file)
    check_model_folder(folder)


def test_a_complete_graph_needs_no_parts(tmp_path: Path) -> None:
    files = tuple(file for file in WHOLE if not file.startswith("graph"))
    folder = make_model(tmp_path / "model", (*files, "graph/HCLG.fst", "graph/words.txt"))
    check_model_folder(folder)


def test_an_archive_or_a_folder_too_high_is_explained(tmp_path: Path) -> None:
    archive = tmp_path / "model.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("model/am/final.mdl", "x")
    with pytest.raises(ModelError, match="is a file and not a folder; unpack it"):
        check_model_folder(archive)
    make_model(tmp_path / "unpacked" / "vosk-model-en")
    with pytest.raises(ModelError, match=r"in a folder of its own; use '.*vosk-model-en'"):
        check_model_folder(tmp_path / "unpacked")


def test_the_fingerprint_is_of_names_and_bytes(tmp_path: Path) -> None:
    one = make_model(tmp_path / "one")
    other = make_model(tmp_path / "other")
    cache = tmp_path / "cache"
    first = fingerprint(one, cache)
    assert len(first) == 64
    assert fingerprint(other, cache) == first
    (other / "am/final.mdl").write_bytes(b"y" * 10)
    changed = fingerprint(other, cache)
    assert changed != first
    (other / "am/final.mdl").rename(other / "am/first.mdl")
    assert fingerprint(other, cache) not in (first, changed)
    # Bytes that move from one file to the next don't cancel out.
    (one / "conf/mfcc.conf").write_bytes(b"x" * 9)
    (one / "conf/model.conf").write_bytes(b"x" * 11)
    assert fingerprint(one, cache) != first


def test_the_fingerprint_is_remembered_until_a_file_changes(tmp_path: Path) -> None:
    folder, cache = make_model(tmp_path / "model"), tmp_path / "cache"
    first = fingerprint(folder, cache)
    file = folder / "graph/Gr.fst"
    stat = file.stat()
    file.write_bytes(b"y" * 10)
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert fingerprint(folder, cache) == first  # same size and time: not read again
    os.utime(file, (1, 1))
    assert fingerprint(folder, cache) != first
    for note in (cache / "models").iterdir():
        note.write_bytes(b"\xff junk")
    assert fingerprint(folder, cache) != first
    assert (cache / "models").stat().st_mode & 0o777 == 0o700


def test_a_cache_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "model")
    (tmp_path / "cache").write_text("a file")
    assert fingerprint(folder, tmp_path / "cache") == fingerprint(folder, tmp_path / "other")
