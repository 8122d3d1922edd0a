"""The numbers of ``params.yaml``, typed; the only way they come in."""

from datetime import date
from pathlib import Path

import msgspec
import yaml

from shared.errors import BadInput
from shared.ids import ResourceId

DEFAULT_PARAMS = Path(__file__).with_name("params.yaml")
TUNED = "tuned.json"


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
    liked: float = 0.0
    """How much use follows what learners think of a resource, as a log, four weeks later."""
    done: float = 0.0
    """By how much, as a log, a pack is used less at its end than at its beginning."""
    unfit: float = 0.0
    """Share of the use that is lost where a school has not what the resource asks for."""
    printed: float = 0.35
    """Copies of a title of printed matter that are used up in a week for each pupil enrolled, of whatever grade."""
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


class Changed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The numbers of ``train`` that are searched."""

    hidden: tuple[int, int]
    dropout: float
    penalty: float
    max_correction: float
    learning_rate: float
    steps: int


class Tune(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is tried in place of the numbers of ``train``."""

    trials: int
    """0: the numbers are taken as they are."""
    seed: int
    members: int
    """Networks of a trial; the first seeds of ``train``."""
    hidden: tuple[tuple[int, int], ...]
    dropout: tuple[float, float]
    penalty: tuple[float, float]
    max_correction: tuple[float, float]
    learning_rate: tuple[float, float]
    steps: tuple[int, ...]


class Tuned(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The numbers of ``train`` that a search found, and what they are worth; none where its own are as good."""

    trials: int
    own: float | None = None
    """Loss on the validation origins of the numbers of ``params.yaml``, over the baseline's."""
    best: float | None = None
    changed: Changed | None = None
    """None: nothing that was tried is clearly better."""


class Convert(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Gates of the export."""

    golden_rows: int
    parity: float
    """By what share the float file may differ from TensorFlow on any row."""
    int8_parity: float
    """The same of the int8 file; beyond it the float one is released."""
    int8_difference: float
    """By what share WQL of the int8 file may differ from the float one's; beyond it the float one is released."""


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
    tune: Tune
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


def tuned(settings: Train, folder: Path) -> Train:
    """
    Return *settings* with what ``chasqui-models tune`` found for the windows in *folder*.

    Raises:
        BadInput: It was not run there, or its file cannot be read.
    """
    try:
        found = msgspec.json.decode((folder / TUNED).read_bytes(), type=Tuned)
    except (OSError, msgspec.DecodeError) as error:
        raise BadInput(
            "No se puede leer %(path)s: %(error)s. Ejecute «chasqui-models tune» y repita.",
            path=folder / TUNED,
            error=error,
        ) from error
    return changed(settings, found.changed) if found.changed else settings


def changed(settings: Train, numbers: Changed) -> Train:
    """Return *settings* with *numbers* in place of its own."""
    return msgspec.structs.replace(settings, **msgspec.structs.asdict(numbers))


def _path(kind: type, value: object) -> object:  # msgspec knows no Path
    return kind(value)
