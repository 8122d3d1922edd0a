"""What a person does at a page: press something, and look at what it leads to once that is all there."""

from typing import Any


def press(what: Any) -> None:
    """Press *what*, and wait until the page that it leads to is whole: a click ends as soon as its address is known."""
    what.click()
    what.page.wait_for_load_state()
