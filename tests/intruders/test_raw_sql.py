# ruff: noqa: E501
"""Whatever SQL somebody manages to slip into a query of the web's login: it shows what the person may see, and nothing more."""

from __future__ import annotations

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from anlan.kernel.acting import acting
from anlan.kernel.scope import RowPolicy
from tests.cast import START
from tests.green_rows import MARK, WORD
from tests.real_rows import owner_connection

pytestmark = pytest.mark.xdist_group("intruders")
STRANGERS = ("feng", "wu", "xu")


def scoped():
    """(table, policy) of every model under a policy."""
    return [(m._meta.db_table, c) for m in apps.get_models() for c in m._meta.constraints if isinstance(c, RowPolicy)]


def all_tables():
    with owner_connection() as owner:
        return [row[0] for row in owner.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()]


def test_the_tests_work_as_the_web_does(green, sql):
    assert sql("select session_user, current_user, current_setting('is_superuser')") == [("anlan_web", "anlan_web", "off")]


# what the frame reads before anybody acts, because an actor is made from it: who stands in for whom, which device shows which board
AT_THE_DOOR = {"presence_away", "board_screen"}


def test_outside_acting_nothing_shows_but_what_is_public(green, sql):
    for table, policy in scoped():
        if policy.reading != "true" and table not in AT_THE_DOOR:
            assert sql(f"select count(*) from {table}") == [(0,)], table
    for table in ("ledger_head", "ledger_entry", "ledger_payload", "ledger_anchor"):
        assert sql(f"select count(*) from {table}") == [(0,)], table


def test_no_table_shows_a_text_of_green_school_to_a_stranger(green, sql, inside):
    tables = all_tables()
    with owner_connection() as owner:
        holding = [
            t for t in tables if owner.execute(f"select exists (select 1 from {t} x where x::text like %s)", [f"%{MARK}%"]).fetchone()[0]
        ]
    assert len(holding) >= 8  # the test is worth something
    for who in STRANGERS:
        with inside(who):
            for table in holding:
                assert sql(f"select count(*) from {table} x where x::text like %s", [f"%{MARK}%"]) == [(0,)], (who, table)


@pytest.mark.parametrize(
    "statement",
    [
        "select p.name from org_unit u join places_place p on p.unit_id = u.id",
        "select p.name from org_unit u left join lateral (select name from places_place where unit_id = u.id) p on true where p.name is not null",
        "select title from cases_case union all select name from places_place union all select body from ledger_payload",
        "with recursive r as (select id, title from cases_case union select c.id, c.title from cases_case c join r on r.id = c.parent_id) select title from r",
        "select string_agg(title, ',') over () from cases_case",
        "select (select string_agg(title, ',') from cases_case) from org_unit limit 1",
        "select query_to_xml('select title from cases_case', true, true, '')::text",
        "select table_to_xml('cases_case', true, true, '')::text",
        "select word from ts_stat('select to_tsvector(title) from cases_case')",
        "select most_common_vals::text from pg_stats where tablename in ('cases_case', 'places_place', 'ledger_payload')",
        "select e.payload::text || p.body from ledger_entry e join ledger_payload p using (unit_id, seq)",
        "select c.title from cases_search('暗号', 100) s join cases_case c on c.id = s.id",
        "select id::text || 'x' from cases_search('暗号', 100000)",
    ],
)  # fmt: skip
def test_no_shape_of_query_shows_more(green, sql, inside, statement):
    for who in ("feng", "xu"):
        with inside(who):
            try:
                with transaction.atomic():
                    shown = str(sql(statement))
            except DatabaseError:
                shown = ""
            assert MARK not in shown
            if "cases_search('暗号', 100000)" in statement:
                assert shown == "[]"


def test_a_condition_that_fails_on_another_schools_rows_is_never_reached(green, sql, inside):
    with inside("feng"):
        sql("select 1 from places_place where 1 / (case when name like '%秘语%' then 0 else 1 end) = 1")
        sql("select 1 from cases_case where cast(case when title like '%秘语%' then 'x' else '1' end as int) = 1")


@pytest.mark.parametrize(
    "statement",
    [
        "select set_config('anlan.paths', '1.', true)",
        "select 1 from places_place where set_config('anlan.paths', '1.', true) is not null",
        "update pg_settings set setting = '1.' where name = 'anlan.paths'",
        "select query_to_xml('select set_config(''anlan.paths'', ''1.'', true)', true, true, '')",
        "select query_to_xml('set anlan.paths = ''1.''', true, true, '')",
        "select cursor_to_xml('c', 1, true, true, '')",
        "alter role anlan_web set anlan.paths = '1.'",
        "alter database postgres set anlan.paths = '1.'",
        "set role anlan_worker",
        "set role anlan_owner",
        "set session authorization anlan_worker",
        "set local session authorization anlan_owner",
        "alter role anlan_web bypassrls",
        "grant anlan_worker to anlan_web",
        "set row_security = off; select * from places_place",
        "alter table places_place disable row level security",
        "drop policy places_place_read on places_place",
        "create policy mine on places_place using (true)",
        "alter table places_place owner to anlan_web",
        "create function f() returns int language sql security definer as 'select 1'",
        "create extension dblink",
        "create table public.mine (id int)",
        "truncate places_place",
        "truncate ledger_entry",
        "drop function ledger_append(jsonb)",
        "alter table ledger_entry disable trigger user",
        "copy places_place to program 'cat'",
        "copy places_place from program 'cat'",
        "copy places_place to '/tmp/anlan-places'",
        "select pg_read_file('/etc/passwd')",
        "select pg_ls_dir('/')",
        "select lo_import('/etc/passwd')",
        "select pg_terminate_backend(pid) from pg_stat_activity where usename <> 'anlan_web' and pg_terminate_backend(pid)",
        "select passwd from pg_shadow",
        "select * from pg_statistic",
        "select query from pg_stat_activity",
        "insert into kernel_setting (key, value) values ('engine.paused', '\"x\"')",
        "update kernel_setting set value = '0' where key = 'clock.offset_seconds'",
        "delete from kernel_setting",
        "insert into ledger_head values (1, 1, '')",
        "update ledger_entry set verb = 'x'",
        "delete from ledger_payload",
        "insert into ledger_root values ('2026-01-01', 1, 1, '', now())",
        "insert into ledger_anchor values (1, '2026-01-01', 1, '')",
        "delete from ledger_anchor",
        "select * from ledger_anchor_heads('2026-12-16')",
        "delete from people_person",
        "delete from django_migrations",
        "insert into auth_group (name) values ('x')",
    ],
)  # fmt: skip
def test_what_the_webs_login_must_not_do_is_refused(green, sql, inside, statement):
    with inside("feng"), pytest.raises(DatabaseError), transaction.atomic():
        if not (found := sql(statement)) and "pg_terminate" in statement:
            raise DatabaseError("nothing to end")
        assert not found, found


WIDER = ["set local anlan.paths = '1.'", "set anlan.paths = '1.'", "set session anlan.person = '1'", "reset role", "commit", "select 1"]


@pytest.mark.parametrize("second", WIDER)
def test_a_second_statement_behind_a_semicolon_is_refused_and_changes_nothing(green, sql, inside, second):
    """A text that slipped into a query ends it and goes on with one of its own: the way round the revoked set_config()."""
    from django.db.models.expressions import RawSQL

    from anlan.registers.places.models import Place

    evil = f"x' or true; {second}; --"
    ways = [
        lambda: sql(f"select name from places_place where name = '{evil}'"),
        lambda: sql(f"select name from places_place where name = '{evil}' and unit_id = %s", [green.pk("hill")]),
        lambda: sql(f"update places_place set name = name where name = '{evil}' and unit_id = %s", [green.pk("hill")]),
        lambda: list(Place.objects.raw(f"select * from places_place where name = '{evil}'")),
        lambda: list(Place.objects.extra(where=[f"name = '{evil}'"])),
        lambda: list(Place.objects.annotate(x=RawSQL(f"name = '{evil}'", ())).values_list("x")),
        lambda: list(Place.objects.extra(where=[f"name = '{evil}'"]).iterator()),
    ]
    with inside("feng"):
        for way in ways:
            with pytest.raises(DatabaseError, match=r"multiple commands|syntax"), transaction.atomic():
                way()
            assert sql("select count(*) from places_place") == [(1,)]
            assert sql("select current_setting('anlan.person'), current_user") == [(str(green.cast.people["feng"].pk), "anlan_web")]


def test_a_copy_takes_no_second_statement_either(green, inside):
    def copied(text):
        with connection.cursor() as cursor, cursor.copy(text) as stream:
            return b"".join(bytes(part) for part in stream)

    with inside("feng"):
        assert copied("copy (select 'ours') to stdout") == b"ours\n"
        with pytest.raises((DatabaseError, psycopg.Error), match="multiple commands"), transaction.atomic():
            copied("copy (select 'ours') to stdout; set local anlan.paths = '1.'")


@pytest.mark.parametrize("statement", ["reset role", "set role none", "set local role none", "reset session authorization", "discard all"])
def test_stepping_back_to_the_login_gains_nothing(green, sql, inside, statement):
    """In a server the login is the web's own: there is nothing to fall back to."""
    with inside("feng"):
        before = sql("select count(*) from places_place")
        try:
            with transaction.atomic():
                sql(statement)
        except DatabaseError:
            pass
        assert sql("select session_user, current_user") == [("anlan_web", "anlan_web")]
        assert sql("select count(*) from places_place") == before == [(1,)]


def test_a_copy_out_holds_only_what_is_ones_own(green, inside):
    with inside("feng"), connection.cursor() as cursor, cursor.copy("copy (select * from places_place) to stdout") as stream:
        assert MARK not in b"".join(bytes(part) for part in stream).decode()
    with inside("feng"), connection.cursor() as cursor, cursor.copy("copy cases_case to stdout") as stream:
        assert MARK not in b"".join(bytes(part) for part in stream).decode()


def test_a_copy_in_is_refused(green, inside):
    copy = "copy places_place (unit_id, unit_path, name) from stdin"
    with pytest.raises((DatabaseError, psycopg.Error)), inside("feng"), connection.cursor() as cursor, cursor.copy(copy) as stream:
        stream.write(f"{green.pk('green')}\t{green.cast.units['green'].unit_path}\tx\n".encode())


def test_two_connections_of_the_web_do_not_see_each_others_statements(green, sql, inside):
    """Statements hold what people typed: who slips a query in must not read those of others."""
    from tests.green_rows import login_of

    login = login_of("web")
    with psycopg.connect(
        host=connection.settings_dict["HOST"], port=connection.settings_dict["PORT"], dbname=connection.settings_dict["NAME"],
        user=login["USER"], password=login["PASSWORD"],
    ) as other:  # fmt: skip
        other.execute(f"select '{MARK}'")
        for statement in (
            "select query from pg_stat_activity",
            "select pg_stat_get_backend_activity(s.id) from generate_series(1, 50) s(id)",
        ):
            with inside("feng"), pytest.raises(DatabaseError), transaction.atomic():
                sql(statement)


def test_nested_acting_gives_back_what_was_also_after_a_failure(green, sql):
    cast = green.cast
    with transaction.atomic(), acting(cast.actor("zhao", START)):
        seen = sql("select count(*) from places_place")
        with pytest.raises(ZeroDivisionError), acting(cast.actor("feng", START)):
            assert sql("select count(*) from places_place") == [(1,)]
            raise ZeroDivisionError
        assert sql("select count(*) from places_place") == seen
        with pytest.raises(DatabaseError), acting(cast.actor("feng", START)):
            sql("select 1/0")
        assert sql("select current_setting('anlan.person')") == [(str(cast.people["zhao"].pk),)]
    with transaction.atomic():
        assert sql("select count(*) from places_place") == [(0,)]


def test_a_view_that_streams_rows_is_refused(green, rf):
    from django.http import StreamingHttpResponse

    from anlan.kernel.acting import may
    from anlan.registers.places.models import Place

    @may("stream")
    def view(request):
        return StreamingHttpResponse(place.name for place in Place.objects.iterator())

    request = rf.get("/")
    request.actor = green.cast.actor("chen", START)
    with pytest.raises(TypeError, match="stream"):
        view(request)


# ── functions that run with the owner's rights ─────────────────────────────────────────────────────────────────────────

# returns_twins, hazards_times and cases_search apply the scope themselves; channels_bound and channels_sealed answer one exact question at the
# door, where nobody acts, and nothing inside; tips_* are the door of people without an account; keys_drop_factors is for who keeps one
DEFINERS = {
    "ledger_append", "ledger_anchor_heads", "ledger_case_broken", "cases_search", "returns_twins", "channels_bound", "channels_sealed",
    "hazards_times", "keys_drop_factors", "tips_door", "tips_facts", "tips_forget", "tips_may", "tips_read", "tips_write",
}  # fmt: skip


def test_every_function_with_the_owners_rights_is_known_and_pins_its_search_path(green):
    with owner_connection() as owner:
        rows = owner.execute(
            "select p.proname, array_to_string(p.proconfig, ' '), has_function_privilege('public', p.oid, 'execute') from pg_proc p "
            "where p.prosecdef and p.pronamespace = 'public'::regnamespace and p.prorettype <> 'trigger'::regtype"
        ).fetchall()
    ours = {name for name, _config, _public in rows if not name.startswith("procrastinate_")}
    assert ours == DEFINERS, "say here what a new one may do, and try to abuse it below"
    for name, config, public in rows:
        if name in DEFINERS:
            assert "search_path=pg_catalog" in config and not public, name


def test_whether_a_row_stands_elsewhere_too_is_told_only_to_who_holds_it(green, sql, inside):
    mine, hill = green.pk("return_sheet"), green.cast.units["hill"].unit_path
    with owner_connection() as owner:
        owner.execute("update returns_row set told = 'same' where case_id = %s", [mine])
        twin = 'insert into returns_row (case_id, unit_path, round_id, "order", values, told) values (%s, %s, %s, 1, %s, %s)'
        owner.execute(twin, [green.pk("hill_case"), hill, green.pk("return"), "{}", "same"])
    try:
        asked = [green.pk("return"), mine, ["same", "other"]]
        for who in STRANGERS:
            with inside(who):
                assert sql("select * from returns_twins(%s, %s, %s)", asked) == []
        with inside("chen"):
            assert sql("select * from returns_twins(%s, %s, %s)", asked) == [("same",)]
            assert sql("select * from returns_twins(%s, %s, %s)", [*asked[:2], ["other"]]) == []
    finally:
        with owner_connection() as owner:
            owner.execute("delete from returns_row where unit_path = %s", [hill])
            owner.execute("update returns_row set told = '' where case_id = %s", [mine])


def test_what_the_door_asks_is_answered_at_the_door_alone(green, sql, inside):
    service = green.pk("service")
    ask = "select channels_bound(%s, 'u-chen'), channels_sealed(%s) is not null"
    assert sql(ask, [service, service]) == [(green.cast.people["chen"].pk, True)]
    for who in (*STRANGERS, "chen", "lin"):
        with inside(who):
            assert sql(ask, [service, service]) == [(None, False)], who
    with inside("chen"):
        assert sql("select count(*) from channels_secret") == [(0,)] and sql("select count(*) from channels_binding") == [(1,)]
    with inside("feng"):
        assert sql("select count(*) from channels_binding") == [(0,)]


def test_search_finds_nothing_for_nobody_and_for_a_stranger(green, sql, inside):
    assert sql("select * from cases_search(%s, 100)", [WORD]) == []
    for who in STRANGERS:
        with inside(who):
            assert sql("select * from cases_search(%s, 100)", [WORD]) == []
            found = {row[0] for row in sql("select * from cases_search(%s, 100)", ["' | @1.01. & !('x')"])}
            assert not found & {green.pk(name) for name in ("errand", "errand_done", "hazard", "minor", "major", "task")}
    with inside("chen"):
        assert len(sql("select * from cases_search(%s, 100)", [WORD])) >= 6


def test_only_who_sees_a_case_hears_whether_its_record_holds(green, sql, inside):
    ask = "select * from ledger_case_broken(%s)"
    for name in ("errand", "major", "task"):
        with inside("chen"):
            assert sql(ask, [green.pk(name)]) == []
        for who in STRANGERS:
            with inside(who), pytest.raises(DatabaseError), transaction.atomic():
                sql(ask, [green.pk(name)])
    with inside("su"):  # reach 'own': what she opened herself, and no other
        assert sql(ask, [green.pk("hazard")]) == []
        with pytest.raises(DatabaseError), transaction.atomic():
            sql(ask, [green.pk("errand")])
    with transaction.atomic(), pytest.raises(DatabaseError):
        sql(ask, [green.pk("errand")])


def entry(green, unit, who, **more):
    import json

    row = {"unit": green.pk(unit), "at": START.isoformat(), "actor": green.cast.people[who].pk if who else 0, "verb": "case.note",
           "case": None, "was": None, "now": None, "salt": "00", "payload": '{"note": "forged"}', **more}  # fmt: skip
    return [json.dumps([row])]


APPEND = "select ledger_append(%s::jsonb)"


def test_the_ledger_takes_ones_own_deeds_in_ones_own_unit(green, sql, inside):
    with inside("feng"):
        assert sql(APPEND, entry(green, "hill", "feng")) == [(1,)]
    with inside("xu"), pytest.raises(DatabaseError), transaction.atomic():
        sql(APPEND, entry(green, "green", "xu", case=green.pk("errand")))
    with inside("su"):  # reach 'own': what she opened herself
        assert sql(APPEND, entry(green, "green", "su", case=green.pk("hazard"))) == [(1,)]


@pytest.mark.parametrize(
    ("unit", "who", "case"),
    [
        ("hill", "chen", None),
        ("hill", "", None),
        ("green", "feng", None),
        ("green", "feng", "errand"),
        ("hill", "feng", "errand"),
        ("hill", "feng", 10**9),
    ],
)
def test_the_ledger_takes_no_entry_in_anothers_name_unit_or_case(green, sql, inside, unit, who, case):
    with inside("feng"), pytest.raises(DatabaseError), transaction.atomic():
        sql(APPEND, entry(green, unit, who, case=green.ids.get(case, case)))


def test_the_ledger_takes_nothing_from_nobody(green, sql):
    with transaction.atomic(), pytest.raises(DatabaseError):
        sql(APPEND, entry(green, "hill", ""))
