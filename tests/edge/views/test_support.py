"""The page shows the very report that its button gives."""

import json

from tests.edge.views.school import School
from tests.edge.views.test_backups import Laptop
from tests.edge.views.test_backups import laptop as laptop
from tests.shared.web.building import form_token


def test_what_is_shown_is_what_is_saved(laptop: Laptop) -> None:
    client = laptop.client("soporte")
    page = client.get("/equipo/soporte/").text
    answer = client.post("/equipo/soporte/", data={"csrf": form_token(page)})

    assert 'attachment; filename="soporte-2026-06-23.json"' in answer.headers["Content-Disposition"]
    assert json.loads(answer.text)["held"]["people"]["learner"] == 2
    assert "Rosa" not in page + answer.text


def test_a_node_that_lacks_its_keys_is_told_too(school: School) -> None:
    assert "trouble" in school.client("coord").get("/equipo/soporte/").text
