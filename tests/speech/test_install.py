import shutil
from pathlib import Path

import pytest

from voiceprep.errors import ModelError
from voiceprep.resources import builtin
from voiceprep.speech.install import install, remove
from voiceprep.speech.models import find_model

STARTER = builtin("models") / "voiceprep-starter-en"


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def accept(_: Path) -> None:
    """A trial that every model passes."""


def refuse(_: Path) -> None:
    raise ModelError("It hears nothing.")


@pytest.fixture
def models(tmp_path: Path) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """The starter model under another name, zipped."""
    shutil.copytree(STARTER, tmp_path / "pack" / "vosk-model-en-test")
    return Path(shutil.make_archive(str(tmp_path / "download"), "zip", tmp_path / "pack"))


def test_a_model_from_an_archive_is_found_afterwards(archive: Path, models: Path) -> None:
    place = install(archive, models, listen=accept)
    assert place == models / "vosk-model-en-test"
    assert find_model("", models, env={}).path == place
    assert names(models) == ["vosk-model-en-test"]


def test_a_model_further_down_in_a_folder_is_found(tmp_path: Path, models: Path) -> None:
    shutil.copytree(STARTER, tmp_path / "a/b/vosk-model-en-deep")
    assert install(tmp_path / "a", models, listen=accept).name == "vosk-model-en-deep"


def test_an_archive_without_a_folder_gives_the_model_its_name(tmp_path: Path, models: Path) -> None:
    flat = shutil.make_archive(str(tmp_path / "vosk-model-en-flat"), "gztar", STARTER)
    assert install(Path(flat), models, listen=accept).name == "vosk-model-en-flat"


def test_a_model_that_fails_its_trial_leaves_nothing(archive: Path, models: Path) -> None:
    with pytest.raises(ModelError, match="hears nothing"):
        install(archive, models, listen=refuse)
    assert not names(models)


def test_one_that_is_there_is_only_replaced_when_told_to(archive: Path, models: Path) -> None:
    place = install(archive, models, listen=accept)
    (place / "mark").touch()
    with pytest.raises(ModelError, match="--replace"):
        install(archive, models, listen=accept)
    with pytest.raises(ModelError, match="hears nothing"):
        install(archive, models, listen=refuse, replace=True)
    assert (place / "mark").exists()
    install(archive, models, listen=accept, replace=True)
    assert not (place / "mark").exists()
    assert names(models) == ["vosk-model-en-test"]


def test_what_holds_no_model_or_several_is_refused(tmp_path: Path, models: Path) -> None:
    (tmp_path / "letters").mkdir()
    with pytest.raises(ModelError, match="holds no Vosk model"):
        install(tmp_path / "letters", models, listen=accept)
    shutil.copytree(STARTER, tmp_path / "two/one")
    shutil.copytree(STARTER, tmp_path / "two/other")
    with pytest.raises(ModelError, match=r"several models \(one, other\)"):
        install(tmp_path / "two", models, listen=accept)
    (tmp_path / "two/other/am/final.mdl").unlink()
    shutil.rmtree(tmp_path / "two/one")
    with pytest.raises(ModelError, match=r"final\.mdl is missing"):
        install(tmp_path / "two", models, listen=accept)
    with pytest.raises(ModelError, match="no file or folder"):
        install(tmp_path / "nothing.zip", models, listen=accept)
    assert not names(models)


def test_what_a_killed_install_left_is_swept_but_not_under_another_one(
    archive: Path, models: Path
) -> None:
    (models / ".new-killed").mkdir()
    seen: list[list[str]] = []

    def while_another_is_tried(_: Path) -> None:
        place = install(archive, models, listen=accept)
        seen.append(sorted(names(models)))
        shutil.rmtree(place)

    install(archive, models, listen=while_another_is_tried)
    assert [name[:5] for name in seen[0]] == [".new-", "vosk-"]
    assert seen[0][0] != ".new-killed"
    assert names(models) == ["vosk-model-en-test"]


def test_a_folder_with_links_is_not_copied(tmp_path: Path, models: Path) -> None:
    shutil.copytree(STARTER, tmp_path / "linked")
    (tmp_path / "linked/secret").symlink_to("/etc/passwd")
    with pytest.raises(ModelError, match="holds links"):
        install(tmp_path / "linked", models, listen=accept)


def test_only_what_was_installed_is_removed(archive: Path, models: Path) -> None:
    place = install(archive, models, listen=accept)
    for name in ("voiceprep-starter-en", "..", "../models/vosk-model-en-test", "vosk"):
        with pytest.raises(ModelError, match="no model"):
            remove(name, models)
    assert remove(place.name, models) > 20_000_000
    assert not names(models)
    assert STARTER.is_dir()
