"""Addresses of registration sites hold nothing personal and never leave their host."""

from __future__ import annotations

import pytest

from bot.registrars import Registrar, RegistrarError, load

HOSTS = frozenset({"dk.example.vn"})


def one(template: str, **more: object) -> Registrar:
    return load([{"id": "a", "name": "A", "url_template": template, **more}], hosts=HOSTS, file="p.yaml")[0]


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("https://dk.example.vn/{?birth_date}", "birth_date"),
        ("https://dk.example.vn/{?licence_number,domain}", "licence_number"),
        ("https://dk.example.vn/{phone}", "phone"),
        ("https://dk.example.vn/{?utm_source,name}", "name"),
        ("https://dk.example.vn/{+domain}", "{+domain}"),
        ("https://dk.example.vn/{#label}", "{#label}"),
        ("http://dk.example.vn/", "https"),
        ("https://evil.example/{?domain}", "evil.example"),
        ("https://dk.example.vn.evil.example/", "evil.example"),
        ("https://{label}.example.vn/", "plain host"),
        ("https://dk.example.vn@evil.example/", "plain host"),
        ("https://dk.example.vn:8443/", "plain host"),
        ("//dk.example.vn/", "https"),
        ("javascript:alert(1)", "https"),
        ("https://dk.example.vn/{domain", "bracket"),
    ],
)
def test_a_template_that_breaks_the_rule_is_refused_with_file_and_field(template: str, said: str) -> None:
    """Only fields of the list, only https, only hosts of the province (trust.md R-14)."""
    with pytest.raises(RegistrarError) as refused:
        one(template)
    assert str(refused.value).startswith("p.yaml: registrars[0].url_template: ")
    assert said in str(refused.value)


def test_fields_are_posted_only_under_an_agreement() -> None:
    """`fields_by_post` without a signed agreement is refused, and so is a field nobody may post."""
    with pytest.raises(RegistrarError, match=r"p\.yaml: registrars\[0\]\.agreement"):
        one("https://dk.example.vn/", fields_by_post=["birth_date"])
    with pytest.raises(RegistrarError, match=r"registrars\[0\]\.fields_by_post: 'phone'"):
        one("https://dk.example.vn/", fields_by_post=["phone"], agreement="01/2026")


def test_two_registrars_of_one_id_are_refused() -> None:
    """An id names one registrar."""
    row = {"id": "a", "name": "A", "url_template": "https://dk.example.vn/"}
    with pytest.raises(RegistrarError, match=r"registrars\[1\]\.id"):
        load([row, row], hosts=HOSTS, file="p.yaml")


@pytest.mark.parametrize(
    "wish",
    [
        "evil.com/%0d%0aSet-Cookie: a=b",
        "javascript:alert(1)",
        "//evil.example",
        "../../x",
        "xn--x",
        "a\u202eb",
        "a&utm_source=b#c",
        "@evil.example",
    ],
)
@pytest.mark.parametrize(
    "template",
    [
        "https://dk.example.vn/{?domain,label,utm_source}",
        "https://dk.example.vn/{label}/x",
        "https://dk.example.vn/ten{/label}",
    ],
)
def test_a_wish_cannot_change_where_the_address_leads(wish: str, template: str) -> None:
    """Whatever stands in a field comes out encoded: same host, no new parameter, no line end (T14)."""
    address = one(template).url({"domain": wish, "label": wish, "utm_source": "chaovn"})
    assert address.startswith("https://dk.example.vn/")
    assert not set(address) & set("\r\n\u202e#@")
    assert address.count("utm_source=") <= 1
    assert "//" not in address.removeprefix("https://")
    assert "../" not in address


def test_personal_fields_never_reach_an_address() -> None:
    """Even when they are handed in, an address holds only fields of the list; a body what was agreed."""
    registrar = one("https://dk.example.vn/{?domain}", fields_by_post=["domain", "birth_date"], agreement="x")
    fields = {"domain": "lan.id.vn", "birth_date": "12/05/2004", "licence_number": "0312345678"}
    assert registrar.url(fields) == "https://dk.example.vn/?domain=lan.id.vn"
    assert registrar.body(fields) == (("domain", "lan.id.vn"), ("birth_date", "12/05/2004"))
    assert registrar.body({"domain": ""}) == ()
