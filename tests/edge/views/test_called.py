"""A pupil is called alike wherever they are asked who they are."""

import re

from edge.pupil_cards import PupilCards, draw_token
from tests.edge.views.school import SCHOOL, School
from tests.edge.views.test_card import scan

OTHERS = ("Rosa Quispe Huanca", "Rosa Quispe Mamani")


def test_a_pupil_with_a_namesake_has_one_name_where_they_sign_in_and_inside(school: School) -> None:
    for number, name in enumerate(OTHERS):
        school.store.people.add_person("learner", name, code=f"b{number}", school=SCHOOL, class_id=school.class_id)
    token = draw_token()
    PupilCards(school.store.db, school.store.people.seal).put(school.pupil, token)
    outside = school.client().get(f"/a/?aula={school.class_id}").text
    client = school.pupil_client()
    asked = [client.get("/a/sigues").text, scan(school.client(), token).text]

    assert {"Rosa Q. Huam.", "Rosa Q. Huan.", "Rosa Q. M."} <= set(re.findall(r"Rosa Q[\w. ]+\.", outside))
    assert "Hola, Rosa Q. Huam." in client.get("/a/materiales").text
    assert ["¿Eres Rosa Q. Huam.?" in page for page in asked] == [True, True]
