"""The settings of an instance, from ``settings.json``: which cycle, how even, what counts for how much."""

import re
from datetime import date
from pathlib import Path

import msgspec

from hub.allocation.instance import DEFAULT_ALPHA, DEFAULT_KEEP_PCT, NO_LIMIT
from hub.allocation.tables import FORMAT
from shared import os_errors
from shared.errors import BadInput
from shared.json_faults import fault

FILE = "settings.json"
MAX_ALPHA = 4.0
"""Beyond it what an empty school counts for is more than 64 bits of grains hold."""
_CYCLE = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds for the whole instance. A setting that nobody knows is refused: it may be another one misspelt."""

    format: int = FORMAT
    cycle: str = ""
    """YYYY-MM; ties are broken by it, locks expire by it, and earlier cycles are those before it."""
    alpha: float = DEFAULT_ALPHA
    keep_pct: int = DEFAULT_KEEP_PCT
    window: int = 3
    """Cycles over which a school's fill is counted, this one among them."""
    guarantee_pct: int = 0
    money: float | None = None
    """Soles for all that is sent; none: no limit."""
    least_use_pct: int = 20
    """A lot is worth sending when at least this share of it is expected to be used."""

    @property
    def money_limit(self) -> int:
        """The limit in céntimos."""
        return NO_LIMIT if self.money is None else round(self.money * 100)

    @property
    def first_day(self) -> int:
        """The ordinal of the first day of the cycle."""
        return date.fromisoformat(f"{self.cycle}-01").toordinal()


def read_settings(folder: Path) -> Settings:
    """
    Read the settings of an instance; all have a default.

    Raises:
        BadInput: Not JSON, a setting that is not known, or a value out of its bounds.
    """
    path = folder / FILE
    try:
        text = path.read_bytes() if path.exists() else b"{}"
        settings = msgspec.json.decode(text, type=Settings)
    except OSError as error:
        raise BadInput(
            "No se puede abrir «%(path)s»: %(why)s. Revise la ruta y repita.", path=path, why=os_errors.reason(error)
        ) from error
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise BadInput(
            "«%(path)s» no se puede leer: %(problem)s. Corrija el archivo y vuelva a intentar.",
            path=path,
            problem=fault(error, text),
        ) from error
    check(settings)
    return settings


def check(settings: Settings) -> None:
    """
    Refuse settings out of their bounds.

    Raises:
        BadInput: One is.
    """
    if wrong := out_of_bounds(settings):
        raise BadInput(
            "«%(name)s» tiene un valor que no sirve: %(wrong)s. Vea docs/instances.md y corríjalo.",
            name=FILE,
            wrong=", ".join(wrong),
        )


def out_of_bounds(settings: Settings) -> list[str]:
    """Return the names of the settings that are out of their bounds."""
    good = {
        "format": settings.format == FORMAT,
        "cycle": not settings.cycle or bool(_CYCLE.fullmatch(settings.cycle)),
        "alpha": 0 <= settings.alpha <= MAX_ALPHA,
        "keep_pct": 0 <= settings.keep_pct <= 100,
        "window": 1 <= settings.window <= 24,
        "guarantee_pct": 0 <= settings.guarantee_pct <= 100,
        "money": settings.money is None or 0 <= settings.money <= 1e12,
        "least_use_pct": 1 <= settings.least_use_pct <= 100,
    }
    return [name for name, fits in good.items() if not fits]
