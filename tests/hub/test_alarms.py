"""An alarm is there while something is wrong, says what to do, and is told with the state of the region."""

from collections.abc import Iterator
from dataclasses import replace

from hub.alarms import SOURCES, alarms
from hub.health.alarm import Alarm
from hub.state_of_region import report, words
from hub.store import Store
from shared.sentences import Sentence
from tests.hub.builders import Office


def crying(store: Store) -> Iterator[Alarm]:
    yield Alarm("crying", Sentence("Falta algo. Póngalo."), subject=store.config.folder.name)


def test_an_office_where_nothing_is_wrong_has_no_alarm(office: Office) -> None:
    assert alarms(office.store) == []


def test_a_source_is_asked_with_the_others_in_order(office: Office) -> None:
    assert [one.kind for one in alarms(office.store, (crying, *SOURCES, crying))] == ["crying", "crying"]
    assert alarms(office.store, (crying,))[0].subject == office.config.folder.name


def test_a_disk_that_is_nearly_full_is_an_alarm_and_part_of_the_state(office: Office) -> None:
    full = Store(replace(office.config, min_free_mb=2**40))

    (alarm,) = alarms(full)

    assert (alarm.kind, alarm.since) == ("disk", None)
    assert "Libere espacio" in alarm.said.text()
    assert "Libere espacio" in words(full, report(full))
    full.close()
