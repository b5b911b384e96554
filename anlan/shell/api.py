"""The API's mount: /api/…, described at /api/openapi.json. Each app brings a router; all ask for a session or a token."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI, Schema
from ninja.openapi.schema import OpenAPISchema

from anlan.kernel.web.api import ByToken, SignedIn, answer_refusals, inside
from anlan.oversight.burden.api import router as burden
from anlan.oversight.questions.api import router as questions
from anlan.registers.org.api import router as org
from anlan.registers.people.api import router as people
from anlan.registers.presence.api import router as presence
from anlan.shell import areas
from anlan.work.asks.api import router as asks
from anlan.work.cases.api import router as cases
from anlan.work.checks.api import router as checks
from anlan.work.hazards.api import router as hazards
from anlan.work.instructions.api import router as instructions
from anlan.work.notices.api import router as notices
from anlan.work.pledges.api import router as pledges
from anlan.work.programmes.api import router as programmes
from anlan.work.returns.api import router as returns


class Described(NinjaAPI):
    """Its description is made once for each address it is mounted at: it takes longer than any page, and nothing in it changes."""

    @cached_property
    def _descriptions(self) -> dict[str, OpenAPISchema]:
        return {}

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> OpenAPISchema:
        mounted = path_prefix or self.get_root_path(path_params or {})
        if mounted not in self._descriptions:
            self._descriptions[mounted] = super().get_openapi_schema(path_prefix=mounted)
        return self._descriptions[mounted]


by_token = ByToken(areas.area_of, areas.allows)
api = Described(
    title="Anlan 安澜", version="1", auth=[by_token, SignedIn()], docs_url=None, openapi_url="/openapi.json", urls_namespace="api"
)  # fmt: skip
answer_refusals(api)
api.add_router("", org)
api.add_router("", people)
api.add_router("", presence)
api.add_router("", cases)
api.add_router("", hazards)
api.add_router("", notices)
api.add_router("", returns)
api.add_router("", instructions)
api.add_router("", programmes)
api.add_router("", checks)
api.add_router("", asks)
api.add_router("", questions)
api.add_router("", burden)
api.add_router("", pledges)


class PostOut(Schema):
    unit_id: int
    unit: str
    role: str
    title: str
    reach: str


class MeOut(Schema):
    """Who is signed in."""

    id: int
    name: str
    posts: list[PostOut]


@api.get("/me", response=MeOut, tags=["people"], summary="Who I am and which posts I hold")
@inside
def me(request: HttpRequest) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    posts = [{"unit_id": g.unit_id, "unit": g.unit_name, "role": g.role, "title": g.title, "reach": g.reach} for g in actor.grants]
    return {"id": actor.person_id, "name": actor.name, "posts": posts}


areas.describe(api)  # the last line: every operation stands
