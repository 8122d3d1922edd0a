"""The tables of an instance as files: every table and column, what it means, and what a blank cell stands for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hub.allocation.instance import NO_LIMIT
from shared.allocation import NATIONAL

FORMAT = 1
"""Of the whole directory, in ``settings.json``."""
POOL = NATIONAL
"""In place of a depot: the nation's stock, which may go to any of them."""
MILLION = 1_000_000
MAX_UNITS = 10_000_000
BLANK = -1
"""A blank cell of a column of which no number stands for it."""


class Kind(StrEnum):
    """What the cells of a column are."""

    ID = "code"
    """Text that is never blank, kept as it is: leading zeros count."""
    TEXT = "text"
    SET = "words"
    """Any number of words with ``|`` between them."""
    WHOLE = "whole"
    NUMBER = "number"
    FLAG = "yes/no"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, what its cells are, and in English what they mean."""

    name: str
    kind: Kind
    words: str
    others: tuple[str, ...] = ()
    """Other names for it."""
    needed: bool = False
    blank: int = 0
    """What a blank cell or an absent column stands for."""
    least: int = 0
    most: int = MAX_UNITS
    scale: int = 1
    """A cell times this is what is counted in: litres in millilitres, soles in céntimos."""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableOf:
    """A table: its columns, and those of them that together may be there once, if any."""

    name: str
    words: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    needed: bool = False
    quantiles: bool = False
    """It has columns named by a probability as well."""
    by_name: Mapping[str, Field] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {one.name: one for one in self.fields})


_SCHOOL = Field("school_id", Kind.ID, "Of `schools`.", ("school", "codigo"), needed=True)
_RESOURCE = Field("resource_id", Kind.ID, "Of `resources`.", ("resource", "recurso"), needed=True)
_GROUP = "A group of the fairness report, and a dimension of `weights`."

TABLES: tuple[TableOf, ...] = (
    TableOf(
        "schools", "Who may receive: one row for each service (código modular and anexo).",
        (
            Field("school_id", Kind.ID, "Its code.", ("school", "codigo"), needed=True),
            Field("site", Kind.TEXT, "Its place (código de local); blank: the same as `school_id`."),
            Field("depot", Kind.TEXT, "Who serves it; blank: nobody, and nothing can be sent to it.", ("almacen",),
                  needed=True),
            Field("zone", Kind.TEXT, "Its road, of `zones`; blank: no vehicle limits what it gets.", ("zona",)),
            Field("weight_pct", Kind.WHOLE, "Policy weight in percent of the usual; blank: as `weights` says, else "
                  "100.", ("peso_pct",), blank=BLANK, least=1, most=100_000),
            Field("waited", Kind.WHOLE, "Cycles in a row, just before, in which it lacked what was scarce and was sent "
                  "nothing. A dimension of `weights`: who waited longer than is named counts as the longest that is.",
                  ("espera",), most=1_000),
            Field("enrolment", Kind.WHOLE, "Pupils; of use to the comparison by enrolment alone.", ("matricula",)),
            Field("quintile", Kind.TEXT, _GROUP, ("quintil",)),
            Field("rurality", Kind.TEXT, _GROUP, ("ruralidad",)),
            Field("language", Kind.SET, "BCP 47 tags of what it teaches in. " + _GROUP + " Of several the largest "
                  "weight counts.", ("lengua",)),
            Field("ugel", Kind.TEXT, "A group of the fairness report."),
            Field("level", Kind.TEXT, "As `level:` in `resources.requirements` names it; its first word counts. A "
                  "dimension of `weights`.", ("nivel",)),
            Field("power", Kind.TEXT, "Blank: nobody knows, and what needs power travels with its kit.", ("energia",),
                  choices=("red", "solar", "generador", "ninguna", "desconocido")),
            Field("coverage", Kind.FLAG, "Of a mobile operator; blank: nobody knows.", ("cobertura",), blank=BLANK),
            Field("internet", Kind.FLAG, "A link; blank: nobody knows.", blank=BLANK),
            Field("trip_cost", Kind.NUMBER, "Soles that a visit takes from its depot's `trip_budget`.",
                  ("costo_viaje",), scale=100),
            Field("asked_turn", Kind.WHOLE, "Its place in the line of those who asked, of use to the comparison alone; "
                  "blank: after all who have one.", ("turno",), blank=BLANK),
            Field("free_mb", Kind.NUMBER, "Megabytes free for packs; blank: no limit.", blank=NO_LIMIT,
                  most=1_000_000_000, scale=1_000),
            Field("sync_mb", Kind.NUMBER, "Megabytes that its line carries until the cycle ends; blank: no limit.",
                  blank=NO_LIMIT, most=1_000_000_000, scale=1_000),
        ),
        ("school_id",), needed=True,
    ),
    TableOf(
        "resources", "What is divided.",
        (
            Field("resource_id", Kind.ID, "Its code.", ("resource", "recurso"), needed=True),
            Field("lot", Kind.WHOLE, "Units in a lot: the least that is sent.", ("lote",), blank=1, least=1,
                  needed=True),
            Field("value", Kind.NUMBER, "Worth of one unit of need met, in whatever it is measured in everywhere.",
                  ("valor",), needed=True, most=10_000, scale=MILLION),
            Field("volume", Kind.NUMBER, "Litres of a unit.", ("volume_l", "volumen"), most=100_000, scale=1_000),
            Field("weight", Kind.NUMBER, "Kilograms of a unit.", ("weight_kg", "peso"), most=100_000, scale=1_000),
            Field("cost", Kind.NUMBER, "Soles of a unit, where `money` is a limit.", ("costo",), scale=100),
            Field("requirements", Kind.SET, "What a school must have: `power`, `coverage`, `internet`, `level:NAME`, "
                  "`language:TAG`; of several levels or languages one is enough.", ("requisitos",)),
        ),
        ("resource_id",), needed=True,
    ),
    TableOf(
        "kits", "What a resource takes along to a school without power, or of whose power nobody knows.",
        (
            Field("resource", Kind.ID, "The one that is not sent alone.", ("resource_id",), needed=True),
            Field("part", Kind.ID, "What goes with it; it takes no part along itself.", needed=True),
            Field("units", Kind.WHOLE, "Units of the part...", blank=1, least=1, most=10_000),
            Field("per", Kind.WHOLE, "...for each so many units of the resource.", blank=1, least=1, most=10_000),
        ),
        ("resource", "part"),
    ),
    TableOf(
        "depots", "The depots, where trips are a limit; the others are those that `schools` and `stock` name.",
        (
            Field("depot_id", Kind.ID, "Its name.", ("depot", "almacen"), needed=True),
            Field("trip_budget", Kind.NUMBER, "Soles for visits; blank: no limit.", blank=NO_LIMIT, most=1_000_000_000,
                  scale=100),
        ),
        ("depot_id",),
    ),
    TableOf(
        "zones", "What the vehicles of a road carry in the cycle.",
        (
            Field("zone_id", Kind.ID, "Its name.", ("zone", "zona"), needed=True),
            Field("depot", Kind.TEXT, "Where it begins: its schools must have the same.", ("depot_id",)),
            Field("volume_l", Kind.NUMBER, "Litres; blank: no limit.", blank=NO_LIMIT, most=1_000_000_000, scale=1_000),
            Field("weight_kg", Kind.NUMBER, "Kilograms; blank: no limit.", blank=NO_LIMIT, most=1_000_000_000,
                  scale=1_000),
        ),
        ("zone_id",),
    ),
    TableOf(
        "needs", "The forecast: what is needed in the period, as quantiles, and what is there.",
        (
            _SCHOOL, _RESOURCE,
            Field("on_hand", Kind.WHOLE, "Units at the school.", ("tiene",)),
            Field("in_transit", Kind.WHOLE, "Units on their way to it.", ("en_camino",)),
            Field("asked", Kind.WHOLE, "Units that the school asked for; shown beside the line, and nothing more.",
                  ("pedido",)),
            Field("counted", Kind.FLAG, "Somebody at the school counted it once; `no`: `on_hand` is what its records "
                  "show, and its fill is taken from the schools that did count. Blank: yes.", ("contado",), blank=1),
        ),
        ("school_id", "resource_id"), needed=True, quantiles=True,
    ),
    TableOf(
        "doubted", "Rows of `needs` that count up to a bound, because the use behind them is not plausible: what was "
        "foreseen. `needs` holds the least of it and of `most`, in each quantile; nothing else is read of this table.",
        (
            _SCHOOL, _RESOURCE,
            Field("most", Kind.WHOLE, "Units of the period that count at most.", ("hasta",), needed=True),
        ),
        ("school_id", "resource_id"), quantiles=True,
    ),
    TableOf(
        "stock", "What there is to send; what is not named is 0. Of a lot that is not whole nothing is sent.",
        (
            Field("depot", Kind.ID, f"A depot, or `{POOL}`: the nation's, which may go to any depot.", ("depot_id",),
                  needed=True),
            _RESOURCE,
            Field("units", Kind.WHOLE, "Units.", ("unidades",), needed=True, most=1_000_000_000),
        ),
        ("depot", "resource_id"), needed=True,
    ),
    TableOf(
        "locks", "What people laid down for a school and resource. Where they contradict each other, or what there is, "
        "the plan keeps the most it can of the first class first and says what it could not keep.",
        (
            _SCHOOL, _RESOURCE,
            Field("kind", Kind.TEXT, "How `units` is meant.", ("tipo",), needed=True,
                  choices=("exact", "min", "max", "exclude")),
            Field("units", Kind.WHOLE, "`exact`: whole lots of it; `min` is rounded up to lots, `max` down; of no "
                  "meaning with `exclude`.", ("unidades",), blank=BLANK),
            Field("class", Kind.WHOLE, "Its priority: 0 goes first.", ("clase",), most=1_000),
            Field("author", Kind.TEXT, "Who laid it down."),
            Field("reason", Kind.TEXT, "Why: shown with the line.", ("motivo",)),
            Field("expires", Kind.DAY, "Last day on which it holds: one before the first of the cycle counts no more.",
                  ("vence",)),
        ),
        (),
    ),
    TableOf(
        "weights", "The published policy weights; those of all dimensions are multiplied. What is not named is 100.",
        (
            Field("version", Kind.ID, "Of the table: the same in every row.", needed=True),
            Field("dimension", Kind.TEXT, "Which column of `schools`.", needed=True,
                  choices=("quintile", "rurality", "language", "level", "waited")),
            Field("value", Kind.ID, "What that column holds.", needed=True),
            Field("pct", Kind.WHOLE, "Percent of the usual.", needed=True, least=1, most=10_000),
        ),
        ("dimension", "value"),
    ),
    TableOf(
        "earlier", "What the cycles before needed and got. Those of the window count in a school's fill.",
        (
            Field("cycle", Kind.ID, "YYYY-MM, before the instance's own.", ("ciclo",), needed=True),
            _SCHOOL, _RESOURCE,
            Field("need", Kind.NUMBER, "Units that were expected to be needed in it.", needed=True, scale=1_000),
            Field("received", Kind.NUMBER, "Units of it that were met: confirmed receipts and what was there.",
                  needed=True, scale=1_000),
            Field("assumed", Kind.NUMBER, "Units beyond them that are taken to have been there, where nobody had "
                  "counted.", ("supuesto",), scale=1_000),
        ),
        ("cycle", "school_id", "resource_id"),
    ),
    TableOf(
        "last_plan", "The lots of the last approved plan: keeping them counts `keep_pct` more.",
        (
            _SCHOOL, _RESOURCE,
            Field("lots", Kind.WHOLE, "Lots.", ("lotes",), needed=True),
        ),
        ("school_id", "resource_id"),
    ),
    TableOf(
        "packs", "Content packs, which are not rival: each school gets the most worth that fits its disk and its line.",
        (
            Field("pack_id", Kind.ID, "Its code.", ("pack",), needed=True),
            Field("storage_mb", Kind.NUMBER, "Megabytes on the disk.", needed=True, most=10_000_000, scale=1_000),
            Field("sync_mb", Kind.NUMBER, "Megabytes on the line.", needed=True, most=10_000_000, scale=1_000),
            Field("after", Kind.SET, "Packs that it builds on: without them it is not sent."),
        ),
        ("pack_id",),
    ),
    TableOf(
        "pack_worth", "What packs are worth at schools; others are offered only where one of these builds on them.",
        (
            _SCHOOL,
            Field("pack_id", Kind.ID, "Of `packs`.", ("pack",), needed=True),
            Field("worth", Kind.NUMBER, "As `value` of resources measures it.", ("valor",), needed=True,
                  most=100_000_000, scale=MILLION),
            Field("held", Kind.FLAG, "The school has it already."),
        ),
        ("school_id", "pack_id"),
    ),
)  # fmt: skip
"""In the order in which they are explained."""
OF_PACKS = ("packs", "pack_worth")
"""Tables that the division of what is rival does not read."""
BY_NAME: Mapping[str, TableOf] = {one.name: one for one in TABLES}
