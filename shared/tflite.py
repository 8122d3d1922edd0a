"""The file of a released network: opened by LiteRT, put through the gates of its card, and run."""

import hashlib
from collections.abc import Mapping
from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from shared import covariates
from shared.demand import Floats
from shared.errors import BadModel
from shared.features import STATIC, input_widths
from shared.forecast import LEVELS, PERIOD_WEEKS
from shared.model_card import Card
from shared.sentences import N_

ROWS = 64
"""Rows of the network's fixed input: fewer are filled up, more go in turns."""
MAX_MODEL_BYTES = 4 << 20
_OTHER_DATA = N_("El modelo espera otros datos que los de esta versión. Actualice Chasqui.")

Arrays = Mapping[str, NDArray[np.float32]]


class Network:
    """The network of a ``.tflite``, by LiteRT, one thread. Raises ImportError where LiteRT cannot be imported."""

    def __init__(self, model: bytes) -> None:
        litert = import_module("ai_edge_litert.interpreter")
        try:
            # Without delegates: the same answers on every processor, and nothing written to the terminal.
            plain = litert.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
            self._interpreter = litert.Interpreter(
                model_content=model, num_threads=1, experimental_op_resolver_type=plain
            )
            self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            raise BadModel(
                "El modelo no se puede abrir (%(problem)s). Pida a la región que lo envíe otra vez.", problem=error
            ) from error
        self._inputs = {_plain(d["name"]): d for d in self._interpreter.get_input_details()}
        self._outputs = {int(d["shape"][-1]): d["index"] for d in self._interpreter.get_output_details()}
        shapes = {name: d["shape"].tolist() for name, d in self._inputs.items()}
        self.covariates = shapes.get("static", [0, 0])[-1] - STATIC
        """Columns of covariates that the file takes; a file from before there were any takes none."""
        if shapes != {name: [ROWS, width] for name, width in input_widths(covariates=self.covariates).items()}:
            raise BadModel(_OTHER_DATA)

    def operations(self) -> set[str]:
        """Return the names of the operations in the file."""
        return {detail["op_name"] for detail in self._interpreter._get_ops_details()}

    def run(self, inputs: Arrays) -> tuple[Floats, Floats]:
        """Return weekly quantiles N x H x 3 and period quantiles N x 3."""
        rows = len(inputs["weight"])
        weekly = np.zeros((rows, PERIOD_WEEKS * len(LEVELS)))
        period = np.zeros((rows, len(LEVELS)))
        for start in range(0, rows, ROWS):
            part = slice(start, min(start + ROWS, rows))
            for name, detail in self._inputs.items():
                block = np.zeros((ROWS, inputs[name].shape[1]), dtype=np.float32)
                block[: part.stop - part.start] = inputs[name][part]
                self._interpreter.set_tensor(detail["index"], block)
            self._interpreter.invoke()
            for out in (weekly, period):
                answer = self._interpreter.get_tensor(self._outputs[out.shape[1]])
                out[part] = answer[: part.stop - part.start]
        return weekly.reshape(rows, PERIOD_WEEKS, len(LEVELS)), period


def check(model: bytes, card: Card) -> Network | None:
    """
    Put a model through the gates of its card; return it opened, or None where LiteRT is missing.

    Raises:
        BadModel: Another file than the card's, weights missing, or other answers than at training.
    """
    if len(model) > MAX_MODEL_BYTES or len(model) != card.size_bytes or _sha256(model) != card.sha256:
        raise BadModel("El archivo del modelo no es el que la región publicó. Se pedirá de nuevo.")
    # A file without its weights runs without an error and answers garbage (FORECASTING.md, TFLite).
    if len(model) < card.least_bytes:
        raise BadModel("Al modelo le faltan sus pesos. Siga con el anterior y avise a la región.")
    if not set(card.covariates) <= set(covariates.NAMES):
        raise BadModel(_OTHER_DATA)
    try:
        network = Network(model)
    except ImportError:
        return None
    if network.covariates != covariates.EACH * len(card.covariates):
        raise BadModel(_OTHER_DATA)
    variables = {name for name in network.operations() if "VAR_HANDLE" in name or "READ_VARIABLE" in name}
    if variables:
        raise BadModel(
            "El modelo trae variables sin valor (%(variables)s). Avise a la región.",
            variables=", ".join(sorted(variables)),
        )
    inputs, wanted_weekly, wanted_period = _golden(card)
    weekly, period = network.run(inputs)
    _same(weekly.reshape(len(weekly), -1), wanted_weekly, card.parity)
    _same(period, wanted_period, card.parity)
    return network


def _golden(card: Card) -> tuple[Arrays, Floats, Floats]:
    try:
        inputs = {name: np.array(rows, dtype=np.float32) for name, rows in card.golden.inputs.items()}
        weekly, period = np.array(card.golden.weekly), np.array(card.golden.period)
    except ValueError:  # rows of unlike lengths
        inputs = {}
    rows = len(inputs.get("weight", ()))
    if not rows or {name: one.shape for name, one in inputs.items()} != {
        name: (rows, width) for name, width in _widths(card).items()
    }:
        raise BadModel("La ficha del modelo no trae ejemplos de prueba. Pida a la región que publique otra.")
    return inputs, weekly, period


def _widths(card: Card) -> Mapping[str, int]:
    return input_widths(covariates=covariates.EACH * len(card.covariates))


def _same(got: Floats, wanted: Floats, parity: float) -> None:
    if got.shape != wanted.shape or not np.allclose(got, wanted, rtol=parity, atol=parity):
        raise BadModel("El modelo no responde en esta computadora como al entrenarse. Se sigue con el anterior.")


def _plain(name: str) -> str:
    return name.removeprefix("serving_default_").split(":")[0]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
