"""TensorFlow Serving, where an office has one: the hub's forecasts by the network of the released file."""

import logging
from collections.abc import Collection
from typing import Any

import msgspec
import numpy as np
import requests
from urllib3.exceptions import HTTPError

from shared.demand import Floats
from shared.errors import NotReady
from shared.features import Pattern
from shared.forecast import LEVELS, PERIOD_WEEKS
from shared.forecaster import Forecaster
from shared.model_card import Card, read_card
from shared.served_model import NAME, number_of
from shared.tflite import Arrays, Network, check

TIMEOUT_S = (3.0, 30.0)
"""To be reached, and to answer: the rows of one school are a few hundred numbers each."""
MAX_ANSWER_BYTES = 64 << 20
_log = logging.getLogger(__name__)


class _Outputs(msgspec.Struct, frozen=True):
    weekly: list[list[float]]
    period: list[list[float]]


class _Answer(msgspec.Struct, frozen=True):
    outputs: _Outputs


class Served(Network):
    """The network of a released file whose answers a server gives; the file gives those that the server does not."""

    def __init__(self, url: str, card: Card, local: Network) -> None:
        self.covariates = local.covariates
        self._predict = f"{url}/v1/models/{NAME}/versions/{number_of(card.sha256)}:predict"
        self._local = local
        self._session: requests.Session | None = requests.Session()

    def run(self, inputs: Arrays) -> tuple[Floats, Floats]:
        """Return what the network says, from the server as long as it answers."""
        if self._session is not None:
            try:
                return self.asked(inputs)
            except NotReady as error:
                _log.warning("serving=failed error=%s", error)
                self._session = None
        return self._local.run(inputs)

    def asked(self, inputs: Arrays) -> tuple[Floats, Floats]:
        """
        Return what the server says.

        Raises:
            NotReady: It cannot be reached, has another model, or says no finite number for each.
        """
        rows = len(inputs["weight"])
        said = {"signature_name": "serving_default", "inputs": {name: one.tolist() for name, one in inputs.items()}}
        try:
            found = msgspec.json.decode(self._posted(said), type=_Answer).outputs
            weekly, period = np.array(found.weekly, dtype=float), np.array(found.period, dtype=float)
        except (requests.RequestException, HTTPError, msgspec.DecodeError, ValueError) as error:
            raise self._unserved(f"{type(error).__name__}: {error}") from error
        wanted = ((rows, PERIOD_WEEKS * len(LEVELS)), (rows, len(LEVELS)))
        if (weekly.shape, period.shape) != wanted or not (np.isfinite(weekly).all() and np.isfinite(period).all()):
            raise self._unserved("otras cifras que las pedidas")
        return weekly.reshape(rows, PERIOD_WEEKS, len(LEVELS)), period

    def _unserved(self, problem: str) -> NotReady:
        return NotReady("%(url)s no sirve el modelo publicado (%(problem)s).", url=self._predict, problem=problem[:200])

    def _posted(self, said: Any) -> bytes:
        assert self._session is not None
        data = msgspec.json.encode(said)
        with self._session.post(self._predict, data=data, timeout=TIMEOUT_S, stream=True) as answer:
            body = answer.raw.read(MAX_ANSWER_BYTES + 1, decode_content=True)
            if answer.status_code != requests.codes.ok:
                raise self._unserved(f"{answer.status_code} {body[:120].decode(errors='replace')}")
        if len(body) > MAX_ANSWER_BYTES:
            raise self._unserved("una respuesta demasiado larga")
        return bytes(body)


def forecaster(model: bytes, card: bytes, set_aside: Collection[Pattern], url: str) -> Forecaster:
    """
    Return the forecaster of a released model, whose network *url* runs; empty, or without LiteRT: this machine.

    Raises:
        BadModel: A file or card that must not be used.
    """
    known = read_card(card)
    local = check(model, known) if url else None
    if local is None:
        return Forecaster.load(model, card, set_aside)
    return Forecaster(known, Served(url, known, local), "", set_aside)


def why_not(model: bytes, card: bytes, url: str) -> str:
    """
    Return why the server at *url* does not serve this model; empty where it answers the card's rows as the file does.

    Raises:
        BadModel: A file or card that must not be used.
    """
    known = read_card(card)
    local = check(model, known)
    if local is None:
        return "Este equipo no tiene LiteRT con que comparar."
    inputs = {name: np.array(rows, dtype=np.float32) for name, rows in known.golden.inputs.items()}
    wanted = local.run(inputs)
    try:
        got = Served(url, known, local).asked(inputs)
    except NotReady as error:
        return str(error)
    alike = all(np.allclose(*pair, rtol=known.parity, atol=known.parity) for pair in zip(got, wanted, strict=True))
    return "" if alike else f"{url} no responde como el archivo publicado."
