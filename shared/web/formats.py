"""Dates and numbers as Peru writes them, whatever the language of the words."""

from datetime import date, datetime, timedelta

from babel.dates import format_date

from shared.clock import LIMA
from shared.percents import to_decimals
from shared.web.i18n import gettext, language, ngettext

NBSP = "\u00a0"
_CLOCKS_DIFFER = timedelta(hours=1)


def number(value: int | float, decimals: int = 0) -> str:
    """
    Return a number with commas for thousands and a point for decimals.

    >>> number(1234.5, 2), number(1234567)
    ('1,234.50', '1,234,567')
    """
    return f"{value:,.{decimals}f}"


def percent(value: float, decimals: int = 0) -> str:
    """
    Return a share of a hundred with its sign, which stays on the same line. What is not all of it never reads 100.

    >>> percent(52.04, 1), percent(100 * 549 / 550)
    ('52.0\\xa0%', '99\\xa0%')
    """
    return f"{number(to_decimals(value, decimals), decimals)}{NBSP}%"


def day(value: date) -> str:
    """
    Return a date in figures.

    >>> day(date(2026, 6, 23))
    '23/06/2026'
    """
    return value.strftime("%d/%m/%Y")


def short_day(value: date) -> str:
    """
    Return day and month in figures.

    >>> short_day(date(2026, 6, 23))
    '23/06'
    """
    return value.strftime("%d/%m")


def day_label(value: date) -> str:
    """
    Return day and short month, as on the axis of a chart.

    >>> day_label(date(2026, 6, 1))
    '1 jun'
    """
    return format_date(value, "d MMM", locale=_locale()).rstrip(".")


def month_words(value: date) -> str:
    """
    Return the month of a day in words, with its year.

    >>> month_words(date(2026, 6, 1))
    'junio 2026'
    """
    return format_date(value, "MMMM y", locale=_locale())


def long_day(value: date) -> str:
    """
    Return a date in words.

    >>> long_day(date(2026, 6, 23))
    'martes 23 de junio de 2026'
    """
    pattern = "EEEE d MMMM y" if language() == "en" else "EEEE d 'de' MMMM 'de' y"
    return format_date(value, pattern, locale=_locale())


def week_day(value: date) -> str:
    """
    Return weekday and date.

    >>> week_day(date(2026, 6, 11))
    'jueves 11/06'
    """
    return f"{format_date(value, 'EEEE', locale=_locale())} {short_day(value)}"


def moment(value: datetime) -> str:
    """
    Return a moment in Peru's time.

    >>> from datetime import UTC
    >>> moment(datetime(2026, 6, 11, 13, 15, tzinfo=UTC))
    'jueves 11/06, 08:15'
    """
    local = value.astimezone(LIMA)
    return f"{week_day(local.date())}, {local:%H:%M}"


def hour(value: datetime) -> str:
    """Return the hour in Peru, e.g. 08:15."""
    return f"{value.astimezone(LIMA):%H:%M}"


def ago(value: datetime, now: datetime) -> str:
    """
    Return how long ago, in words.

    >>> from datetime import UTC, timedelta
    >>> now = datetime(2026, 6, 23, tzinfo=UTC)
    >>> ago(now - timedelta(days=12), now), ago(now - timedelta(seconds=20), now)
    ('hace 12 días', 'hace un momento')
    """
    minutes = int((now - value).total_seconds() // 60)
    if minutes < 1:
        return gettext("hace un momento")
    if minutes < 60:
        return ngettext("hace %(n)s minuto", "hace %(n)s minutos", minutes)
    if minutes < 24 * 60:
        return ngettext("hace %(n)s hora", "hace %(n)s horas", minutes // 60)
    return ngettext("hace %(n)s día", "hace %(n)s días", minutes // (24 * 60))


def when(value: datetime, now: datetime) -> str:
    """
    Return a moment at which something happened both ways, so that nobody has to reckon.

    Two clocks differ by minutes: what the other one noted a little after now has happened all the same.

    >>> from datetime import UTC, timedelta
    >>> now = datetime(2026, 6, 23, 13, 15, tzinfo=UTC)
    >>> when(now - timedelta(days=12), now), when(now + timedelta(minutes=2), now)
    ('jueves 11/06, 08:15 (hace 12 días)', 'martes 23/06, 08:17 (ahora)')
    """
    if value <= now:
        return _both(value, ago(value, now))
    return _both(value, gettext("ahora") if value - now < _CLOCKS_DIFFER else ahead(value, now))


def due(value: datetime, now: datetime) -> str:
    """
    Return a moment that is to come both ways.

    >>> from datetime import UTC, timedelta
    >>> now = datetime(2026, 6, 23, 13, 15, tzinfo=UTC)
    >>> due(now + timedelta(minutes=20), now)
    'martes 23/06, 08:35 (dentro de 20 minutos)'
    """
    return _both(value, ahead(value, now))


def _both(value: datetime, relative: str) -> str:
    return gettext("%(moment)s (%(relative)s)", moment=moment(value), relative=relative)


def ahead(value: datetime, now: datetime) -> str:
    """Return how long until a moment, in words."""
    minutes = max(1, round((value - now).total_seconds() / 60))
    if minutes < 60:
        return ngettext("dentro de %(n)s minuto", "dentro de %(n)s minutos", minutes)
    if minutes < 24 * 60:
        return ngettext("dentro de %(n)s hora", "dentro de %(n)s horas", minutes // 60)
    return ngettext("dentro de %(n)s día", "dentro de %(n)s días", minutes // (24 * 60))


def _locale() -> str:
    return "en" if language() == "en" else "es_PE"


def capital(text: str) -> str:
    """
    Return *text* with its first letter in upper case and the rest as it was.

    >>> capital("guías de 3° A")
    'Guías de 3° A'
    """
    return text[:1].upper() + text[1:]
