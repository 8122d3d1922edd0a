"""The fingerprint of a plan's rows is the same in every database and order, and changes with anything in them."""

from typing import Any

import pytest
from sqlalchemy import select

from hub import schema
from hub.plan_content import content_hash, content_in
from tests.hub.builders import Office
from tests.hub.test_plans import plan

pytestmark = pytest.mark.databases


def rows(office: Office) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    with office.store.read() as connection:
        kept = connection.execute(select(schema.plans)).mappings().one()
        return dict(kept), [dict(row) for row in connection.execute(select(schema.plan_lines)).mappings()]


def test_what_was_noted_when_a_plan_was_proposed_is_what_is_kept(office: Office) -> None:
    office.store.propose(plan())

    with office.store.read() as connection:
        assert office.store.acts()[0].told()["content"] == content_in(connection, "2026-10-abc")


def test_the_order_of_the_lines_does_not_matter_and_everything_else_does(office: Office) -> None:
    office.store.propose(plan())
    kept, lines = rows(office)
    changed = [{**kept, name: kept[name] + b" "} for name in ("inputs", "prices", "certificate", "comparison")]
    changed += [{**kept, "weights_version": 9}, {**kept, "plan_hash": "0" * 64}, {**kept, "period_weeks": 1}]
    moved = [{**lines[0], "units": 77}, *lines[1:]]

    found = {content_hash(one, lines) for one in changed} | {content_hash(kept, moved), content_hash(kept, lines[1:])}

    assert content_hash(kept, lines[::-1]) == content_hash(kept, lines)
    assert len(found) == len(changed) + 2
    assert content_hash(kept, lines) not in found
