"""Play both sides by hand: `python -m tests.doubles telegram`; `--help` tells the rest."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import sys
import threading
from typing import TYPE_CHECKING, Any

from tests.doubles import NotOnThisNetworkError, TelegramDouble, ZaloBotDouble, ZaloOaDouble

if TYPE_CHECKING:
    from tests.doubles import Person, Reply

DOUBLES = {"telegram": TelegramDouble, "zalo_oa": ZaloOaDouble, "zalo_bot": ZaloBotDouble}
HELP = """Type what the user says. /tap N · /start [REF] · /edit TEXT · /media sticker|photo|voice|file|location|contact
/block · /unblock · /as NAME (another person) · /quit"""


class Table:
    """One double, and the person at the keyboard."""

    def __init__(self, double: Any) -> None:
        self.double = double
        self.person: Person = double.person("An")
        self._shown: dict[str, int] = {}

    async def show(self) -> None:
        """Print what the bot says, as it comes."""
        while True:
            replies = self.person.replies()
            for reply in replies[self._shown.get(self.person.name, 0) :]:
                print(shown(reply), flush=True)
            self._shown[self.person.name] = len(replies)
            await asyncio.sleep(0.05)

    async def hear(self, line: str) -> bool:
        """Do what one line of the terminal says; False ends."""
        word, _, rest = line.partition(" ")
        if word == "/quit":
            return False
        if word == "/as":
            self.person = self.double.person(rest or "An")
            return True
        try:
            await self._act(word, rest, line)
        except (LookupError, NotOnThisNetworkError) as error:
            print(f"! {error}", flush=True)
        return True

    async def _act(self, word: str, rest: str, line: str) -> None:
        person: Any = self.person
        match word:
            case "/tap":
                await person.tap(int(rest) if rest.isdecimal() else rest)
            case "/start":
                await person.start(rest or None)
            case "/edit" | "/media":
                await getattr(person, word[1:])(rest)
            case "/block" | "/unblock":
                await getattr(person, word[1:])()
            case _ if line.strip():
                await person.say(line)


def shown(reply: Reply) -> str:
    """A bubble on the terminal: choices numbered unless the text numbers them itself."""
    lines = [f"< {line}" for line in reply.text.splitlines()]
    if not all(label in reply.text for label in reply.labels):
        lines += [f"    [{n}] {label}" for n, label in enumerate(reply.labels, 1)]
    if reply.link is not None and reply.link not in reply.text:
        lines.append(f"    [→] {reply.link}")
    return "\n".join(lines)


async def play(name: str, port: int, webhook: str | None, secret: str | None) -> None:
    """Run a double until `/quit` or the end of the input."""
    double: Any = DOUBLES[name](port=port, **secret_of(name, secret))
    async with double:
        for key, value in {**double.settings(), **way_of(name, webhook)}.items():
            print(f"{key}={value}")
        if webhook is not None:
            await double.deliver_to(webhook)
        print(HELP, flush=True)
        table = Table(double)
        showing = asyncio.create_task(table.show())
        lines = typed()
        while (line := await lines.get()) and await table.hear(line.rstrip("\n")):
            pass
        await asyncio.sleep(0.3)
        showing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await showing


def way_of(name: str, webhook: str | None) -> dict[str, str]:
    """The settings of how messages reach the product: by its webhook, or fetched where the network allows that."""
    if webhook is None and name != "zalo_oa":
        return {f"CHAOVN_{name.upper()}_MODE": "polling"}
    return {"CHAOVN_PUBLIC_URL": "http://127.0.0.1:8080" if webhook is None else webhook.partition("/webhooks/")[0]}


def typed() -> asyncio.Queue[str]:
    """The lines of the terminal as they are typed, an empty one at the end. A thread of its own reads them: one of the
    loop's would keep Ctrl-C waiting for the next line."""
    lines: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        for line in itertools.chain(sys.stdin, [""]):
            loop.call_soon_threadsafe(lines.put_nowait, line)

    threading.Thread(target=read, daemon=True).start()
    return lines


def secret_of(name: str, secret: str | None) -> dict[str, str]:
    """The double's argument for the secret that signs its deliveries."""
    if secret is None:
        return {}
    return {"secret_key" if name == "zalo_oa" else "secret": secret}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.doubles", description=__doc__, epilog=HELP)
    parser.add_argument("network", choices=sorted(DOUBLES))
    parser.add_argument("--port", type=int, default=9001)
    parser.add_argument("--webhook", help="where the product hears, e.g. http://127.0.0.1:8080/webhooks/telegram")
    parser.add_argument("--secret", help="of the webhook; the settings printed at the start hold it")
    given = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(play(given.network, given.port, given.webhook, given.secret))


if __name__ == "__main__":
    main()
