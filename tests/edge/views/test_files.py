"""A pupil opens, downloads and goes on with what lies on the laptop; each opening is one use, however it is read."""

from datetime import date
from pathlib import Path

import pytest

from edge.pack_import import add_pack
from shared.facts import Use
from tests.edge.packing import FILES, HUB, STORY, lay_out, pack_of
from tests.edge.views.school import TALES, School
from tests.shared.web.building import form_token

ONE = {"zorro.pdf": STORY}


@pytest.fixture
def tales(school: School, tmp_path: Path) -> School:
    add_pack(school.store.packs, HUB, lay_out(tmp_path / "usb", pack_of(contents={"zorro.pdf": "c1"})), None)
    return school


def post(school: School, path: str, page: str = "/a/material/relatos", **form: str) -> tuple[int, str]:
    client = school.pupil_client()
    answer = client.post(path, data={"csrf": form_token(client.get(page).text), **form})
    return answer.status_code, answer.headers.get("Location", answer.text)


def uses(school: School) -> list[Use]:
    return [one for one in school.facts(Use) if isinstance(one, Use) and one.learner == school.pupil]


def test_what_is_not_here_is_still_looked_for_on_the_tablet(school: School) -> None:
    status, where = post(school, "/a/abrir", "/a/materiales", material=TALES)

    assert (status, where, len(uses(school))) == (302, "/a/materiales", 1)
    assert school.pupil_client().get("/a/material/relatos").status_code == 404


def test_a_pack_of_several_files_is_chosen_from_and_only_the_file_counts_as_opened(tales: School) -> None:
    assert post(tales, "/a/abrir", "/a/materiales", material=TALES) == (302, "/a/material/relatos")
    assert uses(tales) == []

    assert post(tales, "/a/archivo/relatos/1", vez="v", como="ver") == (302, "/a/archivo/relatos/1")
    (use,) = uses(tales)
    assert (use.resource, use.content, use.action) == ("relatos", "c1", "open")


def test_a_button_pressed_twice_and_a_file_read_in_parts_are_one_use(tales: School) -> None:
    for _ in range(2):
        post(tales, "/a/archivo/relatos/1", vez="v", como="ver")
    client = tales.pupil_client()
    for start in range(0, len(STORY), 1_000):
        part = client.get("/a/archivo/relatos/1", headers={"Range": f"bytes={start}-{start + 999}"})
        assert part.data == STORY[start : start + 1_000]

    assert len(uses(tales)) == 1


def test_a_pack_of_one_file_opens_at_once(school: School, tmp_path: Path) -> None:
    add_pack(school.store.packs, HUB, lay_out(tmp_path / "usb", pack_of(ONE), ONE), None)

    assert post(school, "/a/abrir", "/a/materiales", material=TALES) == (302, "/a/archivo/relatos/1")
    assert len(uses(school)) == 1
    assert "Sigue donde quedaste" in school.pupil_client().get("/a/material/relatos").text


def test_a_download_is_an_opening_too_and_has_a_name(tales: School) -> None:
    assert post(tales, "/a/archivo/relatos/2", vez="v", como="bajar") == (302, "/a/archivo/relatos/2?bajar=1")
    found = tales.pupil_client().get("/a/archivo/relatos/2?bajar=1", buffered=True)

    assert found.data == FILES["cantos/lluvia.mp3"]
    assert found.headers["Content-Disposition"] == 'attachment; filename="lluvia.mp3"'
    assert [use.content for use in uses(tales)] == [None]


def test_a_pupil_goes_on_at_the_page_that_they_told(tales: School) -> None:
    post(tales, "/a/archivo/relatos/1", vez="v", como="ver")
    assert post(tales, "/a/material/relatos", lugar="12") == (302, "/a/material/relatos")
    page = tales.pupil_client().get("/a/material/relatos").text

    assert "página 12" in page
    assert post(tales, "/a/archivo/relatos/1", vez="w", como="ver") == (302, "/a/archivo/relatos/1#page=12")
    post(tales, "/a/archivo/relatos/2", vez="x", como="ver")
    post(tales, "/a/material/relatos", lugar="3")
    assert post(tales, "/a/archivo/relatos/2", vez="y", como="ver") == (302, "/a/archivo/relatos/2#t=180")


@pytest.mark.parametrize("written", ["doce", "-1", "12345"])
def test_a_place_that_cannot_be_stays_as_written_with_what_to_do(tales: School, written: str) -> None:
    post(tales, "/a/archivo/relatos/1", vez="v", como="ver")
    status, page = post(tales, "/a/material/relatos", lugar=written)

    assert status == 400
    assert f'value="{written}"' in page
    assert 'aria-invalid="true"' in page


def test_what_expired_or_was_never_there_is_not_served(school: School, tmp_path: Path) -> None:
    gone = pack_of(expires=date(2026, 1, 1))
    add_pack(school.store.packs, HUB, lay_out(tmp_path / "usb", gone), None)
    client = school.pupil_client()

    for path in ("/a/archivo/relatos/1", "/a/material/relatos", "/a/archivo/nada/1", "/a/archivo/relatos/-1"):
        assert client.get(path).status_code == 404
    assert post(school, "/a/abrir", "/a/materiales", material=TALES) == (302, "/a/materiales")


def test_a_visitor_is_sent_to_sign_in_and_staff_see_what_pupils_see_without_a_use(tales: School) -> None:
    assert tales.client().get("/a/archivo/relatos/1").status_code == 302
    teacher = tales.client("profe")

    assert "Descargar" in teacher.get("/a/material/relatos").text
    assert teacher.get("/a/archivo/relatos/1", buffered=True).data == STORY
    assert uses(tales) == []


def test_a_long_pack_is_told_page_by_page_within_what_a_phone_is_sent(school: School, tmp_path: Path) -> None:
    files = {f"lectura {n:03}.pdf": b"%d" % n for n in range(70)}
    add_pack(school.store.packs, HUB, lay_out(tmp_path / "usb", pack_of(files), files), None)
    client = school.pupil_client()
    seen = [client.get(f"/a/material/relatos?desde={start}").text for start in (0, 30, 60, 9_999)]

    assert [text.count("<article") for text in seen] == [30, 30, 10, 10]
    assert "1–30 de 70" in seen[0]
    packed = client.get("/a/material/relatos", headers={"Accept-Encoding": "gzip"})
    assert len(packed.data) <= 8 * 1024


def test_a_browser_may_play_what_it_is_sent_and_run_nothing(tales: School) -> None:
    headers = tales.pupil_client().get("/a/archivo/relatos/2", buffered=True).headers
    policy = headers["Content-Security-Policy"].split("; ")

    assert "default-src 'none'" in policy
    assert "media-src 'self'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-cache"
    assert tales.pupil_client().get("/a/material/relatos").headers["Cache-Control"] == "no-store"
