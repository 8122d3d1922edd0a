"""The region forecasts what a laptop forecasts from the same rows, with the same class and file."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hub import aggregate, forecasting, services
from hub.importers.panel import import_panel
from hub.release import release_model, released
from shared.demand import Series, WeekRow
from shared.donors import Donors, Place, unused
from shared.errors import BadModel, NotReady
from shared.forecaster import Forecaster
from shared.ids import SchoolId
from shared.model_card import read_card
from shared.resources import ResourceKind
from shared.school_year import PERU_2026, monday, week_of
from tests.hub.builders import CATALOGUE, GUIDE, OTHER_SCHOOL, OTHER_SITE, PACK, SCHOOL, TABLET, Office, school
from tests.hub.importers.test_panel import panel
from tests.models.tiny import tiny_release
from tests.shared.test_donors import donor

pytestmark = pytest.mark.spark
KINDS = {GUIDE: ResourceKind.CONSUMABLE, TABLET: ResourceKind.REUSABLE, PACK: ResourceKind.PACK}
WEEKS = [date(2026, 8, 10) + timedelta(weeks=n) for n in range(9)]


def rows() -> list[dict[str, Any]]:
    return [
        {"school": school, "resource": resource, "week": week, "units": 5 + n % 4, "peak_concurrent": 3 + n % 2,
         "learners": 8 + n % 3, "unserved": n % 2, "stockout_days": n % 2, "recorded_days": 5, "source": "simulated"}
        for school in (SCHOOL, OTHER_SCHOOL) for resource in KINDS for n, week in enumerate(WEEKS)
    ]  # fmt: skip


def school_series(school: SchoolId) -> list[Series]:
    """Return the series as a laptop builds them, from the same rows."""
    found = []
    for resource, kind in sorted(KINDS.items()):
        mine = [row for row in rows() if (row["school"], row["resource"]) == (school, resource)]
        weekly = [
            WeekRow(week_of(row["week"]), **{name: row.get(name, 0) for name in WeekRow._fields[1:]}) for row in mine
        ]
        found.append(Series.from_rows(school, resource, kind, weekly))
    return found


@pytest.fixture
def ready(office: Office, tmp_path: Path, spark: Any) -> Office:
    import_panel(office.store, panel(tmp_path, *rows(), rows()[0] | {"resource": "desconocido"}))
    aggregate.aggregate(office.store)
    return office


def test_the_region_and_a_laptop_foresee_the_same(ready: Office) -> None:
    forecasting.forecast(ready.store)

    origin = forecasting.origin_of(ready.store)
    assert monday(origin) == date(2026, 10, 12)
    assert [one for one in forecasting.latest(ready.store) if one.school == SCHOOL] == Forecaster.baseline().forecast(
        school_series(SCHOOL), origin, PERU_2026
    )


def test_what_the_catalogue_does_not_know_is_left_out(ready: Office) -> None:
    assert forecasting.forecast(ready.store).rows == 6
    assert {one.resource for one in forecasting.latest(ready.store)} == set(KINDS)


def test_forecasting_again_computes_nothing_and_says_what_it_rests_on(ready: Office) -> None:
    first = forecasting.forecast(ready.store)

    assert forecasting.forecast(ready.store) == first
    assert first.notes == {"origin": "2026-10-12", "assumed": [], "model": "", "simulated": ["simulated"]}


def test_without_a_panel_it_says_what_to_do_first(office: Office) -> None:
    with pytest.raises(NotReady, match="aggregate"):
        forecasting.forecast(office.store)
    with pytest.raises(NotReady, match="forecast"):
        forecasting.latest(office.store)


@pytest.mark.train
def test_the_released_file_answers_in_the_region_as_on_a_laptop(ready: Office, tmp_path: Path) -> None:
    built = tiny_release(tmp_path)
    model, card = (next(built.rglob(name)) for name in ("model.tflite", "card.json"))
    before = forecasting.forecast(ready.store)

    manifest = release_model(ready.store, model, card, ready.config.release_key_file)
    after = forecasting.forecast(ready.store)

    laptop = Forecaster.load(model, card.read_bytes())
    origin = forecasting.origin_of(ready.store)
    place = services.places_of(ready.store.schools())
    expected = laptop.forecast(school_series(SCHOOL), origin, PERU_2026, place, CATALOGUE.by_id())
    found = [one for one in forecasting.latest(ready.store) if one.school == SCHOOL]
    assert before.version != after.version
    assert {one.model_version for one in found} == {manifest.version}
    assert [one.need() for one in found] == [one.need() for one in expected]


@pytest.mark.train
def test_a_school_without_a_history_is_foreseen_in_the_region_as_on_its_laptop(ready: Office, tmp_path: Path) -> None:
    built = tiny_release(tmp_path)
    model, card = (next(built.rglob(name)) for name in ("model.tflite", "card.json"))
    known = Donors(rows=tuple(donor(resource=name, kind=kind) for name, kind in KINDS.items()))
    told = msgspec.json.encode(msgspec.structs.replace(read_card(card.read_bytes()), donors=known))
    (tmp_path / "donors.json").write_bytes(told)
    new = SchoolId("0403699-0")
    ready.store.put_schools([school(students=40), school(new, OTHER_SITE, students=60)])
    release_model(ready.store, model, tmp_path / "donors.json", ready.config.release_key_file)

    forecasting.forecast(ready.store)

    found = [one for one in forecasting.latest(ready.store) if one.school == new]
    laptop, place = Forecaster.load(model, told), {new: Place(60, "Primaria")}
    series = unused(laptop.donors, CATALOGUE.resources, place, [])
    expected = laptop.forecast(series, forecasting.origin_of(ready.store), PERU_2026, place, CATALOGUE.by_id())
    assert found == sorted(expected, key=lambda one: one.resource)
    assert {one.rests_on.donors_pct for one in found} == {100}
    assert all(one.need().p90 > 0 for one in found)
    assert len([one for one in forecasting.latest(ready.store) if one.school == SCHOOL]) == len(KINDS)


@pytest.mark.train
def test_a_model_with_a_flipped_byte_is_not_released(ready: Office, tmp_path: Path) -> None:
    built = tiny_release(tmp_path)
    model, card = (next(built.rglob(name)) for name in ("model.tflite", "card.json"))
    data = bytearray(model.read_bytes())
    data[len(data) // 2] ^= 1
    model.write_bytes(data)

    with pytest.raises(BadModel):
        release_model(ready.store, model, card, ready.config.release_key_file)
    assert released(ready.store) is None
