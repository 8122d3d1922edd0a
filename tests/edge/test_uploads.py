"""Files that wait for a yes: sealed, one for each person, never another than was seen."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from edge.seal import Seal
from edge.uploads import Upload, Uploads
from shared.errors import NotReady
from tests.edge.building import SCHOOL

UPLOAD = Upload({"lista.csv": b"Rosa Quispe Canaria"}, ["people"], SCHOOL, False)
ME, YOU = b"me------", b"you-----"


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads", Seal(bytes(32)))


def test_what_was_kept_comes_back_by_its_digest(uploads: Uploads) -> None:
    digest = uploads.keep(ME, UPLOAD)

    assert uploads.kept(ME, digest) == UPLOAD
    assert (uploads.kept(YOU, digest), uploads.kept(ME, "")) == (None, None)


def test_another_upload_takes_its_place(uploads: Uploads) -> None:
    first = uploads.keep(ME, UPLOAD)
    uploads.keep(ME, Upload({"otra.csv": b""}, [], SCHOOL, True))

    assert uploads.kept(ME, first) is None


def test_no_name_lies_on_the_disk_and_nothing_after_a_drop(uploads: Uploads, tmp_path: Path) -> None:
    uploads.keep(ME, UPLOAD)
    data = b"".join(path.read_bytes() + path.name.encode() for path in (tmp_path / "uploads").iterdir())
    uploads.drop(ME)

    assert not [word for word in (b"Canaria", b"lista", ME) if word in data]
    assert list((tmp_path / "uploads").iterdir()) == []


def test_what_a_killed_run_left_is_removed(uploads: Uploads, tmp_path: Path) -> None:
    digest = uploads.keep(ME, UPLOAD)

    assert Uploads(tmp_path / "uploads", Seal(bytes(32))).kept(ME, digest) is None


def test_a_stream_leaves_nothing_when_it_is_closed(uploads: Uploads, tmp_path: Path) -> None:
    with uploads.stream() as file:
        file.write(b"Rosa")

    assert list((tmp_path / "uploads").iterdir()) == []


def test_a_folder_that_is_gone_is_said_in_words(uploads: Uploads, tmp_path: Path) -> None:
    (tmp_path / "uploads").rmdir()

    with pytest.raises(NotReady, match="no se importó nada"):
        uploads.keep(ME, UPLOAD)


def test_several_tabs_of_one_person_never_meet_half_a_file(uploads: Uploads, tmp_path: Path) -> None:
    sent = [Upload({f"{at}.csv": bytes([at]) * 2_000_000}, [], SCHOOL, False) for at in range(3)]

    def tab(upload: Upload) -> list[Upload | None]:
        return [uploads.kept(ME, uploads.keep(ME, upload)) for _ in range(20)]

    with ThreadPoolExecutor(3) as tabs:
        seen = list(tabs.map(tab, sent))

    assert all(one in (None, upload) for upload, kept in zip(sent, seen, strict=True) for one in kept)
    assert len(list((tmp_path / "uploads").iterdir())) == 1
