"""A hazard through the API: reported with its photos, put right, accepted; the same form and steps as on the pages."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.hazards.steps import photo

pytestmark = pytest.mark.django_db


def picture(name="1.jpg"):
    return SimpleUploadedFile(name, photo()[1], content_type="image/jpeg")


def report(client, **more):
    sent = {"category": "fire", "description": "楼梯口堆了课桌", "where": "二层东楼梯", "photos": [picture()], **more}
    return client.post("/api/hazards", sent)


def test_a_hazard_is_reported_rectified_and_accepted_through_the_api(cast, signed_in):
    su, chen = signed_in("su"), signed_in("chen")
    found = report(su, nonce=str(uuid4()))
    assert found.status_code == 200, found.content
    case = found.json()
    assert case["state"] == "reported" and case["number"].startswith("YH")
    owner = cast.people["liang"].pk
    graded = chen.post(f"/api/cases/{case['id']}/steps/grade", {"given": {"owner": owner}}, content_type="application/json")
    assert graded.json()["state"] == "rectifying", graded.content
    url, given = f"/api/cases/{case['id']}/steps/rectify/photos", json.dumps({"note": "清空了，门能推开"})
    liang = signed_in("liang")
    assert liang.post(url, {"given": given}).status_code == 422
    assert liang.post(url, {"given": "[1", "photos": [picture()]}).json()["code"] == "E-step-given"
    done = liang.post(url, {"given": given, "photos": [picture("2.jpg")]})
    assert done.status_code == 200 and done.json()["state"] == "rectified", done.content
    assert chen.post(f"/api/cases/{case['id']}/steps/accept", {"given": {}}, content_type="application/json").json()["state"] == "closed"


def test_the_same_nonce_is_the_same_report(cast, signed_in):
    su, nonce = signed_in("su"), str(uuid4())
    assert report(su, nonce=nonce).json()["id"] == report(su, nonce=nonce).json()["id"]


def test_a_ticked_fact_makes_it_major_and_says_what_it_rests_on(cast, signed_in):
    su = signed_in("su")
    facts = su.get("/api/hazards/criteria").json()
    assert facts and all(fact["source"] and fact["standing"] for fact in facts)
    case = report(su, criteria=[facts[0]["code"]], category=(facts[0]["categories"] or ["fire"])[0]).json()
    assert case["level"] == "major" and case["state"] == "assuring"


def test_what_is_missing_is_named_field_by_field_and_nothing_is_kept(cast, signed_in):
    su = signed_in("su")
    refused = su.post("/api/hazards", {"category": "fire", "description": "堆", "photos": [picture()]})
    assert refused.status_code == 409 and {"description", "where"} <= set(refused.json()["fields"])
    assert report(su, place="999999").json()["code"] == "E-report-place"
    assert report(su, photos=[SimpleUploadedFile("1.jpg", b"MZ\x90", content_type="image/jpeg")]).status_code == 400
    assert su.get("/api/cases?kind=hazard").json()["rows"] == []
