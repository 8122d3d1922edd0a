"""Two small charts as SVG, so that reports need neither a plotting library nor a connection."""

from collections.abc import Mapping, Sequence
from html import escape

_COLOURS = ("#0b5a6f", "#b3541e", "#6b7280", "#4d7c0f", "#7c3aed", "#a16207")
_WIDTH, _LEFT, _ROW = 640, 170, 26


def bars(title: str, values: Sequence[tuple[str, float]]) -> str:
    """
    Return horizontal bars, one per name.

    >>> bars("WQL", [("model", 0.2)]).count("<rect")
    1
    """
    most = max((value for _, value in values), default=0.0) or 1.0
    body = []
    for at, (name, value) in enumerate(values):
        y, width = 40 + at * _ROW, (_WIDTH - _LEFT - 70) * value / most
        body.append(f'<text x="{_LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(name)}</text>')
        body.append(f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="18" fill="{_COLOURS[0]}"/>')
        body.append(f'<text x="{_LEFT + width + 6:.1f}" y="{y + 14}">{value:.3f}</text>')
    return _svg(title, 50 + len(values) * _ROW, body)


def lines(title: str, curves: Mapping[str, Sequence[float]]) -> str:
    """
    Return one line per name over steps 1, 2, ...

    >>> lines("WQL", {"model": [0.2, 0.3], "naive": [0.3, 0.5]}).count("<polyline")
    2
    """
    most = max((max(values) for values in curves.values() if values), default=0.0) or 1.0
    body = []
    for at, (name, values) in enumerate(curves.items()):
        step = (_WIDTH - _LEFT - 40) / max(len(values) - 1, 1)
        points = " ".join(f"{_LEFT + n * step:.1f},{260 - 210 * value / most:.1f}" for n, value in enumerate(values))
        colour = _COLOURS[at % len(_COLOURS)]
        body.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        body.append(f'<text x="8" y="{54 + at * 20}" fill="{colour}">{escape(name)}</text>')
    body.append(f'<text x="{_LEFT - 8}" y="54" text-anchor="end">{most:.2f}</text>')
    body.append(f'<text x="{_LEFT - 8}" y="264" text-anchor="end">0</text>')
    return _svg(title, 280, body)


def _svg(title: str, height: int, body: Sequence[str]) -> str:
    box = f'viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" font-size="13"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
    return "\n".join([head, f'<text x="8" y="22" font-size="15">{escape(title)}</text>', *body, "</svg>\n"])
