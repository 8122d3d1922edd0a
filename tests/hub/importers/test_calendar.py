"""A calendar of the next year comes beside that of this one; the documented example is one."""

import re
from pathlib import Path

import pytest

from hub.importers.catalogue import import_calendar
from shared.errors import BadInput
from shared.school_year import PERU_2026
from tests.hub.builders import Office

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "region.md"


def _example(folder: Path) -> Path:
    (text,) = re.findall(r"```json\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    file = folder / "calendario.json"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_documented_calendar_goes_in_and_this_year_stays(office: Office, tmp_path: Path) -> None:
    first = import_calendar(office.store, _example(tmp_path))
    again = import_calendar(office.store, _example(tmp_path))

    known = office.store.calendar()
    assert (first.changed, again.changed) == (1, 0)
    assert {term.first.year for term in known.terms} == {2026, 2027}
    assert known.terms[:4] == PERU_2026.terms
    assert set(PERU_2026.days_off) < set(known.days_off)


def test_a_year_that_is_imported_again_takes_the_place_of_itself(office: Office, tmp_path: Path) -> None:
    file = _example(tmp_path)
    import_calendar(office.store, file)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"version": 2027', '"version": 2028').replace("2027-03-15", "2027-03-22"))

    import_calendar(office.store, file)

    assert [str(term.first) for term in office.store.calendar().terms[4:]] == ["2027-03-22", "2027-05-24"]


def test_what_is_no_calendar_is_refused_in_spanish_with_where_the_example_is(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "malo.json"
    file.write_text('{"terms": []}')

    with pytest.raises(BadInput, match=r"no se puede leer como calendario.*docs/region\.md") as refused:
        import_calendar(office.store, file)

    assert "required" not in str(refused.value)


def test_the_region_s_own_names_its_terms(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "feriado.json"
    file.write_text('{"version": 2027, "source": "", "terms": [], "days_off": ["2026-12-09"]}')

    with pytest.raises(BadInput, match="en orden y sin cruzarse"):
        import_calendar(office.store, file)
