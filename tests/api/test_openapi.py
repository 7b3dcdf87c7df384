"""The OpenAPI document, held against the server by thousands of made-up requests."""

from contextlib import suppress

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.errors import PROBLEM_TYPES

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@schemathesis.serializer("application/x-ndjson")
def as_sent(_: schemathesis.SerializationContext, value: object) -> object:
    return str(value).encode("utf-8", "surrogatepass")


OPERATIONS = [
    ("POST", "/v1/articles"),
    ("GET", "/v1/articles"),
    ("POST", "/v1/articles/{article_id}/furniture:restore"),
    ("PUT", "/v1/articles/{article_id}/segments/{n}/target"),
    ("DELETE", "/v1/articles/{article_id}/segments/{n}/target"),
    ("GET", "/v1/articles/{article_id}/segments/{n}/corrections"),
    ("POST", "/v1/articles:batch"),
    ("GET", "/v1/articles/{article_id}"),
    ("GET", "/v1/jobs/{job_id}"),
    ("DELETE", "/v1/jobs/{job_id}"),
    ("POST", "/v1/jobs/{job_id}:retry"),
    ("GET", "/v1/jobs/{job_id}/events"),
    ("GET", "/livez"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
]


@pytest.fixture(scope="module")
def document(client: httpx2.Client) -> dict[str, object]:
    found: dict[str, object] = client.get("/openapi.json").json()
    return found


def operations(document: dict) -> list[tuple[str, str, dict]]:
    return [(m.upper(), path, o) for path, methods in document["paths"].items() for m, o in methods.items()]


def test_every_operation_is_there_and_no_other(document: dict) -> None:
    assert document["openapi"].startswith("3.1")
    assert sorted((m, p) for m, p, _ in operations(document)) == sorted(OPERATIONS)


def test_every_operation_and_field_is_described(document: dict) -> None:
    tags = {tag["name"] for tag in document["tags"]}
    for method, path, operation in operations(document):
        assert operation["summary"], (method, path)
        assert operation["description"], (method, path)
        assert set(operation["tags"]) <= tags
        for parameter in operation.get("parameters", []):
            if not parameter["name"].lower().startswith("if-none"):
                assert parameter["description"], (path, parameter["name"])
    for name in ("ArticleIn", "OptionsIn"):
        for field, about in document["components"]["schemas"][name]["properties"].items():
            assert about.get("description") or "$ref" in about, (name, field)
    assert document["components"]["schemas"]["ArticleIn"]["examples"]


def test_every_error_is_documented_as_a_problem_with_an_example(document: dict) -> None:
    for method, path, operation in operations(document):
        errors = {status: r for status, r in operation["responses"].items() if status >= "400"}
        assert {"500", "503"} <= set(errors), (method, path)
        for status, response in errors.items():
            assert list(response["content"]) == ["application/problem+json"], (method, path, status)
            content = response["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/ProblemOut"}
            for name, example in content["examples"].items():
                kind = PROBLEM_TYPES[name]
                assert example["value"]["type"] == kind.uri
                assert example["value"]["status"] == kind.status == int(status)


def test_every_reference_leads_somewhere(document: dict) -> None:
    def references(node: object):
        if isinstance(node, dict):
            for key, value in node.items():
                if key == "$ref":
                    yield value
                yield from references(value)
        elif isinstance(node, list):
            for value in node:
                yield from references(value)

    for reference in set(references(document)):
        node: object = document
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]  # type: ignore[index]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_made_up_requests_never_break_it(base_url: str, document: dict, method: str, path: str) -> None:
    schema = schemathesis.openapi.from_dict(document)
    operation = schema[path][method]

    @settings(
        max_examples=60 if method == "POST" and path == "/v1/articles" else 25,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def check(case: schemathesis.Case) -> None:
        case.call_and_validate(base_url=base_url, checks=CHECKS, timeout=20)

    given(case=operation.as_strategy())(check)()
    # Where there is nothing that could be wrong, there is nothing to make up.
    with suppress(Unsatisfiable):
        given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE))(check)()
