"""Anything at all sent to any operation of the API, as several of the cast: answered in order, and nothing of another school shown.

The operations come from /api/openapi.json, so that a new one is tried without a line here.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import START
from tests.green_rows import MARK
from tests.hazards.steps import photo

pytestmark = pytest.mark.xdist_group("intruders")
ODD_NUMBERS = [-1, 0, 1, 2**31, 2**63, 10**30]
ODD_TEXTS = ["", " ", "暗号", "x" * 5000, "\x00", "\ud800", "²", "0", "-1", "None", "2026-13-45",
             "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00",
             "2026-12-20T09:00:00+08:00", "' or 1=1 --", "%s%n{0}{{1}}", "../..", "1,", "2026-12-14T01:00:00+00:00,1"]  # fmt: skip
texts = st.one_of(st.sampled_from(ODD_TEXTS), st.text(max_size=12))
leaves = st.one_of(st.none(), st.booleans(), st.sampled_from(ODD_NUMBERS), st.floats(allow_nan=True), texts)
anything = st.recursive(
    leaves, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)), max_leaves=6
)
NEEDS = ["note", "photos", "owner", "deadline", "responsible", "measures", "money", "plan", "body", "lister", "list_number", "signer", "of",
         "record", "files", "evidence", "why", "due_at", "level", "rules"]  # fmt: skip
given_values = st.dictionaries(st.sampled_from(NEEDS), st.one_of(anything, st.integers(1, 20), texts), max_size=6)


def resolve(schema, node):
    while "$ref" in node:
        node = schema["components"]["schemas"][node["$ref"].rsplit("/", 1)[1]]
    return node


def value_of(schema, node):
    """Mostly what the operation asks for, sometimes anything."""
    node = resolve(schema, node)
    if "anyOf" in node:
        return st.one_of(*(value_of(schema, option) for option in node["anyOf"]))
    kind = node.get("type")
    if kind == "integer":
        fitting = st.one_of(st.integers(-5, 50), st.sampled_from(ODD_NUMBERS))
    elif kind == "boolean":
        fitting = st.booleans()
    elif kind == "string" and node.get("format") == "date-time":
        fitting = st.one_of(texts, st.datetimes().map(lambda d: d.isoformat() + "Z"), st.just((START + timedelta(days=20)).isoformat()))
    elif kind == "array":
        fitting = st.lists(value_of(schema, node.get("items", {})), max_size=3)
    elif kind == "object" and node.get("properties"):
        fitting = st.fixed_dictionaries({}, optional={name: value_of(schema, part) for name, part in node["properties"].items()})
    elif kind == "object":
        fitting = given_values
    else:
        fitting = texts
    return st.one_of(fitting, fitting, fitting, anything)


def form_of(schema, node):
    """Fields of a form: texts that fit or not, files that are pictures or not; any may be missing."""

    def field(wanted):
        kind = resolve(schema, wanted)
        if kind.get("format") == "binary" or resolve(schema, kind.get("items", {})).get("format") == "binary":
            return st.lists(st.sampled_from([photo()[1], b"", b"MZ\x90\x00", b"\xff\xd8\xff"]), max_size=2).map(
                lambda found: [SimpleUploadedFile(f"{n}.jpg", content, content_type="image/jpeg") for n, content in enumerate(found)]
            )
        return value_of(schema, wanted).map(lambda v: v if isinstance(v, (str, list)) else json.dumps(v)).map(_printable)

    fields = {name: field(wanted) for name, wanted in resolve(schema, node).get("properties", {}).items()}
    return st.fixed_dictionaries({}, optional=fields)


def _printable(value):
    """A client cannot write half a character into a form."""
    return [_printable(v) for v in value] if isinstance(value, list) else str(value).encode("utf-8", "replace").decode()


@pytest.fixture(scope="module")
def schema(green):
    return json.loads(Client().get("/api/openapi.json").content)


def test_anything_sent_to_the_api_is_answered_in_order(green, signed_in, schema):
    clients = {who: signed_in(who) for who in ("feng", "su", "zhao", "lu")}
    operations = [(path, method, what) for path, methods in schema["paths"].items() for method, what in methods.items()]
    ids = [
        green.pk(name)
        for name in ("errand", "errand_done", "hazard", "minor", "major", "handed", "task", "task_open", "time", "green", "hill")
    ]
    verbs = [
        "finish",
        "confirm",
        "rectify",
        "accept",
        "assure",
        "list",
        "hand_outside",
        "duplicate",
        "grade",
        "void",
        "receive",
        "submit",
        "verify",
        "no-such",
    ]
    tried: set[int] = set()

    @settings(max_examples=14, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def attack(data, path, method, what):
        url = path
        for parameter in what.get("parameters", []):
            name, asked = parameter["name"], parameter["schema"]
            if parameter["in"] == "path":
                value = data.draw(st.sampled_from(verbs) if name == "verb" else st.sampled_from([*ids, *ids, 0, 2**63]), label=name)
                url = re.sub(r"{(int:)?" + name + "}", str(value), url)
            elif data.draw(st.booleans()):
                sent = data.draw(value_of(schema, asked), label=name)
                text = sent if isinstance(sent, str) else json.dumps(sent)
                url += ("&" if "?" in url else "?") + f"{name}=" + "".join(f"%{b:02x}" for b in text.encode("utf-8", "surrogatepass"))
        body, sent_as = b"", "application/json"
        contents = what.get("requestBody", {}).get("content", {})
        if form := contents.get(MULTIPART_CONTENT.split(";")[0]):
            body, sent_as = encode_multipart(BOUNDARY, data.draw(form_of(schema, form["schema"]), label="form")), MULTIPART_CONTENT
        elif contents:
            body = json.dumps(data.draw(value_of(schema, contents["application/json"]["schema"]), label="body")).encode()
        who = data.draw(st.sampled_from(sorted(clients)), label="who")
        answer = clients[who].generic(method.upper(), url, body, content_type=sent_as)
        tried.add(answer.status_code)
        assert answer.status_code < 500, (who, method, url, body[:300], answer.content[:300])
        if who == "feng":
            assert MARK not in answer.content.decode()

    for path, method, what in operations:
        attack(path=path, method=method, what=what)
    assert {200, 404, 422} <= tried


@pytest.mark.parametrize("verb", ["assure", "list", "hand_outside", "grade", "rectify", "duplicate", "raise", "lower", "review", "void"])
def test_wrong_kinds_of_values_for_a_step_are_refused_with_the_field(green, signed_in, verb):
    client = signed_in("zhao" if verb in ("list", "lower", "review") else "lu")
    for name in ("major", "hazard"):
        for value in ({"a": 1}, [1, [2]], None, True, -1, "x", "9" * 40, "\x00"):
            given_all = dict.fromkeys(NEEDS, value)
            answer = client.post(f"/api/cases/{green.pk(name)}/steps/{verb}", {"given": given_all}, content_type="application/json")
            assert answer.status_code < 500, (verb, name, value, answer.content[:300])
