import io
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from voiceprep.errors import ModelError, PlaceError
from voiceprep.speech.unpack import unpack


def zipped(path: Path, *members: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members:
            file.writestr(name, data)
    return path


def tarred(path: Path, *members: tuple[tarfile.TarInfo, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as file:  # type: ignore[call-overload]
        for info, data in members:
            info.size = len(data)
            file.addfile(info, io.BytesIO(data))
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "outer" / "target"
    folder.mkdir(parents=True)
    return folder


def nothing_came_out(target: Path) -> bool:
    inside = list(target.rglob("*"))
    outside = [path for path in target.parent.rglob("*") if path != target]
    return not inside and outside == inside


def test_archives_of_all_kinds_are_unpacked(tmp_path: Path, target: Path) -> None:
    unpack(zipped(tmp_path / "a.zip", ("m/", b""), ("m/am/final.mdl", b"one")), target)
    assert (target / "m/am/final.mdl").read_bytes() == b"one"
    for mode in ("w", "w:gz", "w:bz2", "w:xz"):
        name = mode.replace(":", "")
        archive = tarred(tmp_path / "b.tar", (member(f"./{name}/conf"), b"two"), mode=mode)
        unpack(archive, target)
        assert (target / name / "conf").read_bytes() == b"two"


@pytest.mark.parametrize(
    "name", ["../evil", "m/../../evil", "/tmp/evil", "..\\evil", "C:/evil", "a\nb", "d/" * 9 + "f"]
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, target: Path, name: str) -> None:
    with pytest.raises(ModelError, match="leads elsewhere"):
        unpack(zipped(tmp_path / "a.zip", ("good", b"1"), (name, b"2")), target)
    assert nothing_came_out(target)
    with pytest.raises(ModelError, match="leads elsewhere"):
        unpack(tarred(tmp_path / "a.tar", (member("good"), b"1"), (member(name), b"2")), target)
    assert nothing_came_out(target)


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE]
)
def test_links_and_devices_are_refused(tmp_path: Path, target: Path, kind: bytes) -> None:
    archive = tarred(tmp_path / "a.tar", (member("link", kind, "/etc/passwd"), b""))
    with pytest.raises(ModelError, match="link or a device"):
        unpack(archive, target)
    assert nothing_came_out(target)


def test_a_link_in_a_zip_is_refused(tmp_path: Path, target: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as file:
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(info, "/etc/passwd")
    with pytest.raises(ModelError, match="link or a device"):
        unpack(path, target)
    assert nothing_came_out(target)


def test_too_much_is_refused_before_anything_is_written(tmp_path: Path, target: Path) -> None:
    bomb = zipped(tmp_path / "bomb.zip", ("zeros", bytes(5_000_000)))
    assert bomb.stat().st_size < 10_000
    with pytest.raises(ModelError, match="no model is that large"):
        unpack(bomb, target, most_bytes=1_000_000)
    many = zipped(tmp_path / "many.zip", *((f"f{n}", b"") for n in range(30)))
    with pytest.raises(ModelError, match="more than 20 files"):
        unpack(many, target, most_files=20)
    assert nothing_came_out(target)


def test_a_packed_bomb_is_refused_where_it_is_listed(tmp_path: Path, target: Path) -> None:
    bomb = tarred(tmp_path / "bomb.tgz", (member("zeros"), bytes(50_000_000)), (member("b"), b""))
    bomb.write_bytes(bomb.read_bytes()[:20_000])  # whoever unpacks on finds that it is cut off
    with pytest.raises(ModelError, match="no model is that large"):
        unpack(bomb, target, most_bytes=1_000_000)
    assert nothing_came_out(target)


def test_a_damaged_archive_is_no_fault_of_the_disk(tmp_path: Path, target: Path) -> None:
    whole = tarred(tmp_path / "a.tar.bz2", (member("m"), bytes(100)), mode="w:bz2").read_bytes()
    (tmp_path / "a.tar.bz2").write_bytes(whole[:40] + b"junk" + whole[44:])
    with pytest.raises(ModelError) as fault:
        unpack(tmp_path / "a.tar.bz2", target)
    assert not isinstance(fault.value, PlaceError)


def test_a_member_that_lies_about_its_size_is_refused(tmp_path: Path, target: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("zeros", bytes(100_000)))
    data = path.read_bytes().replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(data)
    with pytest.raises(ModelError):
        unpack(path, target)


def test_twice_the_same_name_is_refused(tmp_path: Path, target: Path) -> None:
    path = tmp_path / "a.zip"
    with pytest.warns(UserWarning, match="Duplicate name"):
        zipped(path, ("one", b"1"), ("one", b"2"))
    with pytest.raises(ModelError, match="twice"):
        unpack(path, target)


@pytest.mark.parametrize(
    "data", [b"", b"no archive", b"PK\x03\x04" + bytes(100), b"\x1f\x8b" + bytes(50)]
)
def test_what_is_no_archive_is_one_sentence(tmp_path: Path, target: Path, data: bytes) -> None:
    path = tmp_path / "model.zip"
    path.write_bytes(data)
    with pytest.raises(ModelError, match="damaged or no archive"):
        unpack(path, target)


def test_an_archive_that_is_cut_off_is_one_sentence(tmp_path: Path, target: Path) -> None:
    import random

    noise = random.Random(1).randbytes(200_000)
    whole = tarred(tmp_path / "a.tgz", (member("noise"), noise)).read_bytes()
    cut = tmp_path / "cut.tgz"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match="damaged or no archive"):
        unpack(cut, target)


def test_an_encrypted_archive_is_one_sentence(tmp_path: Path, target: Path) -> None:
    path = zipped(tmp_path / "a.zip", ("one", b"1"))
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the flag in the member's header, and in the list at the end
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(ModelError, match="can't be unpacked"):
        unpack(path, target)


def test_a_full_disk_is_told_before(
    tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    usage = shutil.disk_usage(target)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=10))
    with pytest.raises(PlaceError, match="make room first"):
        unpack(zipped(tmp_path / "a.zip", ("one", bytes(1000))), target)
    assert nothing_came_out(target)
