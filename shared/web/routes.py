"""Rules of addresses that get ready to build one when they are first asked to: a twentieth of a start."""

from collections.abc import Callable

from werkzeug.routing import Rule


class Route(Rule):
    """A rule as Flask makes it. Werkzeug compiles two functions for each at once, and most are not needed for days."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = super()._compile_builder
        made: list[Callable[..., tuple[str, str]]] = []

        def build(rule: Rule, **values: object) -> tuple[str, str]:
            if not made:
                made.append(compiled(append_unknown))
            return made[0](rule, **values)

        return build
