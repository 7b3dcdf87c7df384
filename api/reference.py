"""The API's reference page, drawn from the OpenAPI document by the server: no script, nothing from elsewhere."""

import json
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from api.templating import templates

router = APIRouter(include_in_schema=False)


@router.get("/docs", response_class=HTMLResponse)
def reference(request: Request) -> Response:
    made: dict[str, Any] = request.app.openapi()
    operations = [
        {"method": method.upper(), "path": path, **operation, "body_example": _body_example(made, operation)}
        for path, methods in made["paths"].items()
        for method, operation in methods.items()
    ]
    groups = [
        {**tag, "operations": [o for o in operations if tag["name"] in o.get("tags", [])]} for tag in made["tags"]
    ]
    context = {"info": made["info"], "groups": groups, "schemas": made["components"]["schemas"]}
    return templates.TemplateResponse(request, "reference.html", context)


def _body_example(made: dict[str, Any], operation: dict[str, Any]) -> str | None:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        if "example" in content:
            return str(content["example"])
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        examples = made["components"]["schemas"].get(name, {}).get("examples", [])
        if examples:
            return json.dumps(examples[-1], ensure_ascii=False, indent=2)
    return None
