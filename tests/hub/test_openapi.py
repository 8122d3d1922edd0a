"""The document says what its table says, and a validator of OpenAPI finds nothing wrong with it."""

from typing import Annotated, Any

import msgspec
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from hub.openapi import Answered, Described, Given, document


class Cup(msgspec.Struct):
    ml: Annotated[int, msgspec.Meta(ge=1)]


SIZE = Given("size", "path", "Which one.", {"type": "string"})
POUR = Described(
    "PUT", "/v1/cups/{size}", "pour", "Pour.", [Answered(200, "Poured.", Cup, is_typed=False)], [SIZE], brings="Tea."
)
DRINK = Described("GET", "/v1/cups/{size}", "drink", "Drink.", [Answered(404, "None.", may_say_when=True)], [SIZE])


def told(*requests: Described) -> dict[str, Any]:
    return document(requests, title="Tea", version="1", about="Cups.")


def test_it_is_valid_openapi() -> None:
    OpenAPIV31SpecValidator(told(POUR, DRINK)).validate()


def test_the_validator_would_say_what_is_wrong() -> None:
    broken = told(POUR)
    del broken["paths"]["/v1/cups/{size}"]["put"]["parameters"]

    assert [str(error) for error in OpenAPIV31SpecValidator(broken).iter_errors()]


def test_two_requests_of_a_path_stand_together() -> None:
    assert set(told(POUR, DRINK)["paths"]["/v1/cups/{size}"]) == {"put", "get"}


def test_a_body_is_described_by_its_type() -> None:
    found = told(POUR)
    body = found["paths"]["/v1/cups/{size}"]["put"]["responses"]["200"]["content"]["application/json"]["schema"]

    assert body == {"$ref": "#/components/schemas/Cup"}
    assert found["components"]["schemas"]["Cup"]["properties"]["ml"] == {"type": "integer", "minimum": 1}


@pytest.mark.parametrize(("typed", "says"), [(True, False), (False, True)])
def test_an_answer_without_a_content_type_says_so(*, typed: bool, says: bool) -> None:
    one = Described("GET", "/v1/cup", "cup", "Give.", [Answered(200, "A cup.", Cup, is_typed=typed)])
    description = told(one)["paths"]["/v1/cup"]["get"]["responses"]["200"]["description"]

    assert ("no `Content-Type`" in description) is says
