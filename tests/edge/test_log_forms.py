"""A form adds its facts once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from edge.store import Store
from shared.errors import BadInput
from shared.events import Claim
from shared.facts import (
    Request,
)
from tests.edge.building import GUIDE, SCHOOL, FakeClock, new_store, use


def test_a_form_adds_its_facts_once_even_after_a_restart(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        added = [len(store.record([Claim(use()), Claim(use())], once="form")) for _ in range(2)]
    with Store(tmp_path / "node.db", FakeClock()) as store:
        added.append(len(store.record([Claim(use())], once="form")))
        added.append(len(store.record([Claim(use())], once="another")))

    assert added == [2, 0, 0, 1]


def test_a_form_whose_facts_were_refused_is_not_spent(tmp_path: Path) -> None:
    too_long = Claim(Request(school=SCHOOL, resource=GUIDE, units=1, reason="x" * 70_000))
    with new_store(tmp_path) as store:
        with pytest.raises(BadInput):
            store.record([Claim(use()), too_long], once="form")

        assert len(store.record([Claim(use())], once="form")) == 1


def test_a_form_sent_by_many_at_the_same_moment_adds_its_facts_once(tmp_path: Path) -> None:
    with new_store(tmp_path) as store, ThreadPoolExecutor(8) as many:
        added = list(many.map(lambda _: len(store.record([Claim(use())], once="form")), range(40)))

        assert sorted(added) == [0] * 39 + [1]


def test_spent_forms_are_kept_within_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge.log.KEPT_FORMS", 3)
    with new_store(tmp_path) as store:
        for number in range(9):
            store.record([Claim(use())], once=str(number))

        assert store.db.value("SELECT count(*) FROM spent_forms") == 3
        assert store.record([Claim(use())], once="8") == []
