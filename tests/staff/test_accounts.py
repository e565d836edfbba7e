"""Logging in, and how hard guessing is (trust.md T21, T23)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.accounts import Accounts, Entered, PasswordError, Refused, network_of, refuse_weak, token_hash
from storage import audit, staff
from tests.conftest import NOW

if TYPE_CHECKING:
    from datetime import datetime

    from storage.db import Database
    from storage.sealing import Sealer

GOOD = "ghe-go-xanh-buoi-sang"
ADDRESS = "203.0.113.7"


class Office:
    """An office with one officer, and a clock that is moved by hand."""

    def __init__(self, db: Database, sealer: Sealer) -> None:
        self.db, self.accounts, self.now = db, Accounts(sealer), NOW

    async def open(self) -> None:
        assert await self.accounts.add(self.db, name="an", role="officer", password=GOOD, by="test", now=NOW)

    async def enter(self, password: str, *, name: str = "an", address: str = ADDRESS) -> Entered | Refused:
        return await self.accounts.enter(self.db, name=name, password=password, address=address, now=self.now)

    async def whose(self, token: str, now: datetime | None = None) -> str | None:
        async with self.db.transaction() as tx:
            found = await staff.whose(tx, token_hash=token_hash(token), now=now or self.now)
        return None if found is None else found.name


@pytest.fixture
async def office(db: Database, sealer: Sealer) -> Office:
    found = Office(db, sealer)
    await found.open()
    return found


async def test_the_right_password_opens_a_session(office: Office) -> None:
    """The token of the cookie is the account's, and each login has a token of its own."""
    first, second = await office.enter(GOOD), await office.enter(GOOD)
    assert isinstance(first, Entered)
    assert isinstance(second, Entered)
    assert first.token != second.token
    assert await office.whose(first.token) == "an"
    assert await office.whose("x" * 43) is None


async def test_an_account_is_made_once(office: Office) -> None:
    """A second account of the same name is refused and changes no password."""
    again = await office.accounts.add(
        office.db, name="an", role="admin", password="mot-mat-khau-khac-han", by="test", now=NOW
    )
    assert not again
    assert isinstance(await office.enter(GOOD), Entered)


async def test_guessing_slows_down_and_the_owner_comes_in_elsewhere(office: Office) -> None:
    """From the fifth failure each doubles the wait; within a quarter of an hour the owner comes in from elsewhere."""
    waits = []
    for n in range(14):
        refused = await office.enter(f"sai-mat-khau-{n:02}")
        assert isinstance(refused, Refused)
        waits.append(refused.wait)
        office.now += refused.wait
    assert waits[:4] == [timedelta(0)] * 4
    assert waits[4:8] == [timedelta(seconds=s) for s in (1, 2, 4, 8)]
    assert max(waits) <= timedelta(minutes=15)
    office.now += timedelta(minutes=15)
    assert isinstance(await office.enter(GOOD, address="198.51.100.1"), Entered)


async def test_while_it_waits_even_the_right_password_is_not_looked_at(office: Office) -> None:
    """A try before its time is refused; it costs no check of a password and does not lengthen the wait."""
    for n in range(7):
        office.now += timedelta(minutes=1)
        await office.enter(f"sai-mat-khau-{n:02}")
    early = await office.enter(GOOD)
    assert isinstance(early, Refused)
    assert early.wait == timedelta(seconds=4)
    office.now += early.wait
    assert isinstance(await office.enter(GOOD), Entered)


async def test_many_tries_at_the_same_moment_are_counted_one_by_one(office: Office) -> None:
    """Of fifty wrong passwords at once only as many are looked at as one after the other would be."""
    tries = [office.enter(f"sai-mat-khau-{n:02}") for n in range(50)]
    refused = await asyncio.gather(*tries)
    async with office.db.transaction() as tx:
        account, _ = office.accounts._keys("an", ADDRESS)
        assert await staff.failures_of(tx, who=account) == staff.FREE_FAILURES
    assert all(isinstance(one, Refused) for one in refused)


async def test_an_office_whose_people_come_in_is_not_slowed(office: Office) -> None:
    """Logins that go well take nothing from what their network may get wrong."""
    for _ in range(staff.FREE_OF_NETWORK + 5):
        assert isinstance(await office.enter(GOOD), Entered)


async def test_a_network_that_tries_many_names_is_slowed_too(office: Office) -> None:
    """One try for each of many names from one network waits like many tries for one name."""
    last = None
    for n in range(30):
        last = await office.enter("sai-mat-khau-00", name=f"ten{n}", address=f"203.0.113.{n}")
        assert isinstance(last, Refused)
        if last.wait > timedelta(seconds=30):
            break
        office.now += last.wait
    assert isinstance(last, Refused)
    assert last.wait > timedelta(seconds=30)


async def test_a_session_ends_by_silence_by_age_and_with_its_account(office: Office) -> None:
    """Half an hour of silence, eight hours in all, a new password and a closed account each end it."""
    tokens = []
    for _ in range(3):
        entered = await office.enter(GOOD)
        assert isinstance(entered, Entered)
        tokens.append(entered.token)
    assert await office.whose(tokens[0], NOW + timedelta(minutes=29)) == "an"
    assert await office.whose(tokens[1], NOW + timedelta(minutes=31)) is None
    at = NOW
    while at < NOW + timedelta(hours=8):
        alive = await office.whose(tokens[0], at)
        assert alive == "an"
        at += timedelta(minutes=20)
    assert await office.whose(tokens[0], NOW + timedelta(hours=8, seconds=1)) is None
    assert await office.accounts.change_password(
        office.db, name="an", password="mot-mat-khau-khac-han", by="test", now=NOW
    )
    assert await office.whose(tokens[2]) is None


async def test_a_closed_account_cannot_come_in(office: Office) -> None:
    """With the right password it is refused as if it were wrong, and what is open closes."""
    entered = await office.enter(GOOD)
    assert isinstance(entered, Entered)
    async with office.db.transaction() as tx:
        assert await staff.disable(tx, name="an", now=NOW)
    assert await office.whose(entered.token) is None
    assert isinstance(await office.enter(GOOD), Refused)


async def test_a_name_that_is_no_account_is_not_written_down(office: Office) -> None:
    """It may be a password in the wrong field."""
    for _ in range(5):
        await office.enter("sai-mat-khau-00", name="mat-khau-cua-toi")
    async with office.db.transaction() as tx:
        deeds = await audit.recent(tx)
    assert any(deed.action == "login.failed" for deed in deeds)
    assert "mat-khau-cua-toi" not in repr(deeds)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("ngan", "short"),
        ("a" * 257, "long"),
        ("123456789012", "common"),
        ("matkhau12345", "common"),
        ("Password-2026!", "common"),
        ("aaaaaaaabbbb", "common"),
    ],
)
def test_weak_passwords_are_refused(password: str, reason: str) -> None:
    """With the reason that the command tells."""
    with pytest.raises(PasswordError, match=reason):
        refuse_weak(password)


@pytest.mark.parametrize("password", [GOOD, "con mèo ngủ trên mái", "Tr0ng-cay-ben-song"])
def test_long_words_of_ones_own_are_taken(password: str) -> None:
    """Accents, spaces and plain letters are all fine."""
    refuse_weak(password)


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.7", "203.0.113.0/24"), ("2001:db8:1:2::1", "2001:db8:1::/48"), ("unix", "?")],
)
def test_addresses_are_taken_by_their_network(address: str, network: str) -> None:
    """Whoever holds a network holds all of its addresses."""
    assert network_of(address) == network
