"""Each alarm for Prometheus asks for measures that /metrics gives and says what to do; commands it names exist."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from hub import copying, drill, runs
from hub.cli import main
from hub.copy_places import Folder
from hub.delivery_signs import Sign
from hub.gauges import exposition
from hub.parts import open_parts
from tests.hub.builders import StillClock
from tests.hub.busy_office import busy_office
from tests.hub.elsewhere import Elsewhere
from tests.hub.office import NOW, SITES, heard, office
from tests.test_docs import PROJECT

RULES = PROJECT / "deploy" / "prometheus" / "chasqui.rules.yml"
NEVER = ("night_late", "copy_late", "drill_late")
"""What tells of a night, a copy or a drill that there never was; of those no measure of a time is given."""
MEASURED = {
    "disk": "chasqui_disk_free_bytes", "night_failed": "chasqui_night_failed", "copy_failed": "chasqui_copy_failed",
    "drill_failed": "chasqui_drill_failed", "use_doubted": "chasqui_use_doubted",
}  # fmt: skip
"""The kinds of alarm whose rule asks a measure of their own."""
LABELS = re.compile(r"\{([^}]*)\}")


def rules() -> list[dict[str, Any]]:
    groups: dict[str, Any] = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return [rule for group in groups["groups"] for rule in group["rules"]]


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What /metrics of a hub tells, in which everything has happened that has a measure."""
    store = busy_office(tmp_path_factory.mktemp("office"))
    with runs.kept(store, runs.NIGHT) as note:
        note("aggregate", {"heard": 1.0})
    copies = tmp_path_factory.mktemp("copies")
    place = Elsewhere(copies, store.config.folder)
    copying.copy_to(store, place, 2)
    drill.drill(store, place)
    yield exposition(open_parts(store.config, store)).decode()
    store.close()


def test_what_never_happened_is_asked_for_by_its_alarm(tmp_path: Path) -> None:
    clock = StillClock(NOW)
    store = office(tmp_path / "hub", clock)
    heard(store, SITES[0], 1)
    (tmp_path / "copies").mkdir()
    copying.copy_to(store, Folder(tmp_path / "copies", store.config.folder), 2)
    clock.at += timedelta(days=30)
    given = exposition(open_parts(store.config, store)).decode()
    store.close()

    assert not re.findall(r"^chasqui_(?:night|copy|drill)_timestamp_seconds", given, re.MULTILINE)
    for kind in NEVER:
        assert f'chasqui_alarms{{kind="{kind}"}} 1.0' in given
        assert any(f'chasqui_alarms{{kind="{kind}"}} > 0' in rule["expr"] for rule in rules())


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule["alert"]))
def test_an_alarm_asks_for_what_is_measured_and_says_what_to_do(rule: dict[str, Any], given: str) -> None:
    names = set(re.findall(r"^(chasqui_\w+)", given, re.MULTILINE))
    asked = set(re.findall(r"\bchasqui_\w+", rule["expr"]))

    assert asked <= names, asked - names
    assert asked or rule["expr"].startswith("up{")
    assert rule["annotations"]["summary"].endswith(".")
    assert len(rule["annotations"]["what_to_do"].split()) >= 6
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}


def test_each_measure_is_told_of_in_the_table_of_the_guide(given: str) -> None:
    guide = (PROJECT / "docs" / "administracion.md").read_text(encoding="utf-8")
    rows = guide.partition("## Medir la central")[2].partition("\n## ")[0]
    told = set(re.findall(r"`([a-z_]+)(?:\{\w+\})?`", "\n".join(re.findall(r"^\| (.+?) \|", rows, re.MULTILINE))))
    measured = set(re.findall(r"^# TYPE chasqui_(\w+) ", given, re.MULTILINE))

    assert {name for name in measured if not name.startswith("forecast_")} == told


def test_the_outcomes_that_alarms_name_are_counted(given: str) -> None:
    said = {
        one
        for rule in rules()
        for labels in LABELS.findall(rule["expr"])
        for one in re.findall(r'outcome=~?"([^"]+)"', labels)
    }

    assert {one for some in said for one in some.split("|")} <= set(re.findall(r'outcome="(\w+)"', given))


def test_every_kind_of_alarm_that_is_asked_for_is_one_that_the_guide_lists() -> None:
    asked = re.findall(r'kind=~?"([^"]+)"', RULES.read_text(encoding="utf-8"))

    own = {"school_quiet", "proof_late", "objection_late", "incident_due", "delivery_.+", "waiting", "drift"}
    assert own | set(NEVER) == set(asked)
    assert [one for one in asked if not any(re.fullmatch(one, kind) for kind in listed())] == []


def test_every_kind_of_alarm_has_a_rule_and_none_has_two() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (PROJECT / "hub").rglob("*.py"))
    given = {*re.findall(r'\b(?:Alarm|Trouble)\(\s*"(\w+)"', source), *(sign.value for sign in Sign)}
    own, others = [], "|".join(re.findall(r'kind!~"([^"]+)"', RULES.read_text(encoding="utf-8")))
    for rule in rules():
        own += re.findall(r'kind=~?"([^"]+)"', rule["expr"])
        own += [kind for kind, measure in MEASURED.items() if measure in rule["expr"]]

    assert len(given) >= 20
    assert given == listed()
    for kind in given:
        assert any(re.fullmatch(one, kind) for one in own) == bool(re.fullmatch(others, kind)), kind


def listed() -> set[str]:
    """Return the kinds of alarm that the guide of the region lists."""
    guide = (PROJECT / "docs" / "region.md").read_text(encoding="utf-8").partition("### Los avisos")[2]
    table = guide.partition("| aviso | cuándo |")[2].partition("\n\n")[0]
    return {kind for row in table.splitlines()[2:] for kind in re.findall(r"`(\w+)`", row.split("|")[1])}


def test_every_command_that_an_alarm_names_exists() -> None:
    named = set(re.findall(r"chasqui-hub (\w+)", RULES.read_text(encoding="utf-8")))

    assert named
    assert named <= set(main.commands)


def test_no_two_alarms_have_one_name() -> None:
    names = [rule["alert"] for rule in rules()]

    assert len(names) == len(set(names))
