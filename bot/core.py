"""What every command needs and no database: the book, the words, the understanding, the mind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry

from bot.advised import Advised, Waiting
from bot.errors import DataError
from bot.links_token import Tokens
from bot.mind import Mind
from bot.rasa_client import LEAST_SURE, RasaClient
from bot.wording import Wording
from flows.inspect import faults
from flows.loader import PROVINCES, load_book
from nlu.slots.places import Places
from nlu.understand import Interpreter
from storage.sealing import Sealer, secret_of

if TYPE_CHECKING:
    from bot.settings import Settings
    from flows.book import FlowBook
    from flows.types import Registration

LOCAL = "http://127.0.0.1:8080"
"""Where the pages are when nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Links:
    """Makes the address of a link that was handed over; the same one each time it is asked for."""

    tokens: Tokens
    public_url: str

    def __call__(self, registration: Registration) -> str:
        token = self.tokens.make(registration.id, expires=datetime.fromisoformat(registration.expires))
        return f"{self.public_url}/r/{token}"


@dataclass(frozen=True, slots=True)
class Core:
    """The thinking part of the bot, built from settings and files alone."""

    settings: Settings
    book: FlowBook
    wording: Wording
    interpreter: Interpreter
    sealer: Sealer
    links: Links
    mind: Mind
    registry: CollectorRegistry
    """what is counted before there are pages"""


def build(settings: Settings, *, local: str = LOCAL, waits: bool = False) -> Core:
    """Read the files and train or load the model. Raises `FlowError`, `ProvinceError` or `DataError`.

    `waits`: a command on the terminal, which may wait for Rasa while it understands.
    """
    if not (PROVINCES / settings.province / "province.yaml").is_file():
        known = ", ".join(sorted(p.parent.name for p in PROVINCES.glob("*/province.yaml")))
        raise DataError(f"CHAOVN_PROVINCE: {settings.province}? ({known})")
    book = load_book(settings.province)
    if found := faults(book):
        raise DataError("\n".join(f"{f.where}: {f.what}" for f in found))
    sealer = Sealer.of(secret(settings))
    links = Links(Tokens(sealer), settings.public_url or local)
    wording = Wording(book.province, web_page=links.public_url)
    registry = CollectorRegistry()
    interpreter = chosen_interpreter(settings, registry, waits=waits)
    coarse_on = frozenset({"telegram"} if settings.telegram_personal == "range" else ())
    mind = Mind(book, interpreter, wording, links, coarse_on=coarse_on)
    return Core(settings, book, wording, interpreter, sealer, links, mind, registry)


def secret(settings: Settings) -> str:
    """The key that everything is sealed with: from the settings, else made once under `VAR_DIR`."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    try:
        return secret_of(settings.var_dir)
    except OSError as error:
        raise DataError(f"CHAOVN_VAR_DIR: {settings.var_dir}: {error.strerror}") from None


def chosen_interpreter(settings: Settings, registry: CollectorRegistry, *, waits: bool) -> Interpreter:
    """The understanding that `CHAOVN_NLU` names; Rasa's has the embedded one within."""
    embedded = load_interpreter(settings)
    if settings.nlu == "embedded" or settings.rasa_url is None:
        return embedded
    token = None if settings.rasa_token is None else settings.rasa_token.get_secret_value()
    # Where Rasa's answer would have to be asked back ("A or B?"), the embedded engine may know better.
    sure = max(LEAST_SURE, embedded.model.limits.sure)
    rasa = RasaClient(settings.rasa_url, intents=embedded.intents, token=token, sure=sure)
    return (Waiting if waits else Advised)(embedded, rasa, registry)


def load_interpreter(settings: Settings) -> Interpreter:
    """The embedded understanding with the province's places."""
    places = Places.load(PROVINCES / settings.province / "communes.yaml", PROVINCES / "provinces.yaml")
    return Interpreter.load(cache=settings.var_dir, places=places)
