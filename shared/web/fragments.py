"""Words of a language that has only some: each says which language it is in, for a page that is mostly in Spanish."""

from markupsafe import Markup, escape

from shared.web import i18n


def fragment(message: str, /, **values: object) -> Markup:
    """
    Return *message* in the reader's language, and where that is a partial one, marked with its ``lang`` (WCAG 3.1.2).

    Not for attributes. Values are escaped.

    >>> fragment("Hola, %(name)s", name="<Rosa>")
    Markup('Hola, &lt;Rosa&gt;')
    """
    words = i18n.catalogue(i18n.language())
    said = escape(words.gettext(message)) % values if values else escape(words.gettext(message))
    return _marked(said, words.has(message))


def nfragment(singular: str, plural: str, n: int, /) -> Markup:
    """
    Return the form that fits *n* as ``fragment`` returns a message; ``%(n)s`` is the number.

    >>> nfragment("%(n)s registro", "%(n)s registros", 1234)
    Markup('1,234 registros')
    """
    words = i18n.catalogue(i18n.language())
    said = escape(words.ngettext(singular, plural, n)) % {"n": f"{n:,}"}
    return _marked(said, words.has(singular, plural))


def _marked(said: Markup, translated: bool) -> Markup:
    here = i18n.language()
    return Markup('<span lang="{}">{}</span>').format(here, said) if i18n.is_partial(here) and translated else said
