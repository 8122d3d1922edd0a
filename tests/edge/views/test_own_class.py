"""A pupil is found in the classes of who is asking, and in no other."""

import pytest
from flask import g
from werkzeug.exceptions import NotFound

from edge.views.own_class import class_links, own_classes, own_learner
from shared.web import Role, Who
from tests.edge.views.school import School
from tests.edge.views.test_teaching import given_to, second_class


@pytest.mark.parametrize(("login", "names"), [("coord", ["3° A", "4° A"]), ("profe", ["4° A"]), ("soporte", [])])
def test_whose_classes_are_whose(school: School, login: str, names: list[str]) -> None:
    other, mate = second_class(school)
    given_to(school, "profe", other)
    role, person = school.store.db.row("SELECT role, person FROM credentials WHERE login = ?", login) or ("", b"")
    with school.app.test_request_context("/mi-aula/"):
        g.who = Who(Role(role), login, person)
        found = [row.name for row in own_classes()]
        links = [str(link["href"]) for link in class_links("teaching.page", None)]
        if names:
            assert own_learner(mate.hex()).name == "Nilda Otra"
        if "3° A" not in names:
            with pytest.raises(NotFound):
                own_learner(school.pupil.hex())

    assert found == names
    assert len(links) == len(names)
