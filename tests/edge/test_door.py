"""The endpoint of a running node: open to the commands of its own folder, and to nothing else on the machine."""

import io
import stat
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from edge.door import FILE, Address, Door, Refusal
from edge.orders import MAX_BYTES, RESULTS, Order
from edge.orders_care import Rebuild
from shared.errors import BadInput, BadRow, ChasquiError, DatabaseBusy, NotReady, RoadClosed, SyncError

PORT = 4321


class Knock:
    """A door, and what it was told to do."""

    def __init__(self, result: Any = 7) -> None:
        self.obeyed: list[Order] = []
        self.result = result
        self.door = Door(self.obey)
        self.address = self.door.opened(PORT)

    def obey(self, order: Order) -> Any:
        self.obeyed.append(order)
        if isinstance(self.result, Exception):
            raise self.result
        return self.result

    def request(self, method: str = "POST", body: bytes = b"", **more: Any) -> tuple[int, bytes]:
        body = body or msgspec.msgpack.encode(Rebuild())
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": "/",
            "QUERY_STRING": "",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": f"127.0.0.1:{PORT}",
            "HTTP_X_CHASQUI_SECRET": self.address.secret,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }
        said: list[str] = []
        answer = self.door(environ | more, lambda status, _: said.append(status))
        return int(said[0].split()[0]), b"".join(answer)


def test_who_shows_the_secret_is_obeyed() -> None:
    knock = Knock()

    assert knock.request() == (200, msgspec.msgpack.encode(7))
    assert knock.obeyed == [Rebuild()]


@pytest.mark.parametrize(
    "wrong",
    [
        {"HTTP_X_CHASQUI_SECRET": "0" * 64},
        {"HTTP_X_CHASQUI_SECRET": ""},
        {"REMOTE_ADDR": "192.168.1.7"},
        {"REMOTE_ADDR": "::ffff:10.0.0.1"},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": f"localhost:{PORT}"},
        {"HTTP_ORIGIN": "http://127.0.0.1:8070"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_REFERER": "http://127.0.0.1:8070/"},
        {"HTTP_SEC_FETCH_SITE": "same-origin"},
        {"QUERY_STRING": "secret=1"},
    ],
)
def test_another_machine_a_page_in_a_browser_and_a_wrong_secret_are_refused(wrong: dict[str, str]) -> None:
    knock = Knock()

    assert knock.request(**wrong) == (403, b"")
    assert knock.obeyed == []


def test_a_body_beyond_the_bound_is_refused_before_it_is_read() -> None:
    knock = Knock()
    never = io.BytesIO(b"x")

    refused = knock.request(**{"CONTENT_LENGTH": str(MAX_BYTES + 1), "wsgi.input": never})

    assert (refused[0], never.tell(), knock.obeyed) == (413, 0, [])


def test_what_is_no_order_is_told_to_open_the_node_anew() -> None:
    status, body = Knock().request(body=b"\x81\xa4type\xa4fire")

    assert (status, "otra versión" in msgspec.msgpack.decode(body, type=Refusal).text) == (409, True)


def test_the_door_proves_that_it_knows_the_secret_without_telling_it() -> None:
    knock = Knock()
    status, proof = knock.request("GET", HTTP_X_CHASQUI_NONCE="n1", HTTP_X_CHASQUI_SECRET="")

    assert (status, proof.decode()) == (200, knock.address.proof("n1"))
    assert knock.address.secret.encode() not in proof
    assert Address(PORT, "other").proof("n1") != knock.address.proof("n1") != knock.address.proof("n2")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (BadRow(4, "100 % mal"), BadInput),
        (DatabaseBusy("ocupado"), NotReady),
        (RoadClosed("sin señal"), SyncError),
        (ChasquiError("otro"), ChasquiError),
    ],
)
def test_an_error_comes_back_with_its_words_and_its_kind(error: ChasquiError, kind: type[ChasquiError]) -> None:
    status, body = Knock(error).request()
    back = msgspec.msgpack.decode(body, type=Refusal).error()

    assert (status, type(back), str(back)) == (409, kind, str(error))


def test_every_order_has_a_result() -> None:
    assert set(RESULTS) == set(Order.__args__)  # type: ignore[attr-defined]


def test_the_address_is_for_its_owner_alone_and_is_forgotten_at_the_end(tmp_path: Path) -> None:
    Address(1, "old").keep(tmp_path)
    address = Address(PORT, "new")
    address.keep(tmp_path)
    mode, kept = stat.S_IMODE((tmp_path / FILE).stat().st_mode), Address.kept(tmp_path)
    address.forget(tmp_path)
    address.forget(tmp_path)

    assert kept == address
    assert Address.kept(tmp_path) is None
    if sys.platform != "win32":
        assert mode == 0o600


def test_an_address_that_was_cut_short_is_none(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b'{"port": 43')

    assert Address.kept(tmp_path) is None
