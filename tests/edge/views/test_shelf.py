"""The rows of a pupil's page: each material once, whatever it is there for."""

from datetime import date

from edge.assigning import Assignments
from edge.views.shelf import shelf, titled
from shared.events import Claim
from shared.facts import Feedback, Use
from shared.ids import ResourceId
from shared.similarity import ItemId
from tests.edge.views.school import SCHOOL, TALES, School
from tests.edge.views.test_student import listed

TODAY = date(2026, 6, 23)


def rows(school: School) -> dict[str, list[str]]:
    me = school.store.people.learner(school.pupil)
    assert me is not None
    with school.app.test_request_context():
        found = shelf(me, "")
    return {name: [row["id"] for row in found[name]] for name in ("assigned", "offers", "materials")}


def test_a_material_that_is_assigned_offered_and_there_stands_where_it_is_assigned(school: School) -> None:
    listed(school)
    school.store.record([Claim(Use(school=SCHOOL, resource=TALES, content="c1", learner=school.pupil))])
    before = rows(school)
    own = [ItemId(f"{TALES}/c1"), ItemId(TALES), ItemId("gone/c1")]
    Assignments(school.store.db).assign(own, [school.pupil], until=TODAY, today=TODAY, by=b"x")

    assert before == {"assigned": [], "offers": [f"{TALES}/c1"], "materials": [TALES]}
    assert rows(school) == {"assigned": [TALES, f"{TALES}/c1"], "offers": [], "materials": []}


def test_a_face_is_asked_of_what_was_opened_and_shown_of_its_own_material(school: School) -> None:
    listed(school)
    school.store.record([Claim(Use(school=SCHOOL, resource=TALES, content="c1", learner=school.pupil))])
    school.store.record(
        [Claim(Feedback(school=SCHOOL, resource=ResourceId(TALES), content="c1", score=2, learner=school.pupil))]
    )
    me = school.store.people.learner(school.pupil)
    assert me is not None
    with school.app.test_request_context():
        found = shelf(me, "")
        named = titled()
    seen = {row["id"]: (row["opened"], row["score"]) for name in ("offers", "materials") for row in found[name]}

    assert seen == {f"{TALES}/c1": (True, 2), TALES: (True, 0)}
    assert named[ItemId(f"{TALES}/c1")].name == "Pumamanta"
