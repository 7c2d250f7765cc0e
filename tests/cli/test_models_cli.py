import functools
import hashlib
import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console
from terminal import Terminal

from conftest import Speech
from soundsystem import VirtualSound
from voiceprep.cli import cli
from voiceprep.cli.keyboard import Keyboard
from voiceprep.cli.modeloffer import has_route, offer_model, question
from voiceprep.config import folders
from voiceprep.errors import ModelError
from voiceprep.language.passages import passages
from voiceprep.resources import builtin
from voiceprep.speech.catalogue import recommended

STARTER = builtin("models") / "voiceprep-starter-en"
NAME = "vosk-model-small-en-test"


def voiceprep(*arguments: str | Path, answer: str = "") -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments], input=answer)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """The starter model under another name, zipped."""
    shutil.copytree(STARTER, tmp_path / "pack" / NAME)
    return Path(shutil.make_archive(str(tmp_path / "download"), "zip", tmp_path / "pack"))


def test_the_list_shows_what_is_there_and_what_can_be_had(home: Path) -> None:
    shown = voiceprep("models", "list", "--language", "en").stdout
    assert "voiceprep-starter-en" in shown
    assert "in use" in shown
    assert "vosk-model-small-en-us-0.15" in shown
    assert "9.85 %" in shown
    assert "de-0.15" not in shown
    listed = json.loads(voiceprep("models", "list", "--json").stdout)
    assert listed["installed"][0]["in_use"]
    assert {"de", "en", "es"} <= {one["language"] for one in listed["available"]}


def test_a_model_is_installed_used_checked_and_removed(home: Path, archive: Path) -> None:
    done = voiceprep("models", "install", archive, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["path"] == str(home / "models" / NAME)
    assert "installed already" in voiceprep("models", "install", archive).output
    assert voiceprep("models", "use", NAME).exit_code == 0
    assert (home / "config.toml").read_text() == f'model = "{NAME}"\n'
    checked = json.loads(voiceprep("models", "check", "--json").stdout)
    assert checked["name"] == NAME
    assert 0 < checked["real_time_factor"] < 1
    assert checked["grammars"]
    assert "um" in checked["fillers"]
    assert "orchestrator" in checked["unknown_terms"]
    assert "is removed" in voiceprep("models", "remove", NAME, answer="y\n").stdout
    assert (home / "config.toml").read_text() == 'model = ""\n'
    assert json.loads(voiceprep("models", "list", "--json").stdout)["installed"][0]["in_use"]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Of a server of the files that the test has made."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=tmp_path)
    ) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def downloads(home: Path) -> list[str]:
    return [path.name for path in (home / "cache/downloads").iterdir()]


def test_a_file_or_an_address_must_have_the_checksum_that_is_known(
    home: Path, archive: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = hashlib.md5(archive.read_bytes()).hexdigest()
    for what in (archive, f"{address}/{archive.name}"):
        done = voiceprep("models", "install", what, "--md5", "0" * 32)
        assert done.exit_code == 1
        assert f"MD5 {right} instead" in " ".join(done.output.split())
    assert "32 digits" in voiceprep("models", "install", archive, "--md5", "abc").output
    assert "leave it out" in " ".join(
        voiceprep("models", "install", STARTER, "--md5", right).output.split()
    )
    named = archive.rename(archive.with_name("vosk-model-small-de-0.15.zip"))
    monkeypatch.setattr("voiceprep.speech.catalogue.page", lambda: address)
    for what in (named, f"{address}/{named.name}"):
        assert "is not what was published" in " ".join(
            voiceprep("models", "install", what).output.split()
        )
    assert not [*(home / "models").iterdir(), *downloads(home)]
    done = voiceprep("models", "install", named, "--md5", right.upper())
    assert done.exit_code == 0, done.output


def test_a_download_is_kept_until_it_is_in_its_place(
    home: Path, archive: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"{address}/{archive.name}"
    usage = shutil.disk_usage("/")
    with monkeypatch.context() as full:
        full.setattr("voiceprep.speech.unpack.shutil.disk_usage", lambda _: usage._replace(free=0))
        full.setattr("voiceprep.speech.fetch._need_room", lambda *_: None)
        assert "make room first" in voiceprep("models", "install", url).output
    assert len(downloads(home)) == 1
    archive.unlink()  # nobody has it any more
    assert voiceprep("models", "install", url).exit_code == 0
    assert not downloads(home)
    archive.write_bytes(b"no archive")
    assert "no archive" in voiceprep("models", "install", url).output
    assert not downloads(home)


def test_a_model_of_another_language_does_not_pass_its_trial(
    home: Path, archive: Path, tmp_path: Path
) -> None:
    shutil.move(tmp_path / "pack" / NAME, tmp_path / "pack" / "vosk-model-small-de-9")
    done = voiceprep("models", "install", tmp_path / "pack" / "vosk-model-small-de-9")
    assert done.exit_code == 1
    assert "does not understand a test sentence" in done.output
    assert not list((home / "models").iterdir())


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("vosk-model-small-en-us", "did you mean vosk-model-small-en-us-0.15"),
        ("nothing.zip", "no file or folder"),
        ("ftp://example.org/m.zip", "begins with https"),
        ("http://[bad", "is no address"),
        ("", "Give a model's name"),
        ("~nobody-of-this-name/m.zip", "no file or folder"),
        ("http://127.0.0.1:9/m.zip", "install FILE"),
    ],
)
def test_what_can_not_be_had_is_one_sentence(
    home: Path, what: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    done = voiceprep("models", "install", what)
    assert done.exit_code == 1
    assert told in " ".join(done.output.split())


def test_settings_beside_the_model_stay_as_they_are(home: Path) -> None:
    text = '# mine\nrate = 150  # slow\nmodel = "other"\n'
    (home / "config.toml").write_text(text)
    assert voiceprep("models", "use", "voiceprep-starter-en").exit_code == 0
    changed = text.replace("other", "voiceprep-starter-en")
    assert (home / "config.toml").read_text() == changed
    assert voiceprep("models", "use", "nobody").exit_code == 1
    assert (home / "config.toml").read_text() == changed
    assert voiceprep("models", "use", "--best").exit_code == 0
    assert 'model = ""' in (home / "config.toml").read_text()


def test_a_folder_that_was_chosen_is_found_from_anywhere_and_forgotten_when_it_goes(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(STARTER, tmp_path / NAME)
    used = voiceprep("models", "use", f"./{NAME}", "--json")
    assert json.loads(used.stdout) == {"model": str(tmp_path / NAME)}
    monkeypatch.chdir("/")
    models = json.loads(voiceprep("models", "list", "--json").stdout)
    assert not any(one["in_use"] for one in models["installed"])  # it is none of those
    (home / "models").mkdir()
    shutil.move(tmp_path / NAME, home / "models" / NAME)
    assert voiceprep("models", "use", home / "models" / NAME).exit_code == 0
    assert (home / "config.toml").read_text() == f'model = "{NAME}"\n'
    (home / "config.toml").write_text(f'model = "{home / "models" / NAME}"\n')
    gone = json.loads(voiceprep("models", "remove", NAME, "--yes", "--json").stdout)
    assert gone["was_chosen"]
    assert gone["freed_bytes"] > 20_000_000
    assert (home / "config.toml").read_text() == 'model = ""\n'


def test_the_list_goes_by_the_language_of_the_bank_in_use(home: Path) -> None:
    listed = json.loads(voiceprep("models", "list", "--json").stdout)
    assert [one["name"] for one in listed["installed"] if one["in_use"]] == ["voiceprep-starter-en"]
    best = [one["name"] for one in listed["available"] if one["recommended"]]
    assert "vosk-model-small-de-0.15" in best
    assert len(best) == len({one["language"] for one in listed["available"]})
    (home / "config.toml").write_text('bank = "datenanalyse"\n')
    listed = json.loads(voiceprep("models", "list", "--json").stdout)
    assert not any(one["in_use"] for one in listed["installed"])
    assert "de-0.15" in voiceprep("models", "list", "--language", "DE").stdout
    assert (
        "no model for the language 'xx'" in voiceprep("models", "list", "--language", "xx").stdout
    )


def test_a_chosen_english_model_leaves_a_german_bank_to_the_german_one(home: Path) -> None:
    shutil.copytree(STARTER, home / "models/vosk-model-small-de-0.15")
    voiceprep("models", "use", "voiceprep-starter-en")
    shown = voiceprep("models", "check", "--bank", "datenanalyse", "--json")
    assert json.loads(shown.stdout)["name"] == "vosk-model-small-de-0.15"
    assert "that you chose hears 'en'" in " ".join(shown.stderr.split())


def test_what_a_trial_lacks_is_told_before_anything_is_read(home: Path, tmp_path: Path) -> None:
    told = voiceprep("models", "try", "--language", "de").output
    assert "models install vosk-model-small-de-0.15 fetches one" in " ".join(told.split())
    (tmp_path / "bad.wav").write_bytes(b"no sound")
    bad = [part for _ in passages("en") for part in ("--from-wav", tmp_path / "bad.wav")]
    assert "bad.wav is no sound file" in " ".join(voiceprep("models", "try", *bad).output.split())


def test_passages_are_shown_in_the_language_of_the_bank(home: Path) -> None:
    shown = json.loads(voiceprep("models", "try", "--show", "--json").stdout)
    assert [one["text"] for one in shown] == [passage.text for passage in passages("en")]
    (home / "config.toml").write_text('bank = "datenanalyse"\n')
    shown = json.loads(voiceprep("models", "try", "--show", "--json").stdout)
    assert [one["text"] for one in shown] == [passage.text for passage in passages("de")]


def test_passages_that_were_read_tell_which_model_hears_best(
    home: Path, archive: Path, speech: Speech
) -> None:
    voiceprep("models", "install", archive)
    read = [speech(passage.text, engine="espeak-ng") for passage in passages("en")]
    arguments = [part for path in read for part in ("--from-wav", path)]
    done = voiceprep("models", "try", "--json", *arguments)
    assert done.exit_code == 0, done.output
    results = json.loads(done.stdout)
    assert {result["model"] for result in results} == {NAME, "voiceprep-starter-en"}
    assert results[0]["word_error_rate"] < 0.15
    assert "Kubernetes" in results[0]["terms_heard"]
    shown = voiceprep("models", "try", *arguments).stdout
    assert "words wrong" in shown
    assert voiceprep("models", "try", "--from-wav", read[0]).exit_code == 2


def test_passages_of_every_language_hold_their_terms() -> None:
    for language in ("en",):
        for passage in passages(language):
            for term in passage.terms:
                assert term in passage.text


def test_a_better_model_is_offered_once_and_the_answer_remembered(
    home: Path, no_sound: None
) -> None:
    (home / "model-offer-en").unlink()
    with Terminal("rehearse", "cnn") as terminal:
        if has_route():
            terminal.wait_for("fetch it once from the network, 131 MB?")
            terminal.press("n")
            terminal.wait_for("fetches it later")
        terminal.wait_for("watch 'voiceprep demo'")
    assert (home / "model-offer-en").exists() == has_route()
    (home / "model-offer-en").touch()
    with Terminal("rehearse", "cnn") as terminal:
        terminal.wait_for("watch 'voiceprep demo'")
        assert "fetch it once" not in terminal.shown


def test_an_offer_that_was_not_carried_out_is_made_again(
    home: Path, no_sound: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "model-offer-en").unlink()
    monkeypatch.setattr("voiceprep.cli.modeloffer.has_route", lambda: True)
    console = Console(record=True, width=200)
    keys = Keyboard()
    keys.interactive = True
    monkeypatch.setattr(keys, "wait", lambda: "y")

    def stopped(*_: object) -> Path:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)
        raise AssertionError("it went on")

    def failed(*_: object) -> Path:
        raise ModelError("There is no connection.")

    for install, told in ((stopped, "goes on from there"), (failed, "offered again next time")):
        monkeypatch.setattr("voiceprep.cli.models.install.install_model", install)
        keys.interactive = False  # of the terminal nothing is needed but the signals
        with keys:
            keys.interactive = True
            assert not offer_model(None, "en", folders(), console, keys)
        shown = console.export_text()
        assert told in shown
        assert "voiceprep models install vosk-model" in shown
        assert not (home / "model-offer-en").exists()
    monkeypatch.setattr("voiceprep.cli.models.install.install_model", lambda *_: home / "better")
    assert offer_model(None, "en", folders(), console, keys)
    assert "accepted" in (home / "model-offer-en").read_text()


def test_the_offer_tells_size_and_gain_in_one_sentence() -> None:
    best = recommended("en", 16_000)
    assert best is not None
    offered = question(best, there=True)
    assert "131 MB" in offered
    assert "7.82 %" in offered
    assert offered.count("?") == 1
    assert "no model for the bank's language" in question(best, there=False)


def test_passages_are_read_into_the_microphone(
    sound: VirtualSound, home: Path, archive: Path, speech: Speech
) -> None:
    voiceprep("models", "install", archive)
    with Terminal("models", "try") as terminal:
        for number, passage in enumerate(passages("en"), 1):
            terminal.wait_for(f"Passage {number} of")
            time.sleep(0.5)
            # A sentence of each is enough to see that the right sound is compared.
            sound.speak_into_mic(speech(".".join(passage.text.split(".")[:1]) + "."))
            terminal.press("\r")
        terminal.wait_for("words wrong")
        terminal.wait_for("from now on?")
        terminal.press("y\r")
        terminal.wait_for("hears you from now on")
        assert terminal.end() == 0
    assert "model = " in (home / "config.toml").read_text()
    assert not list((home / "cache").glob("tmp*"))


def test_a_model_or_voice_of_another_language_than_the_banks_is_told(
    home: Path, archive: Path, tmp_path: Path
) -> None:
    shutil.move(tmp_path / "pack" / NAME, tmp_path / "vosk-model-small-de-9")
    shown = voiceprep("demo", "cnn", "--fast", "--model", tmp_path / "vosk-model-small-de-9").output
    assert "hears 'de', and the bank is in 'en'" in " ".join(shown.split())
    shown = voiceprep("rehearse", "cnn", "--type", "--voice", "German").output
    assert "speaks 'de', and the bank is in 'en'" in " ".join(shown.split())
