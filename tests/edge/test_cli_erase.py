"""``learner erase``: asked once, by code, whatever way the code is known."""

from pathlib import Path

import pytest

from shared.events import Claim
from shared.facts import Loan
from shared.ids import ResourceId
from tests.edge.building import SCHOOL
from tests.edge.live_node import edge, running
from tests.edge.test_cli import Node, lines

ERASE = ("learner", "erase", "--code")


@pytest.fixture
def node(tmp_path: Path) -> Node:
    made = Node(tmp_path)
    made.run("learner", "add", "Rosa Quispe Huamán", "--code", "71000037", "--class", "3° A")
    return made


def names(node: Node) -> list[str]:
    with node.store() as store:
        return [row.name for row in store.people.learners()]


def test_a_learner_is_erased_when_the_code_is_said_again_and_is_named_by_initials_alone(node: Node) -> None:
    done = node.try_(*ERASE, "71000037", told="71000037\n")

    assert (done.exit_code, names(node)) == (0, [])
    assert "R. Q. H., 3° A" in done.stderr
    assert "Quispe" not in done.output
    assert "Datos borrados." in done.stdout


@pytest.mark.parametrize("told", ["s\n", "71000038\n", "\n\n", ""])
def test_another_answer_erases_nothing(node: Node, told: str) -> None:
    done = node.try_(*ERASE, "71000037", told=told)

    assert (done.exit_code, names(node)) == (1, ["Rosa Quispe Huamán"])


def test_who_is_sure_is_not_asked_and_a_code_of_nobody_is_told(node: Node) -> None:
    node.run(*ERASE, "71000037", "--yes")
    again = node.try_(*ERASE, "71000037", "--yes")

    assert names(node) == []
    assert (again.exit_code, "nadie tiene el código «71000037»" in again.output) == (1, True)


def test_somebody_of_whom_only_a_code_is_known_is_erased_too(node: Node) -> None:
    node.run("record", told=lines({"kind": "use", "school": SCHOOL, "resource": "tablet", "learner": "a9"}))
    node.run(*ERASE, "a9", "--yes")

    assert "nadie tiene el código" in node.try_(*ERASE, "a9", "--yes").output


def test_a_running_node_erases_for_the_command(node: Node) -> None:
    with running(node.dir):
        done = edge(node.dir, *ERASE, "71000037", "--yes")

    assert (done.returncode, names(node)) == (0, []), done.stderr


def test_a_guardian_who_has_something_of_the_school_is_not_erased_by_command_either(node: Node) -> None:
    with node.store() as store:
        person = store.guardians.put("Quilla Apoderada", "40999937")
        store.record([Claim(Loan(resource=ResourceId("tablet"), units=2, borrower=person))])
    refused = node.try_(*ERASE, "40999937", "--yes")

    assert (refused.exit_code, "Anote antes la devolución" in refused.output) == (1, True)
    with node.store() as store:
        assert store.people.person(person) is not None
