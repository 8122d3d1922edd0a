"""A printed paper is checked on the laptop that printed it, by what a scanner types or a hand."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from edge.enrol import INVITATION_FILE, KEY_FILE
from edge.lending import given_back
from edge.views.paper_marks import acta_paper
from shared.events import Claim
from shared.facts import Delivery, DeliveryLine
from shared.laptops import Laptop, Laptops
from sync.keys import NodeKeys
from sync.signed_paper import code_of
from tests.edge.building import FakeHub
from tests.edge.views.lent_devices import lend_one
from tests.edge.views.school import DECISION, GUIDE, SITE, TABLET, School, open_school, receive
from tests.shared.web.building import form_token

KEYS = NodeKeys.from_seed(b"n" * 32)


@pytest.fixture
def signing(tmp_path: Path) -> School:
    (tmp_path / INVITATION_FILE).write_bytes(FakeHub().invitation().to_json())
    (tmp_path / KEY_FILE).write_bytes(KEYS.seed)
    return open_school(tmp_path)


def checked(school: School, text: str, login: str = "coord") -> tuple[int, str]:
    client = school.client(login)
    answer = client.post("/comprobar/", data={"csrf": form_token(client.get("/comprobar/").text), "codigo": text})
    return answer.status_code, answer.text


def scanned(school: School, path: str = "/papeles/acta/000123") -> tuple[str, str]:
    """Return the code in words and the drawing of its QR."""
    text = school.client("coord").get(path).text
    doc, drawing = re.search(r"<b>([AEPU]-[0-9A-Z-]+)</b>", text), re.search(r'class="qr" .*?<path d="([^"]+)"', text)
    assert doc
    assert drawing
    return doc[1], drawing[1]


def code(school: School) -> str:
    with school.app.test_request_context():
        return code_of(acta_paper(school.store.news.shipments()[0], None), KEYS)


def test_what_the_qr_holds_corresponds_and_leads_to_the_paper(signing: School) -> None:
    status, text = checked(signing, code(signing))

    assert (status, "Corresponde." in text, "Lo firmó esta laptop." in text) == (200, True, True)
    assert 'href="/papeles/acta/000123"' in text


@pytest.mark.parametrize("path", ["/papeles/acta/000123", "/papeles/empaque/000123", "/papeles/ugel?mes=2026-06"])
def test_what_is_written_beside_it_corresponds_too_and_says_that_it_is_no_signature(signing: School, path: str) -> None:
    doc, _drawing = scanned(signing, path)
    status, text = checked(signing, doc.lower())

    assert (status, "Corresponde." in text, "no trae la firma" in text) == (200, True, True)


def test_with_one_letter_changed_it_does_not_correspond(signing: School) -> None:
    text = code(signing)
    other = text[:-2] + ("0" if text[-2] != "0" else "1") + text[-1]

    assert "No corresponde a esta laptop." in checked(signing, other)[1]
    assert "No corresponde a esta escuela." in checked(signing, text.replace("0403691", "0403692"))[1]


def test_of_a_paper_that_would_say_another_thing_now_it_says_so(signing: School) -> None:
    before = code(signing)
    who = signing.pupil
    lines = (
        DeliveryLine(resource=TABLET, shipped=18, accepted=18),
        DeliveryLine(resource=GUIDE, shipped=5, accepted=5),
    )
    proof = Delivery(decision=DECISION.id, pecosa="000123", receiver=who, deliverer=who, lines=lines, acta="1-2026")
    signing.store.record([Claim(proof)])

    assert "Lo anotado no es lo que dice ese papel." in checked(signing, before)[1]
    assert "Corresponde." in checked(signing, scanned(signing)[0])[1]


def test_what_is_no_code_is_said_beside_the_field_and_kept(signing: School) -> None:
    status, text = checked(signing, "hola")

    assert (status, 'value="hola"' in text, "no es de un papel de Chasqui" in text) == (400, True, True)


def test_a_teacher_may_check_and_is_led_nowhere(signing: School) -> None:
    text = checked(signing, code(signing), "profe")[1]

    assert ("Corresponde." in text, "/papeles/acta" in text) == (True, False)


def test_a_paper_of_another_laptop_of_the_school_is_not_said_to_be_false_and_where_to_check_it_is_told(
    signing: School,
) -> None:
    with signing.app.test_request_context():
        theirs = code_of(acta_paper(signing.store.news.shipments()[0], None), NodeKeys.from_seed(b"o" * 32))
    text = checked(signing, theirs)[1]

    assert ("Corresponde." in text, "lo firmó otra laptop de la escuela" in text) == (False, True)
    assert ("es lo mismo que está anotado aquí" in text, "pida a la región que lo compruebe" in text) == (True, True)


@pytest.mark.parametrize(
    ("revoked", "shipped", "words"),
    [
        (False, "000123", "Corresponde."),
        (False, "000999", "La firma es de otra laptop de esta escuela."),
        (True, "000123", "una laptop de la escuela que está dada de baja"),
    ],
)
def test_the_paper_of_another_laptop_is_known_by_the_key_that_the_region_gave(
    signing: School, revoked: bool, shipped: str, words: str
) -> None:
    other = NodeKeys.from_seed(b"o" * 32)
    laptops = Laptops(site=SITE, laptops=(Laptop(key=KEYS.verify_key), Laptop(key=other.verify_key, revoked=revoked)))
    receive(signing.store, 2, [(SITE, "laptops", f"laptops/{SITE}", laptops)])
    with signing.app.test_request_context():
        theirs = code_of(replace(acta_paper(signing.store.news.shipments()[0], None), name=shipped), other)
    text = checked(signing, theirs)[1]

    assert (words in text, "Corresponde." in text) == (True, words == "Corresponde.")
    assert "No corresponde a esta escuela." in checked(signing, theirs.replace("0403691", "0403692"))[1]


def test_a_paper_of_before_the_laptop_had_another_key_corresponds(signing: School) -> None:
    before = code(signing)
    folder = signing.store.path.parent
    (folder / f"node-{KEYS.node_id.hex()}.key").write_bytes(KEYS.seed)
    (folder / KEY_FILE).write_bytes(NodeKeys.from_seed(b"o" * 32).seed)
    text = checked(signing, before)[1]

    assert ("Corresponde." in text, "con una clave que tuvo antes" in text) == (True, True)


def test_a_copy_of_before_the_paper_says_that_the_signature_is_the_schools_and_the_paper_is_not_here(
    signing: School,
) -> None:
    with signing.app.test_request_context():
        later = code_of(replace(acta_paper(signing.store.news.shipments()[0], None), name="000999"), KEYS)

    assert "La firma es de esta escuela, y aquí no está ese papel." in checked(signing, later)[1]
    assert "No corresponde." in checked(signing, "A-000999-0123ABCD")[1]


def test_the_form_of_a_loan_corresponds_while_it_is_out_and_after_it_is_back_and_names_nobody(signing: School) -> None:
    lend_one(signing.store, "A1")
    doc, _drawing = scanned(signing, f"/prestar/constancia/{TABLET}/A1")
    out = checked(signing, doc)[1]
    state = signing.store.devices.one((TABLET, "A1"))
    assert state is not None
    signing.store.record(given_back(state, condition="bueno"))
    back = checked(signing, doc)[1]

    assert ("Corresponde." in out, f'href="/prestar/constancia/{TABLET}/A1"' in out, "ya terminó" in out) == (
        True, True, False,
    )  # fmt: skip
    assert ("Corresponde." in back, "/prestar/constancia" in back, "Ese préstamo ya terminó." in back) == (
        True, False, True,
    )  # fmt: skip
    assert not re.search("Quilla|Ccorimanya|40999938", out + back)
    assert "/prestar/constancia" not in checked(signing, doc, "profe")[1]


def test_a_laptop_without_a_key_prints_none(tmp_path: Path) -> None:
    assert 'class="qr"' not in open_school(tmp_path).client("coord").get("/papeles/acta/000123").text


def test_who_sends_no_code_is_told_what_to_write_and_not_that_a_code_is_wrong(signing: School) -> None:
    status, text = checked(signing, " ")

    assert (status, "escriba el código que está a su lado" in text, "Ese código" in text) == (400, True, False)
