"""The numbers of ``params.yaml``, typed; the only way they come in."""

from datetime import date
from pathlib import Path

import msgspec
import yaml

from shared.errors import BadInput
from shared.ids import ResourceId

DEFAULT_PARAMS = Path(__file__).with_name("params.yaml")


class Simulate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A region to make up."""

    seed: int
    today: date
    schools: int
    nodes: int
    events: int
    resources: int
    catalogue: Path
    single_use_weeks: int
    silence: float
    told: float
    supply_share: float
    noise: float
    rains: float = 0.0
    """Share of the weeks of the rains in which a rural school is cut off and half empty."""
    strikes: float = 0.0
    """Share of the schools that join a strike of two weeks, one in each half of the time."""
    new_schools: float = 0.0
    """Share of the schools that open in the second half of the time."""
    lost_laptops: float = 0.0
    """Share of the schools whose laptop, with its records, was lost in the second half of the time."""
    users_per_unit: dict[ResourceId, int] = {}
    """Of devices that several learners use at once; others are used by one."""


class Prepare(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the panel is, and how it is cut in time."""

    panel: Path
    period: Path
    calendar: Path
    catalogue: Path
    first_origin: int
    step_weeks: int
    validate_origins: int
    test_origins: int
    max_rows: int


class Train(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The network and how it learns."""

    seeds: tuple[int, ...]
    hidden: tuple[int, int]
    """Units that look at a series, and at a week of it."""
    dropout: float
    max_correction: float
    penalty: float
    steps: int
    batch: int
    learning_rate: float
    short_history: float
    weights: tuple[float, ...]
    least_gain: float


class Convert(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Gates of the export."""

    golden_rows: int
    parity: float


class Recommend(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A region of learners to make up, and the weeks on which recommendations are scored."""

    seed: int
    schools: int
    class_size: int
    weeks: int
    per_shelf: int
    """Materials of one area and grade."""
    bilingual: float
    """Share of schools that teach in Quechua too; and of the materials of Comunicación that are in it."""
    lessons: float
    """Chance that a learner takes part in what a lesson of the week is about."""
    appetite: float
    """Materials that a learner opens in a week by choice, in the mean."""
    validate_origins: int
    """On which the weight of likeness is chosen, four weeks each; then come those that it is tested on."""
    test_origins: int


class CardSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the card is told."""

    version: str


class LightGbm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The gradient-boosted peer."""

    seeds: tuple[int, ...]
    rounds: int
    leaves: int
    learning_rate: float
    least_rows: int
    feature_share: float
    row_share: float
    max_rows: int
    threads: int


class Forest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The random forest of Spark MLlib."""

    seed: int
    trees: int
    depth: int
    least_rows: int
    row_share: float
    max_rows: int


class Backtest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How ours learns at each origin of a backtest, and its peers."""

    first_origin: int
    step: int
    validate_origins: int
    max_rows: int
    lightgbm: LightGbm
    forest: Forest


class Params(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of ``params.yaml``."""

    simulate: Simulate
    prepare: Prepare
    train: Train
    convert: Convert
    card: CardSettings
    recommend: Recommend
    backtest: Backtest


def read_params(path: Path = DEFAULT_PARAMS) -> Params:
    """
    Read the parameters.

    Raises:
        BadInput: The file is missing, or a number is missing, unknown or of the wrong type.
    """
    try:
        return msgspec.convert(yaml.safe_load(path.read_bytes()), Params, dec_hook=_path)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise BadInput(
            "No se pueden leer los parámetros de %(path)s: %(error)s. Corrija el archivo.", path=path, error=error
        ) from error


def _path(kind: type, value: object) -> object:  # msgspec knows no Path
    return kind(value)
