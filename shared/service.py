"""What the region's listing says of a service, as its own laptop hears it: both forecast a new one from the same."""

import msgspec

from shared.donors import Place
from shared.ids import SchoolId
from shared.resources import Power
from shared.school_year import SchoolCalendar


class Service(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One service of a site. ``None``, and what is empty: nobody has said."""

    school: SchoolId
    students: int | None = None
    level: str = ""
    """As the catalogue names it (``Primaria``)."""
    languages: tuple[str, ...] = ()
    """BCP 47 tags."""
    power: str = ""
    """As ``shared.resources.Power`` names it; another word is not known here."""
    coverage: bool | None = None
    internet: bool | None = None
    calendar: SchoolCalendar | None = None
    """That of its UGEL, where it has one of its own; older laptops read past it and go by the region's."""
    calendar_why: str = ""
    """Why it has one, or has none any more, as the region wrote it."""

    def place(self) -> Place:
        """
        Return it as forecasts see it.

        >>> Service(school=SchoolId("0403691-0"), students=40, power="eólica").place().power
        <Power.UNKNOWN: 'desconocido'>
        """
        return Place(
            students=self.students or 0,
            level=self.level,
            languages=self.languages,
            power=Power(self.power) if self.power in set(Power) else Power.UNKNOWN,
            coverage=self.coverage,
            internet=self.internet,
        )
