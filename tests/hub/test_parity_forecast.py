"""From one log the region and the laptop forecast the same, however short it is, and with all that else is known."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import msgspec
import numpy as np
import pytest

from edge.forecasting import by_school, to_foresee
from hub import aggregate, forecasting, services, ugel_calendars
from hub.acts import BY_COMMAND
from hub.panel import TELLERS
from hub.release import release_model
from shared.demand import TOLD
from shared.donors import Donors
from shared.events import Claim
from shared.facts import Feedback, Request, Use
from shared.forecast import Forecast
from shared.forecaster import Forecaster
from shared.ids import Pseudonym
from shared.model_card import Card, read_card
from shared.occurred import Occurred
from shared.resources import Power, ResourceKind
from shared.school_year import SchoolCalendar, Term, monday
from tests.hub.builders import GUIDE, PACK, SCHOOL, SITE, TABLET, Office, school
from tests.hub.demanding import Demand
from tests.hub.laptop import Laptop
from tests.models.tiny import seeing_release
from tests.shared.test_donors import donor

pytestmark = [pytest.mark.spark, pytest.mark.train]
LAST = date(2026, 10, 12)
KINDS = {GUIDE: ResourceKind.CONSUMABLE, TABLET: ResourceKind.REUSABLE, PACK: ResourceKind.PACK}


def week_of_use(ago: int) -> list[Claim]:
    """A pupil works through a pack, gives it a face, asks for tablets; another takes guides."""
    day = Occurred.on(LAST - timedelta(weeks=ago))
    who = Pseudonym(b"learner1")
    steps = [Use(school=SCHOOL, resource=PACK, learner=who, content="c1", progress_pct=pct) for pct in (40, 101)]
    face = Feedback(school=SCHOOL, resource=PACK, learner=who, score=1 + ago % 3)
    asked = Request(school=SCHOOL, resource=TABLET, units=5)
    return [Claim(fact, day) for fact in (*steps, face, asked, Use(school=SCHOOL, resource=GUIDE, units=9 + ago))]


def told_card(office: Office, folder: Path) -> tuple[bytes, Card]:
    """Release a model that looks at covariates, with donors of everything."""
    model, card = seeing_release()
    donors = Donors(rows=tuple(donor(resource=name, kind=kind) for name, kind in KINDS.items()))
    known = msgspec.structs.replace(read_card(card), donors=donors)
    (folder / "model.tflite").write_bytes(model)
    (folder / "card.json").write_bytes(msgspec.json.encode(known))
    release_model(office.store, folder / "model.tflite", folder / "card.json", office.config.release_key_file)
    return model, known


def on_the_laptop(laptop: Laptop, model: bytes, card: Card) -> list[Forecast]:
    forecaster = Forecaster.load(model, msgspec.json.encode(card))
    series, places = to_foresee(laptop.store, forecaster.donors)
    origin = forecasting.origin_of(laptop.office.store)
    news = laptop.store.news
    found = by_school(forecaster, series, origin, news.calendar_of, places, news.catalogue().by_id())
    return sorted(found, key=lambda one: one.resource)


@pytest.mark.parametrize("weeks", [0, 1, 2, 12])
def test_region_and_laptop_foresee_the_same_from_the_first_week_on(
    office: Office, laptop: Laptop, tmp_path: Path, weeks: int
) -> None:
    office.store.put_schools([school(students=40, power=Power.SOLAR, languages=("es",), coverage=False)])
    for ago in reversed(range(weeks)):
        laptop.record(*week_of_use(ago))
    laptop.send()
    assert services.tell(office.store) == 1
    laptop.hear(SITE)
    model, card = told_card(office, tmp_path)
    aggregate.aggregate(office.store)
    forecasting.forecast(office.store)

    assert forecasting.latest(office.store) == on_the_laptop(laptop, model, card)
    assert {one.resource for one in forecasting.latest(office.store)} == set(KINDS)
    assert all(one.need().p90 > 0 for one in forecasting.latest(office.store))


def test_region_and_laptop_foresee_the_same_by_the_calendar_of_the_ugel(
    office: Office, laptop: Laptop, tmp_path: Path
) -> None:
    shut = SchoolCalendar(
        1, "RD", (Term(date(2026, 3, 16), date(2026, 10, 30)), Term(date(2026, 11, 23), date(2026, 12, 18)))
    )
    office.store.put_schools([school(students=40, ugel="Huanta")])
    for ago in reversed(range(12)):
        laptop.record(*week_of_use(ago))
    laptop.send()
    model, card = told_card(office, tmp_path)
    aggregate.aggregate(office.store)
    forecasting.forecast(office.store)
    before = forecasting.latest(office.store)
    ugel_calendars.bring_in(office.store, "Huanta", shut, why="Lluvias", by=BY_COMMAND)

    services.tell(office.store)
    laptop.hear(SITE)
    forecasting.forecast(office.store)

    found = forecasting.latest(office.store)
    assert found == on_the_laptop(laptop, model, card)
    assert [one.weeks for one in found] != [one.weeks for one in before]
    made = office.store.dataset(forecasting.NAME)
    assert made
    assert made.notes["calendars"] == {"Huanta": 1}


def test_faces_and_progress_reach_both_as_the_same_sums(laptop: Laptop, demand: Demand) -> None:
    laptop.record(*week_of_use(1), *week_of_use(0))
    laptop.send()
    rows = demand()

    for series in laptop.store.folded.all_series():
        for at, week in enumerate(series.weeks.tolist()):
            row = rows[series.school, series.resource, monday(week)]
            assert [row[name] for name in TOLD] == [getattr(series, name)[at] for name in TOLD]
    assert [rows[SCHOOL, PACK, LAST][name] for name in TOLD] == [1, 1, 140, 2]
    assert [rows[SCHOOL, PACK, LAST][name] for name in TELLERS] == [1, 1]


def test_a_request_or_a_face_begins_no_series(laptop: Laptop, demand: Demand) -> None:
    day = Occurred.on(LAST)
    laptop.record(Claim(Request(school=SCHOOL, resource=TABLET, units=5), day))
    laptop.record(Claim(Feedback(school=SCHOOL, resource=PACK, score=3), day))
    laptop.send()

    assert demand() == laptop.store.folded.weeks() == {}


def test_what_pupils_told_of_a_pack_changes_the_answer_for_that_pack_alone(laptop: Laptop) -> None:
    laptop.record(*(claim for ago in range(12) for claim in week_of_use(ago)))
    series, origin = laptop.store.folded.all_series(), forecasting.origin_of(laptop.office.store)
    nothing = [replace(one, **{name: np.zeros_like(one.weeks) for name in TOLD}) for one in series]
    model, calendar = Forecaster.load(*seeing_release()), laptop.store.news.calendar()

    told, untold = (model.forecast(some, origin, calendar) for some in (series, nothing))

    changed = {a.resource for a, b in zip(told, untold, strict=True) if a.period != b.period}
    assert changed == {PACK}
