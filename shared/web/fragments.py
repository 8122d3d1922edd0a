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
    here = i18n.language()
    words = i18n.catalogue(here)
    said = escape(words.gettext(message)) % values if values else escape(words.gettext(message))
    if not i18n.is_partial(here) or not words.has(message):
        return said
    return Markup('<span lang="{}">{}</span>').format(here, said)
