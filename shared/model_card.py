"""The card of a released model: what it is, what it was measured at, and how much of it to use where."""

from enum import StrEnum
from typing import Any

import msgspec

from shared import baseline, drift
from shared.baseline import Method
from shared.donors import Donors, sound
from shared.errors import BadModel
from shared.features import Pattern
from shared.forecast import PERIOD_WEEKS
from shared.resources import ResourceKind

MAX_CARD_BYTES = 1 << 20


class Precision(StrEnum):
    """How the weights of a file are kept."""

    FLOAT32 = "float32"
    INT8 = "int8"
    """The matrices in bytes, one scale for each unit; what they are multiplied with is rounded as it comes."""


_LEAST_BYTES = {Precision.FLOAT32: 4, Precision.INT8: 1}
_PARITY = {Precision.FLOAT32: 1e-3, Precision.INT8: 1e-2}


class Golden(msgspec.Struct, frozen=True):
    """Real rows with the answers that training saw: what a node tries before it trusts a model."""

    inputs: dict[str, list[list[float]]]
    weekly: list[list[float]]
    period: list[list[float]]


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What a model is, what it was measured at, and how much of it to use where."""

    version: str
    sha256: str
    size_bytes: int
    parameters: int
    golden: Golden
    precision: Precision | None = None
    """None: a card from before there were two."""
    sizes: dict[Precision, int] = {}
    """Bytes of the files between which was chosen."""
    difference: float | None = None
    """Share by which WQL of the int8 file differs from the float one's, with full weight, on the validation origins."""
    weights: dict[Pattern, float]
    """How much of the correction counts, 0 to 1, by pattern; what is not listed is 0."""
    methods: dict[Pattern, Method] = {}
    pack_reach: baseline.Reach = baseline.PACK_REACH
    correlation: float = baseline.WEEK_TO_WEEK
    stretch: dict[ResourceKind, baseline.Reach] = {}
    """What past periods were over the baseline's quantiles of them, by kind; 1 where not listed."""
    donors: Donors = Donors()
    """What schools tell of each other, for those that have used a resource for less than four weeks."""
    covariates: tuple[str, ...] = ()
    """What the network looks at besides use (``shared.covariates.NAMES``); none in a card from before."""
    ablation: dict[str, float] = {}
    """Loss on the validation origins, of the baseline's: ``with`` and ``without`` covariates, and with one hidden."""
    reference: dict[str, drift.Histogram] = {}
    """How the inputs of the network were spread at training: what later ones are held against."""
    horizon_weeks: int = PERIOD_WEEKS
    trained_on: str = ""
    """In words, e.g. "60 simulated schools"."""
    simulated: bool = False
    metrics: dict[str, Any] = {}
    params: dict[str, Any] = {}

    @property
    def least_bytes(self) -> int:
        """
        Return the bytes that the weights alone take: a smaller file has lost some.

        >>> Card(version="1", sha256="", size_bytes=0, parameters=9, golden=Golden({}, [], []), weights={}).least_bytes
        9
        """
        return self.parameters * (_LEAST_BYTES[self.precision] if self.precision else 1)

    @property
    def parity(self) -> float:
        """
        Return by what share, and by how many units, golden answers may differ from one machine to another.

        Rounded inputs may round to the next byte on another processor.
        """
        return _PARITY[self.precision or Precision.FLOAT32]


def read_card(text: bytes) -> Card:
    """
    Read a model card from JSON.

    Raises:
        BadModel: Too large, not a card, or numbers outside their bounds.
    """
    if len(text) > MAX_CARD_BYTES:
        raise BadModel("La ficha del modelo es demasiado grande. Siga con el pronóstico base y avise a la región.")
    try:
        card = msgspec.json.decode(text, type=Card)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise BadModel(
            "La ficha del modelo no se puede leer (%(problem)s). Siga con el pronóstico base y avise a la región.",
            problem=error,
        ) from error
    shares = [*card.weights.values(), card.correlation]
    reaches = [*card.pack_reach, *(reach for one in card.stretch.values() for reach in one)]
    bounded = all(0 <= share <= 1 for share in shares) and all(0 < reach <= 20 for reach in reaches)
    if not bounded or not sound(card.donors) or not drift.sound(card.reference):
        raise BadModel("La ficha del modelo trae pesos fuera de límite. Pida a la región que publique otra.")
    if card.horizon_weeks != PERIOD_WEEKS:
        raise BadModel(
            "El modelo pronostica %(horizon_weeks)s semanas y aquí se usan %(period_weeks)s.",
            horizon_weeks=card.horizon_weeks,
            period_weeks=PERIOD_WEEKS,
        )
    return card
