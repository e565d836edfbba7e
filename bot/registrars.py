"""Addresses of registration sites: RFC 6570 templates of the province's data, free of anything personal.

A template may use the fields of `ALLOWED` and `utm_*` only, https only, and only a host of the province's
list (trust.md R-14). What breaks that rule stops the start with file and field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from uritemplate import URITemplate

from bot.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

ALLOWED: Final = frozenset({"domain", "label", "suffix", "programme", "subject", "ref"})
POSTABLE: Final = ALLOWED | {"birth_date", "founded_on", "licence_number"}
"""what a registrar with a signed agreement may be given in a form body (`fields_by_post`)"""

_UTM = re.compile(r"utm_[a-z]+")
_OPERATORS = frozenset("+#")
"""`{+var}` and `{#var}` let a value write `/`, `?` and `#` as they are"""


class RegistrarError(DataError):
    """The province's list of registrars breaks a rule; the message names file and field."""

    def __init__(self, file: str, field: str, reason: str) -> None:
        super().__init__(f"{file}: {field}: {reason}")
        self.file = file
        self.field = field


@dataclass(frozen=True, slots=True)
class Registrar:
    """One registration site. `fields_by_post` names the fields that its page takes in a form body."""

    id: str
    name: str
    host: str
    template: URITemplate
    programmes: tuple[str, ...] = ("id_vn", "biz_vn")
    fields_by_post: tuple[str, ...] = ()

    def url(self, fields: Mapping[str, str]) -> str:
        """The address with `fields` filled in; a field that is not allowed in an address never gets there."""
        known: dict[str, Any] = {name: value for name, value in fields.items() if value and _allowed(name)}
        address = str(self.template.expand(known))
        parts = urlsplit(address)
        if parts.scheme != "https" or parts.hostname != self.host:
            raise ValueError(f"the address of registrar {self.id} left its host")
        return address

    def body(self, fields: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """The form fields to post, in the order of `fields_by_post`; those without a value are left out."""
        return tuple((name, fields[name]) for name in self.fields_by_post if fields.get(name))


def load(rows: Sequence[Mapping[str, object]], *, hosts: Collection[str], file: str) -> tuple[Registrar, ...]:
    """The registrars of a province in the order of its list.

    `rows` are `{id, name, url_template, programmes?, fields_by_post?, agreement?}`, `hosts` the host names
    that may be linked to. Fields are posted only under a signed agreement.
    Raises `RegistrarError` with `file` and the field, such as `registrars[0].url_template`.
    """
    found = tuple(_one(row, hosts=hosts, file=file, at=f"registrars[{n}]") for n, row in enumerate(rows))
    seen: set[str] = set()
    for number, each in enumerate(found):
        if each.id in seen:
            raise RegistrarError(file, f"registrars[{number}].id", f"{each.id!r} is there twice")
        seen.add(each.id)
    return found


def _allowed(name: str) -> bool:
    return name in ALLOWED or _UTM.fullmatch(name) is not None


def _one(row: Mapping[str, object], *, hosts: Collection[str], file: str, at: str) -> Registrar:
    for key in ("id", "name", "url_template"):
        if not isinstance(row.get(key), str) or not row[key]:
            raise RegistrarError(file, f"{at}.{key}", "a text is missing")
    raw = str(row["url_template"])
    try:
        host = _host(raw, hosts)
        template = _template(raw)
    except ValueError as error:
        raise RegistrarError(file, f"{at}.url_template", str(error)) from None
    return Registrar(
        id=str(row["id"]),
        name=str(row["name"]),
        host=host,
        template=template,
        programmes=_names_of(row.get("programmes", ["id_vn", "biz_vn"]), file=file, at=f"{at}.programmes"),
        fields_by_post=_post(row, file=file, at=at),
    )


def _host(raw: str, hosts: Collection[str]) -> str:
    try:
        parts = urlsplit(raw)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("is not an address") from None
    if parts.scheme != "https":
        raise ValueError("must begin with https://")
    if not host or "{" in parts.netloc or "@" in parts.netloc or port is not None:
        raise ValueError("must name a plain host, without fields, users or ports")
    if host not in hosts:
        raise ValueError(f"host {host!r} is not in the province's list of hosts")
    return host


def _template(raw: str) -> URITemplate:
    template = URITemplate(raw)
    left = raw
    for variable in template.variables:
        left = left.replace("{" + variable.original + "}", "")
        if variable.original[:1] in _OPERATORS:
            raise ValueError(f"{{{variable.original}}} would let a value write the address itself")
        for name in variable.variable_names:
            if not _allowed(name):
                raise ValueError(f"{name!r} may not stand in an address (allowed: {_names()}, utm_*)")
    if "{" in left or "}" in left:
        raise ValueError("has a bracket that is no field")
    return template


def _post(row: Mapping[str, object], *, file: str, at: str) -> tuple[str, ...]:
    names = _names_of(row.get("fields_by_post") or [], file=file, at=f"{at}.fields_by_post")
    for name in names:
        if name not in POSTABLE:
            raise RegistrarError(file, f"{at}.fields_by_post", f"{name!r} is not a field that can be posted")
    if names and not row.get("agreement"):
        raise RegistrarError(file, f"{at}.agreement", "fields are posted only under a signed agreement; name it")
    return names


def _names_of(value: object, *, file: str, at: str) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(name, str) for name in value):
        raise RegistrarError(file, at, "must be a list of names")
    return tuple(value)


def _names() -> str:
    return ", ".join(sorted(ALLOWED))
