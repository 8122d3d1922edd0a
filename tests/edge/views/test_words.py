"""Names that tell pupils apart, weeks that are counted, and resources that this node does not know yet."""

from collections import Counter
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.views.words import (
    amount,
    amounts,
    initials,
    kind_words,
    listed,
    resource_name,
    school_week_number,
    short_names,
    today_words,
)
from shared.ids import ResourceId
from shared.resources import KOLIBRI, ResourceKind
from shared.school_year import PERU_2026, Term, Week, week_of
from tests.edge.views.school import CATALOGUE, GUIDE, TABLET

BY_ID = CATALOGUE.by_id()
FIRST, LAST = week_of(date(2026, 3, 16)), week_of(date(2026, 12, 18))
full_names = st.lists(st.sampled_from(["Rosa", "Ñusta", "Quispe", "Quinto", "Huamán"]), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("resource", "name"),
    [
        (TABLET, "Tabletas"),
        (ResourceId("nuevo"), "nuevo"),
        (ResourceId(f"{KOLIBRI}8592645f7ced579c"), "Canal de Kolibri 8592645f"),
    ],
)
def test_what_the_catalogue_does_not_know_yet_still_has_a_name(resource: ResourceId, name: str) -> None:
    assert resource_name(resource, BY_ID) == name


def test_a_shipment_is_told_without_what_it_does_not_bring() -> None:
    assert amounts([(TABLET, 18), (GUIDE, 0), (ResourceId("nuevo"), 1)], BY_ID) == "18 tabletas y 1 unidad de nuevo"


def test_thousands_have_their_comma() -> None:
    assert amount(1_250, "Guías") == "1,250 guías"


@given(st.integers(1, 12), st.integers(1, 6))
def test_a_list_names_so_many_and_counts_the_rest(parts: int, most: int) -> None:
    said = listed([f"<{n}>" for n in range(parts)], most)

    assert said.count("<") == min(parts, most)
    assert (f"{parts - most} recurso" in said) is (parts > most)


def test_the_year_is_counted_by_weeks_with_classes_alone() -> None:
    numbers = {Week(at): school_week_number(Week(at), PERU_2026) for at in range(FIRST, LAST + 1)}
    grows = [numbers[Week(at)] - numbers.get(Week(at - 1), 0) for at in range(FIRST, LAST + 1)]

    assert grows == [int(PERU_2026.school_days(Week(at)) > 0) for at in range(FIRST, LAST + 1)]


def test_before_the_first_term_no_week_has_a_number() -> None:
    assert school_week_number(Week(FIRST - 1), PERU_2026) == 0


def test_each_year_of_a_calendar_that_keeps_others_is_counted_alone() -> None:
    before = Term(date(2025, 3, 17), date(2025, 12, 19))
    both = msgspec.structs.replace(PERU_2026, terms=(before, *PERU_2026.terms))

    assert school_week_number(FIRST, both) == 1
    assert school_week_number(week_of(before.first), both) == 1


def test_the_vacations_are_told_as_weeks_without_classes() -> None:
    assert today_words(date(2026, 7, 28), PERU_2026) == "Martes 28 de julio de 2026 · semana sin clases"


@given(st.integers(0, 276))
def test_every_day_of_a_week_is_told_with_the_week_of_its_monday(days: int) -> None:
    day = date(2026, 3, 16) + timedelta(days)
    monday = day - timedelta(day.weekday())

    assert today_words(day, PERU_2026).partition(" · ")[2] == today_words(monday, PERU_2026).partition(" · ")[2]


@given(st.lists(full_names.map(" ".join), max_size=8))
def test_short_names_are_as_many_as_pupils_and_longer_only_where_two_would_be_alike(names: list[str]) -> None:
    said = short_names(names)
    alike = Counter((name.split()[0], name.partition(" ")[2][:1]) for name in set(names))

    assert len(said) == len(names)
    for name, short in zip(names, said, strict=True):
        first, *rest = name.split()
        assert short.split()[0] == first
        shown = len(rest) if alike[first, name.partition(" ")[2][:1]] > 1 else min(1, len(rest))
        assert len(short.split()) == 1 + shown


surnames = st.sampled_from(["Huamán", "Huanca", "Huancahuari", "Huarcaya", "Hua", "H"])


@given(st.lists(st.builds("Rosa {} {}".format, surnames, surnames), unique=True, max_size=8))
def test_no_two_pupils_of_other_names_are_called_alike_where_their_last_surnames_differ(names: list[str]) -> None:
    last = {name.split()[2]: name for name in names}
    said = dict(zip(names, short_names(names), strict=True))

    assert len({said[name] for name in last.values()}) == len(last)


@given(full_names)
def test_initials_name_nobody(words: list[str]) -> None:
    assert initials(" ".join(words)) == " ".join(f"{word[0]}." for word in words)


def test_need_of_each_kind_has_a_unit_of_its_own() -> None:
    assert len({kind_words(kind) for kind in ResourceKind}) == len(ResourceKind)
