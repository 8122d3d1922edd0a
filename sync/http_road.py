"""The hub over HTTP: a cut upload or download goes on where it was cut."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from shared import os_errors
from shared.allocation import ModelManifest
from shared.errors import DayUsedUp, GaveWay, NotTheHub, RoadClosed, TooLong
from shared.ids import NodeId
from shared.sentences import N_
from sync import rest
from sync.answers import answer_to_put, answer_to_question, refusal
from sync.bundle import Sealed
from sync.header import MAX_BUNDLE_EVENTS
from sync.keys import HubPublic
from sync.patience import ANSWER_S, PatientAdapter, header_bytes, terse_session
from sync.reply import MAX_REPLY_BYTES, Reply, begun
from sync.roads import keep_model
from sync.room import Room
from sync.traffic import Counted, Traffic
from sync.trust import disbelieved, place_of, trusting, trusting_authorities

CHUNK_BYTES = 16_384
_ANOTHER = N_(
    "En la dirección de la oficina responde un equipo que no muestra la clave de la oficina. No se le entregó nada; "
    "todo sigue guardado aquí."
)
MAX_STALLS = 3
"""Attempts in a row that move nothing before a road counts as closed."""


class HttpRoad:
    """
    A road over HTTP: whatever breaks on it is a closed road.

    Over TLS it believes a certificate that *hub* signed itself, and one that an authority vouches for only where the
    address says so (``sync.trust.PUBLIC``); never a date.
    """

    name = "http"
    resumes = True

    def __init__(
        self,
        url: str,
        *,
        timeout_s: tuple[float, float] = (5, 30),
        answer_s: float = ANSWER_S,
        session: requests.Session | None = None,
        bundle_events: int = MAX_BUNDLE_EVENTS,
        hub: HubPublic | None = None,
        room: Room | None = None,
    ) -> None:
        self.bundle_events = bundle_events
        self._url, public = place_of(url)
        self.traffic = Traffic(tls=self._url.startswith("https"), room=room or Room())
        self._timeout_s = timeout_s
        believed = trusting_authorities if public else trusting
        self._patience = PatientAdapter(answer_s, believed(hub) if hub else None, self._opened)
        self._broken = threading.Event()
        self._session = session or terse_session()
        self._session.mount(f"{self._url}/", self._patience)
        self._approach: threading.Thread | None = None
        self._beforehand = 0

    def break_off(self) -> None:
        """End at once what is under way, from another thread: whatever is asked from then on raises GaveWay."""
        self._broken.set()
        self._patience.break_off()

    def _opened(self) -> None:
        """Count a connection; one that is opened beforehand with the request that uses it."""
        early = threading.current_thread() is self._approach
        self._beforehand += early
        self.traffic.connections += not early

    def approach(self) -> None:
        """
        Begin to connect: on a bad road that takes as long as it takes to seal what will be sent.

        Not where this computer reaches others through a proxy only, to which it connects as it sends.
        """
        self.traffic.early = 1
        self._approach = threading.Thread(target=self._connect, name="approach", daemon=True)
        self._approach.start()

    def _connect(self) -> None:
        # Whatever fails here fails again for who sends, and is said there: an address that is none, too.
        with suppress(requests.RequestException, ValueError):
            settings = self._session.merge_environment_settings(self._url, {}, None, None, None)
            if not settings["proxies"]:
                self._patience.approach(self._url, self._timeout_s[0], settings["verify"])

    def deliver(self, bundle: Sealed, *, resume: bool = False) -> Reply | None:
        """
        Bring *bundle* to the hub: one PUT when all goes well; after a cut, a GET for the offset and a PUT from there.

        Of a reply that is cut the rest is asked for. Where that does not come either, what came of it is returned, once
        that has the ack (``sync.reply.CutReply``).

        Raises:
            RoadClosed: The hub cannot be reached, is busy or full, or nothing moves any more. Try again later.
            HubRefused: It answered that it does not want this bundle.
        """
        came = bytearray()
        try:
            return self._brought(bundle, came, ask=resume)
        except (RoadClosed, DayUsedUp):
            cut = begun(bytes(came))
            if cut is None:
                raise
            return cut

    def _brought(self, bundle: Sealed, came: bytearray, *, ask: bool) -> Reply:
        held, stalls = 0, 0
        while True:
            before, had = held, len(came)
            try:
                held = self._held(bundle) if ask else held
                answer = self._put(bundle, held, came)
            except (RoadClosed, DayUsedUp) as error:
                stalls = 0 if held > before or len(came) > had else stalls + 1
                if _is_over(error) or stalls >= MAX_STALLS:
                    raise
                # Of what answers already, nothing is left to send.
                ask, held = not came, len(bundle.data) if came else held
                continue
            if isinstance(answer, Reply):
                return answer
            stalls, ask, held = stalls + 1 if answer <= before else 0, False, answer
            if stalls >= MAX_STALLS:
                raise RoadClosed("La oficina no termina de recibir el envío. Todo sigue guardado aquí.")

    def collect(self, node_id: NodeId) -> list[Reply]:  # noqa: ARG002 - nothing waits on a wire
        """Return nothing: over HTTP the reply comes with the delivery."""
        return []

    def model(self, manifest: ModelManifest, into: Path) -> None:
        """
        Fetch a model by Range, going on after a cut where it stopped, even in a later session.

        Raises:
            RoadClosed: The road broke: what came is kept beside *into* for the next time; or damaged what it carried.
            HubRefused: The hub does not have this model.
        """
        part = into.with_name(into.name + ".part")
        try:
            into.parent.mkdir(parents=True, exist_ok=True)
            self._fetch_rest(manifest, part)
            data = part.read_bytes()
            part.unlink()
        except OSError as error:
            raise RoadClosed(
                "No se pudo guardar el modelo: %(reason)s. Libere espacio en el disco.", reason=os_errors.reason(error)
            ) from error
        keep_model(manifest, data, into)

    def _fetch_rest(self, manifest: ModelManifest, part: Path) -> None:
        stalls = 0
        while (have := _size(part)) < manifest.size:
            try:
                self._fetch(manifest, part, have)
            except RoadClosed:
                stalls = stalls + 1 if _size(part) <= have else 0
                if self._broken.is_set() or stalls >= MAX_STALLS:
                    raise

    def _held(self, bundle: Sealed) -> int:
        with self._request("GET", f"/v1/bundles/{bundle.id}") as answer:
            return answer_to_question(answer.status_code, answer.headers, self._body(answer), len(bundle.data))

    def _put(self, bundle: Sealed, held: int, came: bytearray) -> Reply | int:
        """
        Send the bytes from *held* on; return the reply, or how many bytes the hub holds now.

        *came* is what came of the reply before, and takes what comes of it now: only the rest is asked for.
        """
        total, room = len(bundle.data), self.traffic.room
        path = f"/v1/bundles/{bundle.id}" + (f"?offset={held}&total={total}" if held else "")
        headers = room.headers | rest.headers(bytes(came))
        with self._request("PUT", path, data=bundle.data[held:], headers=headers) as answer:
            if answer.status_code not in (200, rest.PARTIAL) or (answer.status_code == rest.PARTIAL and not came):
                # Whoever is busy or lets it wait, or a portal in between, takes nothing back of what came before.
                now = answer_to_put(answer.status_code, answer.headers, self._body(answer), total)
                if now != total:
                    came.clear()
                return now
            if answer.status_code == 200:
                came.clear()
            had = len(came)
            with room.of_answer(lambda: len(came) - had):
                for chunk in self._chunks(answer, MAX_REPLY_BYTES - had):
                    came += chunk
        try:
            return answer_to_put(200, answer.headers, bytes(came), total)
        except RoadClosed:
            # Whole, and none: there is no rest to ask for.
            came.clear()
            raise

    def _fetch(self, manifest: ModelManifest, part: Path, have: int) -> None:
        asked = {"Range": f"bytes={have}-"} if have else {}
        with self._request("GET", f"/v1/models/{manifest.sha256}", headers=asked) as response:
            if response.status_code == 416:
                part.unlink(missing_ok=True)
                raise RoadClosed("La oficina tiene otro tamaño de ese modelo. Se pedirá de nuevo desde el principio.")
            if response.status_code not in (200, 206):
                raise refusal(response.status_code, response.headers, self._body(response))
            start = have if response.status_code == 206 else 0
            if start and not response.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
                part.unlink(missing_ok=True)
                raise RoadClosed("Llegó otra parte del modelo que la pedida. Se pedirá de nuevo desde el principio.")
            with part.open("ab" if start else "wb") as file:
                for chunk in self._chunks(response, manifest.size - start):
                    file.write(chunk)
        if _size(part) < manifest.size:
            raise RoadClosed("La descarga del modelo se cortó. Se seguirá desde donde quedó.")

    @contextmanager
    def _request(
        self, method: str, path: str, *, data: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Iterator[requests.Response]:
        """Make one request and give its answer, unread. Whatever breaks on the way is a closed road."""
        self.traffic.check()
        self.traffic.requests += 1
        self._arrive()
        try:
            with self._patience.one_answer(), self._asked(method, path, data, headers) as response:
                self._count_request(response.request)
                self.traffic.bytes_down += 17 + header_bytes(response.headers)
                yield response
        except (requests.RequestException, HTTPError) as error:
            asked = getattr(error, "request", None)
            if asked is not None and self._patience.asked:
                self._count_request(asked)
            self.traffic.breaks += self.traffic.connections > 0
            self._go_on()
            if disbelieved(error):
                raise NotTheHub(_ANOTHER) from error
            raise RoadClosed("No hay camino a la oficina. Todo sigue guardado aquí.") from error

    def _arrive(self) -> None:
        """Wait for the connection that was begun beforehand."""
        while self._approach is not None and self._approach.is_alive():
            self._approach.join(0.1)
            self._go_on()
        self._approach = None
        self.traffic.connections, self._beforehand = self.traffic.connections + self._beforehand, 0
        self.traffic.early = 0
        self._go_on()

    def _go_on(self) -> None:
        if self._broken.is_set():
            raise GaveWay("Se cortó este envío. Todo sigue guardado aquí.")

    def _asked(
        self, method: str, path: str, data: bytes | None, headers: Mapping[str, str] | None
    ) -> requests.Response:
        return self._session.request(
            method,
            self._url + path,
            data=Counted(data, self.traffic) if data else data,
            headers=headers,
            timeout=self._timeout_s,
            stream=True,
            allow_redirects=False,
        )

    def _count_request(self, request: requests.PreparedRequest) -> None:
        # The host is named by the connection itself, not among the request's headers.
        line = len(f"{request.method} {request.path_url} HTTP/1.1\r\nHost: {urlsplit(self._url).netloc}\r\n")
        self.traffic.bytes_up += line + header_bytes(request.headers)

    def _body(self, response: requests.Response) -> bytes:
        return b"".join(self._chunks(response, MAX_REPLY_BYTES))

    def _chunks(self, response: requests.Response, max_bytes: int) -> Iterator[bytes]:
        left = max_bytes
        # As it comes: what a cut leaves of a larger piece would count for nothing, and be fetched again for ever.
        while chunk := response.raw.read1(CHUNK_BYTES):
            self.traffic.bytes_down += len(chunk)
            left -= len(chunk)
            if left < 0:
                raise TooLong("La respuesta es más grande de lo que debe. Puede que otro equipo esté contestando.")
            yield chunk


def _is_over(error: RoadClosed | DayUsedUp) -> bool:
    """Tell whether trying once more now is of no use."""
    return isinstance(error, DayUsedUp | GaveWay | NotTheHub | TooLong) or error.retry_after_s is not None


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
