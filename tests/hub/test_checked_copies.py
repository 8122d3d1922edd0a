"""Of a copy that is opened again every file that differs is named; whatever byte flips, it is no good copy."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.backup import back_up
from hub.checked_copies import check
from sync.keys import HubKeys
from tests.hub.builders import Node, Office, uses
from tests.hub.rewritten import blocks, rewritten


@pytest.fixture
def copy(office: Office, node: Node, tmp_path: Path) -> Path:
    node.record(*uses(4))
    office.take(node.bundle())
    back_up(office.store, tmp_path / "copy.zip")
    return tmp_path / "copy.zip"


def offset_of(copy: Path, name: str) -> int:
    """Return a place within the compressed bytes of a file of a copy."""
    with zipfile.ZipFile(copy) as archive:
        info = archive.getinfo(name)
    return info.header_offset + 30 + len(name) + 20 + info.compress_size // 2


def flipped(copy: Path, place: int) -> None:
    data = bytearray(copy.read_bytes())
    data[place] ^= 1
    copy.write_bytes(data)


def test_a_good_copy_has_no_problem_and_tells_its_rows(copy: Path) -> None:
    found = check(copy)

    assert found.good
    assert found.manifest is not None
    assert found.rows == sum(found.manifest.rows.values()) > 0
    assert found.bytes == copy.stat().st_size


def test_a_flipped_byte_is_named_with_its_file(copy: Path) -> None:
    found = check(copy)
    assert found.manifest is not None
    (segment,) = [name for name in found.manifest.files if name.startswith("lake/")]
    flipped(copy, offset_of(copy, segment))

    (problem,) = check(copy).problems
    assert problem.text() == f"En la copia «copy.zip» está dañado «{segment}»."


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(share=st.floats(0, 0.9999))
def test_whichever_byte_flips_it_is_not_the_copy_that_was_written(copy: Path, share: float) -> None:
    data = copy.read_bytes()
    written = check(copy).sha256
    flipped(copy, int(len(data) * share))
    try:
        assert not check(copy, written).good
    finally:
        copy.write_bytes(data)


def test_a_copy_that_was_cut_cannot_be_opened(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:-100])

    assert "no se puede abrir" in check(copy).problems[0].text()


def test_who_vouches_for_a_copy_is_looked_at_and_one_that_was_changed_is_not_read_on(
    office: Office, copy: Path, tmp_path: Path
) -> None:
    other = HubKeys.generate(bytes(32))
    changed = rewritten(copy, tmp_path / "changed.zip", {"tables/credentials": blocks([{"login": "eva"}])})
    theirs = rewritten(copy, tmp_path / "theirs.zip", keys=other)
    older = rewritten(copy, tmp_path / "older.zip", format=1)

    assert [[one.text() for one in check(path).problems] for path in (changed, theirs, older)] == [
        ["La firma de la copia «changed.zip» no es la de su central: alguien la cambió, o está dañada."],
        ["La firma de la copia «theirs.zip» no es la de su central: alguien la cambió, o está dañada."],
        ["La copia «older.zip» no lleva la firma de la central: no se sabe si es la que ella hizo."],
    ]
    assert check(older, check(older).sha256).good
    assert check(rewritten(copy, tmp_path / "again.zip", keys=office.keys)).good
