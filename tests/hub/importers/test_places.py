"""Tables of districts and UGELs give names to what schools hold as codes."""

from pathlib import Path

from hub.importers.schools import import_schools
from tests.hub.builders import OTHER_SCHOOL, OTHER_SITE, Office, school


def test_a_district_without_a_name_gets_it_and_one_that_is_nowhere_is_told(office: Office, tmp_path: Path) -> None:
    office.store.put_schools([school(ubigeo="050101"), school(OTHER_SCHOOL, OTHER_SITE, ubigeo="059999")])
    file = tmp_path / "ubigeo.csv"
    file.write_text("inei;reniec;distrito\n50101;40101;Ayacucho\n;;\n;150101;Sin código\n")

    report = import_schools(office.store, file)

    assert {one.id: one.district for one in office.store.schools()} == {school().id: "Ayacucho", OTHER_SCHOOL: ""}
    assert f"no está en la tabla: 1 ({OTHER_SCHOOL})" in report.words()
    assert import_schools(office.store, file).changed == 0


def test_a_ugel_known_by_its_code_gets_its_name(office: Office, tmp_path: Path) -> None:
    office.store.put_schools([school(ugel="050001")])
    file = tmp_path / "ugel.csv"
    file.write_text("codooii;iged\n50001;UGEL HUAMANGA\n10000;DRE AMAZONAS\n")

    report = import_schools(office.store, file)

    assert (report.changed, {one.ugel for one in office.store.schools()}) == (1, {"HUAMANGA"})


def test_the_real_tables_are_read_whole(office: Office, real_data: Path) -> None:
    office.store.put_schools([school(ugel="050001", ubigeo="050101")])

    districts = import_schools(office.store, real_data / "schools" / "ubigeo_distritos.csv")
    ugels = import_schools(office.store, real_data / "schools" / "dre_ugel.csv")

    assert (districts.changed, districts.refused, ugels.changed, ugels.refused) == (1, (), 1, ())
