"""The settings: read once from the environment and `.env`, frozen, checked by name."""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from dotenv import dotenv_values
from pydantic import SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError
from yarl import URL

from bot.errors import SettingsError
from bot.networks import networks
from bot.settings_words import English, Vietnamese
from storage.address import MODES, parsed
from storage.sealing import Sealer

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX: Final = "CHAOVN_"
ELSEWHERE: Final = frozenset({"STAFF_PASSWORD", "CRASH_AT", "CRASH_ONCE"})
"""names with our prefix that are read in other places"""

MASK: Final = "********"
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
_BOT = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,30}[Bb][Oo][Tt]", re.ASCII)
_ZALO_ID = re.compile(r"\d{5,25}", re.ASCII)
_BOT_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]+", re.ASCII)
_WORD = re.compile(r"[!-~]+")
"""what can stand in a header or an address as it is"""
_NAME = re.compile(r"[a-z][a-z_]*")


class Settings(BaseSettings):
    """Every setting, by its name without the prefix. Build it with `load`."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    env: Literal["development", "production"] = "development"
    database_url: SecretStr | None = None
    var_dir: Path = Path("var")
    public_url: str | None = None
    trusted_proxies: str | None = None
    secret_key: SecretStr | None = None
    province: str = "ca_mau"
    lang: Literal["vi", "en"] = "vi"
    nlu: Literal["embedded", "rasa"] = "embedded"
    rasa_url: str | None = None
    rasa_token: SecretStr | None = None
    telegram_token: SecretStr | None = None
    telegram_secret: SecretStr | None = None
    telegram_base_url: str = "https://api.telegram.org/bot"
    telegram_proxy: SecretStr | None = None
    telegram_mode: Literal["webhook", "polling"] = "webhook"
    telegram_name: str | None = None
    telegram_personal: Literal["ask", "range"] = "ask"
    zalo_oa_id: str | None = None
    zalo_oa_app_id: str | None = None
    zalo_oa_secret_key: SecretStr | None = None
    zalo_oa_app_secret: SecretStr | None = None
    zalo_oa_refresh_token: SecretStr | None = None
    zalo_oa_base_url: str = "https://openapi.zalo.me"
    zalo_oa_auth_url: str = "https://oauth.zaloapp.com"
    zalo_oa_buttons: bool = False
    zalo_bot_token: SecretStr | None = None
    zalo_bot_secret: SecretStr | None = None
    zalo_bot_base_url: str = "https://bot-api.zaloplatforms.com/bot"
    bkns_key: SecretStr | None = None
    bkns_base_url: str = "https://whois.bkns.vn"
    zalo_bot_mode: Literal["webhook", "polling"] = "webhook"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the library's signature, here and below
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load` hands over: it reads environment and file once, for unknown names as well."""
        return (init_settings,)

    @field_validator("database_url")
    @classmethod
    def _postgres(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return value
        form = "postgresql://user:password@host/name"
        try:
            kind = make_url(value.get_secret_value()).get_backend_name()
        except (ArgumentError, ValueError):  # the library's own words quote a part of the password
            kind = ""
        if kind not in ("postgresql", "postgres"):
            raise ValueError(form)
        try:
            parsed(value.get_secret_value())
        except OSError:
            raise ValueError(f"{form}?sslmode=verify-full&sslrootcert=/etc/ssl/ca.pem") from None
        except ValueError as error:
            name = str(error) if str(error).isidentifier() else "?"
            raise ValueError(f"{form}?sslmode={'|'.join(MODES)} ({name})") from None
        return value

    @field_validator(
        "public_url",
        "rasa_url",
        "telegram_base_url",
        "zalo_oa_base_url",
        "zalo_oa_auth_url",
        "zalo_bot_base_url",
        "bkns_base_url",
    )
    @classmethod
    def _web_address(cls, value: str | None) -> str | None:
        if value is None:
            return value
        try:
            url = URL(value)
        except ValueError:
            url = URL()
        if url.scheme not in ("http", "https") or not url.host or url.query_string or url.fragment or url.user:
            raise ValueError("https://example.vn")
        return value.rstrip("/")

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: str | None) -> str | None:
        try:
            networks(value or "")
        except ValueError:
            raise ValueError("127.0.0.1, 10.0.0.0/8") from None
        return value

    @field_validator("telegram_name", "zalo_oa_id")
    @classmethod
    def _link_part(cls, value: str | None, info: ValidationInfo) -> str | None:
        form, example = (_ZALO_ID, "4318657068771012646") if info.field_name == "zalo_oa_id" else (_BOT, "chaovn_bot")
        if value is not None and not form.fullmatch(value.removeprefix("@")):
            raise ValueError(example)
        return None if value is None else value.removeprefix("@")

    @field_validator("telegram_secret", "zalo_bot_secret")
    @classmethod
    def _header_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _WEBHOOK_SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("16-256 × A-Z a-z 0-9 _ -")
        return value

    @field_validator("telegram_token", "zalo_bot_token")
    @classmethod
    def _bot_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _BOT_TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("123456789:AA…")
        return value

    @field_validator("zalo_oa_secret_key", "zalo_oa_app_secret", "zalo_oa_refresh_token", "rasa_token", "bkns_key")
    @classmethod
    def _word(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        words = [] if value is None else [value.get_secret_value()]
        if info.field_name == "zalo_oa_secret_key":  # two while the key is being replaced: new,old
            words = [word.strip() for each in words for word in each.split(",")]
        if not all(_WORD.fullmatch(word) for word in words):
            raise ValueError("A-Z a-z 0-9 …")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            try:
                Sealer.of(value.get_secret_value())
            except ValueError:
                raise ValueError("openssl rand -base64 48") from None
        return value

    @field_validator("province")
    @classmethod
    def _folder_name(cls, value: str) -> str:
        if not _NAME.fullmatch(value):
            raise ValueError("ca_mau")
        return value

    def shown(self) -> list[tuple[str, str]]:
        """Names and values for a person to look at; what is secret is masked."""
        return [(PREFIX + name.upper(), _shown(name, getattr(self, name))) for name in type(self).model_fields]


def _shown(name: str, value: object) -> str:
    if value is None:
        return ""
    if name == "database_url" and isinstance(value, SecretStr):
        return make_url(value.get_secret_value()).set(query={}).render_as_string(hide_password=True)
    return MASK if isinstance(value, SecretStr) else str(value)


def load(environ: Mapping[str, str] | None = None, *, env_file: Path | None = Path(".env")) -> Settings:
    """The settings of this process. `environ` stands in for the environment in tests.

    Raises `SettingsError` with one line for each fault: its name, what is wrong, what to do.
    """
    given = _given(os.environ if environ is None else environ, env_file)
    words = English() if given.get("LANG") == "en" else Vietnamese()
    faults = [words.unknown(PREFIX + name, _nearest(name)) for name in sorted(given) if name not in _known()]
    try:
        found = Settings.model_validate({name.lower(): value for name, value in given.items() if name in _names()})
    except ValidationError as error:
        faults += [words.wrong(_env(str(e["loc"][0])), _hint(e["msg"], e.get("ctx", {}))) for e in error.errors()]
        raise SettingsError("\n".join(faults)) from None
    faults += [words.missing(_env(name), _env(because)) for name, because in _half_given(found)]
    if found.env == "production" and (found.public_url or "").startswith("http://"):
        faults.append(words.wrong(_env("public_url"), "https://example.vn"))
    if faults:
        raise SettingsError("\n".join(faults))
    return found


def _given(environ: Mapping[str, str], env_file: Path | None) -> dict[str, str]:
    """Settings that have a value, without the prefix; the environment wins over the file."""
    file = dotenv_values(env_file, encoding="utf-8") if env_file is not None and env_file.is_file() else {}
    both = {**file, **environ}
    return {
        name[len(PREFIX) :].upper(): value for name, value in both.items() if name.upper().startswith(PREFIX) and value
    }


def _names() -> set[str]:
    return {name.upper() for name in Settings.model_fields}


def _known() -> set[str]:
    return _names() | ELSEWHERE


def _nearest(name: str) -> str | None:
    near = difflib.get_close_matches(name, sorted(_known()), n=1)
    return PREFIX + near[0] if near else None


def _env(field: str) -> str:
    return PREFIX + field.upper()


def _hint(message: str, context: Mapping[str, object]) -> str:
    """What a good value looks like: the choices, or what the check above gives as its form."""
    return str(context.get("expected") or message.removeprefix("Value error, "))


def _half_given(s: Settings) -> list[tuple[str, str]]:
    """(what is missing, what needs it)."""
    missing: list[tuple[str, str]] = []

    def need(names: tuple[str, ...], because: str) -> None:
        missing.extend((name, because) for name in names if getattr(s, name) is None)

    tells_of_page = s.telegram_personal == "range" and s.telegram_token is not None
    for because, holds, names in (
        ("env", s.env == "production", ("secret_key", "public_url")),
        ("nlu", s.nlu == "rasa", ("rasa_url",)),
        ("rasa_token", s.rasa_token is not None, ("rasa_url",)),
        ("telegram_personal", tells_of_page, ("public_url",)),
    ):
        if holds:
            need(names, because)
    for network in ("telegram", "zalo_bot"):
        token, secret, mode = f"{network}_token", f"{network}_secret", f"{network}_mode"
        if getattr(s, secret) is not None:
            need((token,), secret)
        if getattr(s, token) is not None and getattr(s, mode) == "webhook":
            need((secret, "public_url"), token)
    if s.telegram_proxy is not None:
        need(("telegram_token",), "telegram_proxy")
    oa = tuple(f"zalo_oa_{name}" for name in ("app_id", "secret_key", "app_secret", "refresh_token"))
    given = [name for name in oa if getattr(s, name) is not None]
    if given:
        need((*oa, "public_url"), given[0])
    return list(dict(missing).items())
