"""A code besides the passphrase is asked for in the same form, and neither wrong one is told from the other."""

from dataclasses import dataclass, field

from shared import web
from shared.web.accounts import Gate, Refused, SignedIn
from shared.web.context import Wiring
from tests.shared.web.building import PASSPHRASE, SteppedClock, accounts_with, app_on, form_token, sign_in


@dataclass
class Codes:
    """Accounts whose code is 123456, once."""

    asked: list[str] = field(default_factory=list)

    def proves(self, login: str, code: str) -> bool:
        self.asked.append(login)
        return code == "123456" and self.asked.count(login) == 1

    def is_missing(self, _login: str) -> bool:
        return False


def test_a_code_is_asked_for_where_the_passphrase_is_right_and_counts_as_one_with_it() -> None:
    gate, codes = Gate(accounts_with(ana=web.Role.OPERATOR), SteppedClock()), Codes()

    def tried(secret: str, code: str) -> SignedIn | Refused:
        return gate.sign_in("ana", secret, "127.0.0.1", lambda: codes.proves("ana", code))

    wrong = tried("mal", "123456")
    assert (codes.asked, wrong) == ([], Refused(0, 4))
    assert isinstance(tried(PASSPHRASE, "123456"), SignedIn)
    assert tried(PASSPHRASE, "123456") == Refused(0, 4)


def test_the_page_asks_for_it_and_says_the_same_of_either() -> None:
    app = app_on(accounts_with(ana=web.Role.OPERATOR), SteppedClock())
    assert 'name="codigo"' not in app.test_client().get("/entrar").text
    kept: Wiring = app.extensions["chasqui"]
    app.extensions["chasqui"] = Wiring(
        **{name: getattr(kept, name) for name in Wiring.__slots__ if name != "second"}, second=Codes()
    )
    client = app.test_client()
    token = form_token(client.get("/entrar").text)
    form = {"csrf": token, "cuenta": "ana"}
    said = [
        client.post("/entrar", data={**form, "clave": secret, "codigo": code}).text
        for secret, code in (("mal", "123456"), (PASSPHRASE, "654321"))
    ]

    assert all("La cuenta, la clave y el código no coinciden." in text for text in said)
    assert all("En la central son las" in text for text in said)
    assert sign_in(client, "ana") == 403
