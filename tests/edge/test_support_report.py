"""What leaves for support is what was chosen, field by field; nobody's name, words or folder is in it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from edge import attempt
from edge.config import Config
from edge.daily_copies import copy_noting
from edge.store import Store
from edge.support_report import Report, Unreadable, report_on, template, written
from shared.clock import Clock
from shared.errors import NotReady, RoadClosed
from shared.events import Claim
from shared.sentences import Sentence
from shared.web.i18n import catalogue
from tests.edge.building import use
from tests.edge.parts import PARTS
from tests.edge.test_cli_care import new_node

PLAIN = re.compile(r"[\w.+:/ #~()-]{0,90}", re.ASCII)
CANARY = "Ñusta Huamaní Canario"


def words(told: Any) -> Iterator[str]:
    match told:
        case dict():
            for name, value in told.items():
                yield str(name)
                yield from words(value)
        case list():
            for one in told:
                yield from words(one)
        case str():
            yield told


def in_folder_of_rosa(_database: Path, _clock: Clock) -> None:
    raise NotReady("No se puede escribir en «%(folder)s» (%(text)s). Revise los permisos de la carpeta.",
                   folder=f"/home/{CANARY}", text=CANARY)  # fmt: skip


@pytest.fixture
def node(tmp_path: Path) -> Config:
    config = new_node(tmp_path)
    with Store(config.database, config.clock) as store:
        for part in PARTS:
            part.canary(store)
        store.record([Claim(use())])
        with pytest.raises(NotReady):
            copy_noting(store.db, in_folder_of_rosa)
        said = "«%(where)s» no responde. Retire el USB, conéctelo otra vez y repita. Todo sigue guardado aquí."
        row = attempt.failed(RoadClosed(said, where=CANARY), at=config.clock.now(), road="folder", next_at=None)
        store.logbook.keep_attempt(row)
    return config


def test_every_word_is_a_code_a_number_or_a_message_with_its_blanks_left_blank(
    node: Config,
) -> None:
    report = report_on(node)
    told = list(words(msgspec.to_builtins(report)))

    assert isinstance(report, Report)
    assert report.kept.copy_trouble.startswith("No se puede escribir en «%(folder)s»")
    odd = [one for one in told if not PLAIN.fullmatch(one)]
    assert [one for one in odd if not all(catalogue("en").knows(part) for part in one.split(" | "))] == []
    assert CANARY.split()[2] not in written(report, node).text


def test_it_tells_how_many_and_never_who(node: Config) -> None:
    report = report_on(node)

    assert isinstance(report, Report)
    assert report.held.people["learner"] >= 1
    assert report.held.rows["people"] >= 2
    assert report.held.check == "ok"
    assert report.site == "074294"


def test_of_a_damaged_database_it_tells_that_it_is(node: Config) -> None:
    data = bytearray(node.database.read_bytes())
    data[:4096] = bytes(4096)
    node.database.write_bytes(data)
    report = report_on(node)

    assert isinstance(report, Unreadable)
    assert "están dañados" in report.trouble
    assert "%(name)s" in report.trouble


def test_words_that_the_program_does_not_know_do_not_leave() -> None:
    inner = Sentence("el disco falló")

    assert template(Sentence(f"Rosa {CANARY}")) == ""
    assert template(Sentence("%(why)s", {"why": inner})) == "%(why)s | el disco falló"
