"""The story of the mockups as plain context: a school on 24 December, a major hazard in its dormitory."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

CITY = ZoneInfo("Asia/Shanghai")


def m(month: int, day: int, hour: int = 17, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=CITY)


AT = m(12, 24, 10, 5)


def entry(key: str, label: str, icon: str, count: int = 0, active: bool = False) -> dict[str, Any]:
    return {"key": key, "label": label, "icon": icon, "url": f"/{key}/", "count": count, "active": active, "badge": count}


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the product's context processor gives every page."""
    if "signin" in request.path:
        return {"demo": True, "at": AT}
    active = request.path.strip("/")
    posts = (
        SimpleNamespace(grant_id=1, title="安全科长", unit_name="临漪区教育局"),
        SimpleNamespace(grant_id=2, title="值班员", unit_name="临漪区教育局"),
    )
    actor = SimpleNamespace(person_id=2, name="何静", post=posts[0], grants=posts)
    if active in ("inbox", "report"):
        school = SimpleNamespace(grant_id=3, title="安全主任", unit_name="青禾中学")
        actor = SimpleNamespace(person_id=3, name="周敏", post=school, grants=(school,))
    work = [
        entry("notices", "通知与任务", "notice", 2),
        entry("matrix", "落实矩阵", "grid"),
        entry("case", "隐患", "hazard", 5, active == "case"),
        entry("disputes", "矛盾与关切", "users"),
        entry("incidents", "突发与响应", "bell"),
        entry("duty", "值班值守", "moon"),
    ]
    registers = [
        entry("listing", "单位与人员", "school", 0, active == "listing"),
        entry("chain", "责任链", "chain", 2),
        entry("calendar", "校历", "cal"),
    ]
    home = [entry("inbox", "待办", "inbox", 9, active == "inbox"), entry("board", "全区一览", "board", 0, active == "board")]
    return {
        "actor": actor,
        "at": AT,
        "demo": False,
        "menu": [
            {"title": "", "entries": home},
            {"title": "工作", "entries": work},
            {"title": "台账", "entries": registers},
        ],
        "phone_bar": [
            entry("inbox", "待办", "inbox", 4, active == "inbox"),
            entry("checks", "检查", "tick"),
            entry("report", "上报", "plus"),
            entry("duty", "值班", "moon"),
            entry("me", "我的", "user"),
        ],
    }


def steps() -> list[dict[str, Any]]:
    done = [
        ("上报", m(12, 21, 8, 12)),
        ("定级", m(12, 21, 8, 40)),
        ("临时管控", m(12, 21, 9, 5)),
        ("五落实", m(12, 21, 17, 48)),
        ("整改", m(12, 23, 15, 30)),
        ("验收", m(12, 23, 17, 30)),
    ]
    rows: list[dict[str, Any]] = [{"word": w, "state": "done", "at": at, "who": "陆怀民"} for w, at in done]
    rows.append({"word": "区局复核", "state": "on"})
    return [*rows, {"word": "销号", "state": "later"}, {"word": "回头看", "state": "later", "note": "30 天后"}]


def case() -> dict[str, Any]:
    return {
        "crumbs": [("隐患", "/listing/"), ("青禾中学", "/listing/"), ("YH-2026-0147", "")],
        "steps": steps(),
        "opened": m(12, 21, 8, 12),
        "step_due": m(12, 24),
        "limit": m(12, 28),
        "rungs": [(m(12, 26), "提前 2 天提醒", False), (m(12, 29), "超 1 天报市局", False)],
        "chain": [
            ("党政领导责任", "顾海平", "市教育局 分管副局长", "13900000001", ""),
            ("部门监管责任", "何静", "临漪区教育局 安全科长", "13900000002", "你"),
            ("属地管理责任", "贺远", "清沙街道 安全办主任", "13900000003", ""),
            ("学校主体责任", "陆怀民", "青禾中学 校长", "13900000004", "验收人"),
            ("岗位行为责任", "", "", "", ""),
        ],
    }


def inbox() -> dict[str, Any]:
    def row(sign: str, title: str, meta: str, due: datetime, verb: str, form: str = "list") -> dict[str, Any]:
        return {"sign": sign, "title": title, "meta": meta, "due": due, "verb": verb}

    return {
        "crumbs": [("待办", "")],
        "groups": [
            ("已逾期", "1 件", [row("late", "二食堂灶台燃气软管到期未换", "已告知校长陆怀民", m(12, 23), "去整改")]),
            ("今天", "12月24日 周四", [
                row("ret", "《告家长书》被区局退回", "缺“冰面溺水”内容 · 何静 09:12", m(12, 24), "去修改"),
                row("wait", "元旦寒假通知，8 项要求待签收", "待签收", m(12, 24, 12), "签收"),
                row("doing", "明早 07:10 南门护学岗缺 1 人", "办理中", m(12, 24, 18), "找人"),
            ]),
            ("接下来 7 天", "", [
                row("doing", "危化品柜双人盘点", "办理中", m(12, 28), "盘点"),
                row("wait", "交放假前矛盾纠纷排查表", "待签收", m(12, 30), "填报"),
            ]),
        ],
    }  # fmt: skip


def cast() -> dict[str, Any]:
    people = [
        ("沈知远", "安全处干部", "市教育局", "派通知、看落实、给重大隐患销号", 12),
        ("何静", "安全科长", "临漪区教育局", "签收转派、复核、催办", 9),
        ("周敏", "安全主任", "青禾中学", "今天要办的事、报隐患", 6),
        ("陆怀民", "校长", "青禾中学", "验收、签责任书", 2),
        ("梁建国", "总务主任", "青禾中学", "整改、交照片", 3),
        ("苏晓雨", "班主任", "青禾中学", "告家长书、报隐患", 1),
        ("江一帆", "值班员", "市教育局", "值班大屏、接报突发", 4),
        ("程立", "督查员", "市教育局", "随机抽查、现场检查", 2),
    ]
    return {
        "cast": [
            {"initial": n[0], "name": n, "post": p, "unit": u, "says": s, "count": c, "person_id": i}
            for i, (n, p, u, s, c) in enumerate(people)
        ],
        "city_name": "云汀市",
        "walk": [("派通知", "沈知远"), ("报隐患", "周敏"), ("整改", "梁建国"), ("验收", "陆怀民"), ("复核", "何静"), ("销号", "沈知远")],
    }  # fmt: skip


def devices() -> list[dict[str, Any]]:
    phone = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
    desk = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"
    return [
        {"user_agent": desk, "ip": "10.3.8.21", "is_current": True, "created_at": m(12, 24, 8, 2), "last_seen_at": AT},
        {"user_agent": phone, "ip": "10.3.9.7", "is_current": False, "created_at": m(12, 21, 19, 40), "last_seen_at": m(12, 23, 22)},
    ]


def refusal(request: HttpRequest) -> HttpResponse:
    context = {"title": "这一步不归你办。页面上写着轮到谁。", "advice": "没有改动任何东西。", "code": "E-step-role", "status": 403}
    return render(request, "web/refusal.html", context, status=403)


def pages() -> dict[str, Any]:
    from tests.web.gallery import generic

    days = ["12月11日", "12日", "13日", "14日", "15日", "16日", "17日", "18日", "19日", "20日", "21日", "22日", "23日", "今天"]
    new = [18, 22, 9, 4, 25, 31, 28, 24, 26, 11, 6, 33, 38, 21]
    closed = [16, 20, 12, 5, 19, 24, 29, 30, 22, 10, 8, 27, 36, 17]
    series = {
        "labels": days,
        "lines": [{"name": "新增", "values": new, "style": "dash"}, {"name": "办结", "values": closed, "style": "solid"}],
    }
    domains = [("消防", 118, 7), ("燃气", 64, 5), ("食品", 58, 2), ("建筑", 47, 1), ("校车", 39, 2), ("危化品", 36, 1)]
    return {
        "inbox": inbox(),
        "case": case(),
        "report": {"crumbs": [("隐患", "/listing/"), ("报隐患", "")]},
        "signs": {"crumbs": [("记号", "")], "early": m(12, 28), "soon": m(12, 24), "past": m(12, 23), "next_year": m(1, 29, year=2027)},
        "board": {"crumbs": [("全区一览", "")], "series": series, "domains": domains},
        "signin": cast(),
        "password": {"form": generic.Password()},
        "sessions": {"sessions": devices(), "session_count": 2, "show_last_seen_at": True},
        "refusal": refusal,
        "live": {"live_url": "/stream/"},
        "listing": generic.units,
        "record": generic.unit,
        "form": generic.edit,
    }
