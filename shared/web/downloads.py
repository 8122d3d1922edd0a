"""Files that a page gives to be kept."""

from flask import Response


def attachment(data: str | bytes, name: str, kind: str) -> Response:
    """
    Return an answer that a browser keeps as a file, instead of showing it.

    Args:
        name: Plain letters, digits, points and hyphens. It names nobody: it stays in the browser's list.
        kind: The MIME type; of text the answer adds that it is UTF-8.
    """
    return Response(data, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
