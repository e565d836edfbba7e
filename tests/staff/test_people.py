"""Accounts, as an admin keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.staff.office import MINE, PASSWORD

if TYPE_CHECKING:
    from tests.staff.office import Office

NEW = {"name": "nguyen.an", "role": "officer", "password": PASSWORD, "commune": MINE, "source": ""}


async def test_an_account_is_made_bound_closed_and_opened(house: Office) -> None:
    """Its owner comes in, is out when it is closed, and in again; each deed is noted without the password."""
    admin, person = await house.person("lan", "admin"), await house.somebody()
    assert (await admin.post("/staff/accounts/add", NEW))[1].endswith("done=account")
    assert await person.login("nguyen.an") == 303
    assert (await person.get("/staff/overview?commune=31834"))[0] == 404
    assert (await admin.post("/staff/accounts/nguyen.an/close"))[1].endswith("done=closed")
    assert (await person.get("/staff/overview"))[0] == 401
    assert await person.login("nguyen.an") == 401
    assert (await admin.post("/staff/accounts/nguyen.an/open"))[1].endswith("done=opened")
    assert await person.login("nguyen.an") == 303
    assert await house.audited("staff.add")
    assert "ghe-go" not in repr([await house.audited(f"staff.{deed}") for deed in ("add", "disable", "enable")])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "Nguyen An"}, "name"),
        ({"name": "lan"}, "taken"),
        ({"role": "admin"}, "bound_admin"),
        ({"password": "ngan"}, "password_short"),
        ({"password": "matkhau12345"}, "password_common"),
    ],
)
async def test_what_is_wrong_is_said(house: Office, wrong: dict[str, str], said: str) -> None:
    """And nothing is made."""
    admin = await house.person("lan", "admin")
    assert (await admin.post("/staff/accounts/add", NEW | wrong))[1].endswith(f"missed={said}")
    assert 'name="password"' in (await admin.get(f"/staff/accounts?missed={said}"))[1]
    assert "nguyen.an</b>" not in (await admin.get("/staff/accounts"))[1]


async def test_made_up_choices_are_refused(house: Office) -> None:
    """A role, a commune or a source that the form does not offer."""
    admin = await house.person("lan", "admin")
    for wrong in ({"role": "root"}, {"commune": "99999"}, {"commune": "", "source": "khong-co"}):
        assert (await admin.post("/staff/accounts/add", NEW | wrong))[0] == 400


async def test_the_last_admin_and_oneself_stay(house: Office) -> None:
    """Somebody can always let the others in again."""
    admin = await house.person("lan", "admin")
    await house.account("mai", "admin")
    assert (await admin.post("/staff/accounts/lan/close"))[1].endswith("missed=last_admin")
    assert (await admin.post("/staff/accounts/mai/close"))[1].endswith("done=closed")
    assert (await admin.post("/staff/accounts/khong-co/close"))[0] == 404


async def test_a_forgotten_password_is_set_anew(house: Office) -> None:
    """The old one opens nothing any more."""
    admin, person = await house.person("lan", "admin"), await house.person("an")
    new = "muoi-hai-con-vit-troi"
    assert (await admin.post("/staff/accounts/an/password", {"password": new}))[1].endswith("done=password")
    assert (await person.get("/staff/me"))[0] == 401
    assert await person.login("an") == 401
    assert await person.login("an", new) == 303


async def test_the_audit_log_is_read_page_by_page(house: Office) -> None:
    """Newest first, by deed and by who did it."""
    admin = await house.person("lan", "admin")
    for n in range(105):
        await house.account(f"so{n:03}") if n < 3 else await admin.post("/staff/channels/web/on")
    _, page = await admin.get("/staff/audit")
    assert "đăng nhập" in page
    _, filtered = await admin.get("/staff/audit?action=staff.add&actor=test")
    assert filtered.count('<tr><th scope="row">') == 4
    assert (await admin.get("/staff/audit?before=x"))[0] == 400
