"""Logging in, and how hard guessing is (trust.md T21, T23)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.accounts import Accounts, Device, Entered, Refused, network_of, token_hash
from bot.passwords import PasswordError, common_words, refuse_weak
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

    async def enter(
        self, password: str, *, name: str = "an", address: str = ADDRESS, device: Device | None = None
    ) -> Entered | Refused:
        return await self.accounts.enter(
            self.db, name=name, password=password, address=address, now=self.now, device=device
        )

    async def looked_at(self, address: str, n: int = 0) -> bool:
        """Whether a wrong password is looked at now."""
        async with self.db.transaction() as tx:
            _, who = self.accounts._measures("an", address, None)
            waits = await staff.wait_for(tx, who=who, now=self.now)
        await self.enter(f"sai-mat-khau-{n:02}", address=address)
        return not waits

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


async def test_guessing_slows_down(office: Office) -> None:
    """From the fifth failure at one place each makes the wait four times as long, up to a quarter of an hour."""
    waits = []
    for n in range(14):
        refused = await office.enter(f"sai-mat-khau-{n:02}")
        assert isinstance(refused, Refused)
        waits.append(refused.wait)
        office.now += refused.wait
    assert waits[:4] == [timedelta(0)] * 4
    assert waits[4:9] == [timedelta(seconds=s) for s in (1, 4, 16, 64, 256)]
    assert waits[-1] == max(waits) == timedelta(minutes=15)


async def test_who_guesses_without_end_from_one_network_keeps_nobody_out(office: Office) -> None:
    """For three hours somebody tries every ten seconds, whatever the wait: the owner comes in from elsewhere within a
    quarter of an hour each time, although nothing tells that it is the owner."""
    last_in, longest = office.now, timedelta(0)
    for n in range(3 * 360):
        await office.enter("sai-mat-khau-00")
        if n % 6 == 5 and isinstance(await office.enter(GOOD, address="198.51.100.1"), Entered):
            last_in = office.now
        longest = max(longest, office.now - last_in)
        office.now += timedelta(seconds=10)
    assert longest < timedelta(minutes=15)


async def test_who_has_a_thousand_networks_gets_no_more_guesses(office: Office) -> None:
    """Fewer than twenty passwords of strangers are looked at in an hour; a device of the owner comes in meanwhile."""
    cookie = office.accounts.remembered("an", NOW)
    looked, hour = 0, office.now + timedelta(hours=1)
    n = 0
    while office.now <= hour:
        looked += await office.looked_at(f"198.51.{n % 250}.1", n)
        n, office.now = n + 1, office.now + timedelta(seconds=10)
    assert looked < 20
    assert isinstance(await office.enter(GOOD, address="198.51.7.1"), Refused)
    device = office.accounts.device_of(cookie, office.now)
    assert isinstance(await office.enter(GOOD, address="198.51.7.1", device=device), Entered)


async def test_a_device_is_its_accounts_and_slows_down_as_well(office: Office) -> None:
    """Whoever took a cookie guesses no faster with it, and for another account it is nobody's."""
    device = office.accounts.device_of(office.accounts.remembered("an", NOW), NOW)
    assert device is not None
    for n in range(5):
        await office.enter(f"sai-mat-khau-{n:02}", device=device)
    assert isinstance(await office.enter(GOOD, device=device), Refused)
    strange = office.accounts.device_of(office.accounts.remembered("hoa", NOW), NOW)
    for n in range(5):
        await office.enter(f"sai-mat-khau-{n:02}", device=strange)
    assert isinstance(await office.enter(GOOD), Refused)
    assert isinstance(await office.enter(GOOD, address="198.51.100.1"), Entered)


def test_a_device_is_known_by_our_cookie_alone(sealer: Sealer) -> None:
    """None that was changed, made up, or is half a year old."""
    accounts = Accounts(sealer)
    cookie = accounts.remembered("an", NOW)
    assert accounts.device_of(cookie, NOW) is not None
    assert accounts.device_of(cookie, NOW + timedelta(days=181)) is None
    for given in ("", ".", "...", cookie[:-1], "x" + cookie, cookie + "x", "\udcff" + cookie, "é", "a" * 9999):
        assert accounts.device_of(given, NOW) is None


async def test_while_it_waits_even_the_right_password_is_not_looked_at(office: Office) -> None:
    """A try before its time is refused; it costs no check of a password and does not lengthen the wait."""
    for n in range(7):
        office.now += timedelta(minutes=1)
        await office.enter(f"sai-mat-khau-{n:02}")
    early = await office.enter(GOOD)
    assert isinstance(early, Refused)
    assert early.wait == timedelta(seconds=16)
    office.now += early.wait
    assert isinstance(await office.enter(GOOD), Entered)


async def test_many_tries_at_the_same_moment_are_counted_one_by_one(office: Office) -> None:
    """Of fifty wrong passwords at once only as many are looked at as one after the other would be."""
    tries = [office.enter(f"sai-mat-khau-{n:02}") for n in range(50)]
    refused = await asyncio.gather(*tries)
    async with office.db.transaction() as tx:
        place, _ = office.accounts._measures("an", ADDRESS, None)
        assert await staff.failures_of(tx, who=place) == staff.ONE_PLACE.free
    assert all(isinstance(one, Refused) for one in refused)


async def test_an_office_whose_people_come_in_is_not_slowed(office: Office) -> None:
    """Logins that go well take nothing from what their network may get wrong."""
    for _ in range(staff.NETWORK.free + 5):
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
        ("qwertyuiop123", "common"),
        ("abcdefghijkl", "common"),
        ("P@ssw0rd1234", "common"),
        ("football12345", "common"),
        ("AnhYêuEm-2026", "common"),
        ("1qaz2wsx3edc", "common"),
        ("xa9!xa9!xa9!", "common"),
        ("monkey dragon 1", "common"),
    ],
)
def test_weak_passwords_are_refused(password: str, reason: str) -> None:
    """With the reason that the command tells."""
    with pytest.raises(PasswordError, match=reason):
        refuse_weak(password)


@pytest.mark.parametrize("password", ["omar12345678", "Tran.Omar-rung-duoc", "0m4r-omar-rung-duoc"])
def test_the_accounts_name_is_in_no_password(password: str) -> None:
    """Nor a part of it; for somebody else the longer ones are good."""
    with pytest.raises(PasswordError, match="common"):
        refuse_weak(password, name="omar.tran")


def test_the_list_holds_words_as_they_are_compared() -> None:
    """Small letters without accents, hundreds of them."""
    assert len(common_words()) > 500
    assert all(word.isascii() and word.isalpha() and word.islower() and len(word) > 3 for word in common_words())


@pytest.mark.parametrize(
    "password", [GOOD, "con mèo ngủ trên mái", "Tr0ng-cay-ben-song", "X7#mPq2!vLz9", "correct horse battery staple"]
)
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
