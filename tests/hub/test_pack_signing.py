"""A pack is signed as it lies in the folder, with what the catalogue says; what no laptop could keep is refused."""

import hashlib
from datetime import date
from pathlib import Path

import msgspec
import pytest

from hub.pack_signing import Draft, DraftFile, read_draft, sign_pack
from shared.errors import BadInput, Untrusted
from shared.ids import ResourceId
from shared.packs import MANIFEST, Needs, read_pack, read_signed
from shared.resources import Catalogue, Content, Requirement, Resource, ResourceKind
from sync.keys import HubPublic, ReleaseKey, verify_pack

KEY = ReleaseKey.from_seed(b"r" * 32)
PUBLIC = HubPublic(bytes(32), bytes(32), KEY.public)
TALES = ResourceId("relatos")
CATALOGUE = Catalogue(
    1,
    (
        Resource(
            id=TALES, name="Relatos", kind=ResourceKind.PACK, language="quy", requires=Requirement(android=7),
            contents=(Content(id="c1", name="El zorro"),),
        ),
        Resource(id=ResourceId("guia"), name="Guías", kind=ResourceKind.CONSUMABLE),
    ),
)  # fmt: skip
TODAY = date(2026, 6, 17)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "videos").mkdir()
    (tmp_path / "c1.pdf").write_bytes(b"zorro")
    (tmp_path / "videos" / "lluvia.mp4").write_bytes(b"lluvia")
    (tmp_path / ".DS_Store").write_bytes(b"nothing")
    return tmp_path


def draft(**more: object) -> Draft:
    return msgspec.convert({"resource": TALES, "version": 1, **more}, Draft)


def test_a_pack_is_all_that_lies_in_its_folder_with_what_the_catalogue_says(folder: Path) -> None:
    sign_pack(folder, draft(), CATALOGUE, KEY, TODAY)
    told = read_signed((folder / MANIFEST).read_bytes())
    verify_pack(PUBLIC, bytes(told.manifest), told.release_signature)
    pack = read_pack(bytes(told.manifest))

    assert (pack.language, pack.needs) == ("quy", Needs(android=7))
    assert [(one.path, one.content, one.title, one.mime) for one in pack.files] == [
        ("c1.pdf", "c1", "El zorro", "application/pdf"),
        ("videos/lluvia.mp4", "", "", "video/mp4"),
    ]
    assert pack.files[0].sha256 == hashlib.sha256(b"zorro").hexdigest()


def test_signing_again_keeps_what_was_said_and_measures_anew(folder: Path) -> None:
    said = draft(expires="2026-12-31", files=[{"path": "c1.pdf", "title": "Zorro", "minutes": 4}])
    sign_pack(folder, said, CATALOGUE, KEY, TODAY)
    (folder / "c1.pdf").write_bytes(b"zorro nuevo")

    pack = sign_pack(folder, read_draft(folder), CATALOGUE, KEY, TODAY)

    assert pack.expires == date(2026, 12, 31)
    assert [(one.title, one.minutes, one.size) for one in pack.files] == [("Zorro", 4, 11)]


def test_one_letter_of_the_manifest_changed_is_vouched_for_by_nobody(folder: Path) -> None:
    sign_pack(folder, draft(), CATALOGUE, KEY, TODAY)
    told = read_signed((folder / MANIFEST).read_bytes())
    changed = bytes(told.manifest).replace(b'"version":1', b'"version":2')

    assert changed != bytes(told.manifest)
    with pytest.raises(Untrusted, match="no es de su región"):
        verify_pack(PUBLIC, changed, told.release_signature)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"resource": "guia"}, "no tiene un paquete «guia»"),
        ({"resource": "otro"}, "no tiene un paquete «otro»"),
        ({"expires": "2026-06-16"}, "venció"),
        ({"files": [{"path": "no está.pdf"}]}, "Falta «no está.pdf»"),
        ({"files": [{"path": "../c1.pdf"}]}, "no sirve como nombre"),
        ({"files": [{"path": "c1.pdf", "content": "c9"}]}, "no tiene el contenido «c9»"),
        ({"files": [{"path": "c1.pdf"}, {"path": "C1.pdf"}]}, "."),
    ],
)
def test_what_cannot_be_a_pack_is_refused_and_nothing_is_written(
    told: dict[str, object], words: str, folder: Path
) -> None:
    with pytest.raises(BadInput, match=words):
        sign_pack(folder, draft(**told), CATALOGUE, KEY, TODAY)

    assert not (folder / MANIFEST).exists()


def test_a_link_goes_into_no_pack(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("secret") / "clave"
    secret.write_bytes(b"clave")
    (folder / "enlace.pdf").symlink_to(secret)

    with pytest.raises(BadInput, match="es un enlace"):
        sign_pack(folder, draft(files=[{"path": "enlace.pdf"}]), CATALOGUE, KEY, TODAY)


def test_an_empty_folder_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="aquí hay 0"):
        sign_pack(tmp_path, draft(), CATALOGUE, KEY, TODAY)


def test_a_draft_that_cannot_be_read_says_where(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text('{"resource": "relatos", "version": "uno"}')

    with pytest.raises(BadInput, match="en «version» se espera un número entero"):
        read_draft(tmp_path)


def test_a_channel_of_kolibri_needs_no_entry_in_the_catalogue(folder: Path) -> None:
    pack = sign_pack(folder, draft(resource="kolibri-aa"), CATALOGUE, KEY, TODAY)

    assert DraftFile("x").content == ""
    assert (pack.resource, pack.language) == ("kolibri-aa", "")
