"""Catalogues and calendars come in as versions and reach every node."""

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hub.importers.catalogue import DEFAULT_CATALOGUE, import_calendar, import_catalogue
from shared.errors import BadInput
from shared.resources import Catalogue, KitPart, ResourceKind, read_catalogue
from shared.school_year import PERU_2026, Term
from sync.feed import ALL
from tests.hub.builders import CATALOGUE, GUIDE, TABLET, Office


def written(folder: Path, value: object) -> Path:
    file = folder / "file.json"
    file.write_bytes(msgspec.json.encode(value))
    return file


def test_the_default_catalogue_has_kits_for_schools_without_power_and_packs_in_quechua() -> None:
    catalogue = read_catalogue(DEFAULT_CATALOGUE.read_bytes())
    known = catalogue.by_id()

    assert 12 <= len(catalogue.resources) <= 20
    assert {one.kind for one in catalogue.resources} == set(ResourceKind)
    assert [part.resource for one in catalogue.resources for part in one.kit_without_power] == ["solar-charger"]
    assert any(one.language == "quy" and one.kind is ResourceKind.PACK for one in known.values())


def test_a_newer_catalogue_is_broadcast_once(office: Office, tmp_path: Path) -> None:
    newer = Catalogue(2, CATALOGUE.resources[:2])

    reports = [import_catalogue(office.store, written(tmp_path, newer)) for _ in range(2)]

    assert office.store.catalogue() == newer
    assert [entry.item.kind for entry in office.store.entries(ALL)] == ["catalogue", "catalogue"]
    assert [report.changed for report in reports] == [0, 0]


def test_a_version_that_is_not_newer_is_refused(office: Office, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="version"):
        import_catalogue(office.store, written(tmp_path, Catalogue(1, CATALOGUE.resources[:1])))


def test_a_resource_does_not_change_its_kind(office: Office, tmp_path: Path) -> None:
    other = msgspec.structs.replace(CATALOGUE.resources[0], kind=ResourceKind.PACK)

    with pytest.raises(BadInput, match="clase"):
        import_catalogue(office.store, written(tmp_path, Catalogue(2, (other,))))


@pytest.mark.parametrize(
    "wrong",
    [
        {"lot": 0},
        {"lot": -5},
        {"lot": 10**19},
        {"value": -1},
        {"value": 10**19},
        {"weight_g": -1},
        {"name": " "},
        {"kit_without_power": (KitPart(TABLET, 0),)},
        {"kit_without_power": (KitPart(GUIDE),)},
    ],
)
def test_a_catalogue_that_no_plan_could_be_drawn_with_is_refused_when_it_is_read(
    office: Office, tmp_path: Path, wrong: dict[str, Any]
) -> None:
    first = msgspec.structs.replace(CATALOGUE.resources[0], **wrong)

    with pytest.raises(BadInput, match=GUIDE):
        import_catalogue(office.store, written(tmp_path, Catalogue(2, (first, *CATALOGUE.resources[1:]))))
    assert office.store.catalogue() == CATALOGUE


def test_a_block_that_lasts_into_another_year_is_refused(office: Office, tmp_path: Path) -> None:
    slip = msgspec.structs.replace(PERU_2026, version=9, terms=(Term(date(2027, 3, 15), date(2029, 5, 14)),))

    with pytest.raises(BadInput, match="termina en otro año"):
        import_calendar(office.store, written(tmp_path, slip))


def test_a_calendar_tells_how_many_weeks_of_classes_each_year_has(office: Office, tmp_path: Path) -> None:
    half = msgspec.structs.replace(PERU_2026, version=9, terms=(Term(date(2027, 3, 15), date(2027, 5, 14)),))
    said = import_calendar(office.store, written(tmp_path, half), dry_run=True).notes

    assert [one.text() for one in said] == [
        "Año 2027: 9 semanas con clases; las demás quedan sin clases. Si falta un bloque, complete el archivo y repita."
    ]


def test_a_calendar_of_the_region_takes_the_place_of_the_national_one(office: Office, tmp_path: Path) -> None:
    own = msgspec.structs.replace(PERU_2026, version=2027, source="UGEL")

    assert import_calendar(office.store, written(tmp_path, own), dry_run=True).changed == 1
    assert office.store.calendar() == PERU_2026
    import_calendar(office.store, written(tmp_path, own))
    assert office.store.calendar() == own


def test_terms_that_overlap_are_refused(office: Office, tmp_path: Path) -> None:
    first = PERU_2026.terms[0]
    crossed = msgspec.structs.replace(PERU_2026, version=2027, terms=(first, Term(first.first, first.last)))

    with pytest.raises(BadInput, match="bloques"):
        import_calendar(office.store, written(tmp_path, crossed))


def test_a_file_that_is_no_catalogue_says_so(office: Office, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{")

    for work in (import_catalogue, import_calendar):
        with pytest.raises(BadInput, match="no se puede leer"):
            work(office.store, tmp_path / "x.json")
    with pytest.raises(BadInput, match="No existe"):
        import_catalogue(office.store, tmp_path / "none.json")


def test_a_file_in_the_encoding_of_windows_says_that_it_cannot_be_read(office: Office, tmp_path: Path) -> None:
    catalogue = msgspec.structs.replace(CATALOGUE.resources[0], name="Guías")
    texts = (
        (import_catalogue, msgspec.json.encode(Catalogue(2, (catalogue,)))),
        (import_calendar, msgspec.json.encode(msgspec.structs.replace(PERU_2026, version=2027, source="Región"))),
    )

    for work, text in texts:
        (tmp_path / "x.json").write_bytes(text.decode().encode("latin-1"))
        with pytest.raises(BadInput, match="no se puede leer"):
            work(office.store, tmp_path / "x.json")
