"""Webhooks lead to public addresses alone, however the address is written."""

import socket

import pytest

from web_tier.webhooks.addresses import ForbiddenAddress, UnknownHost, check_url, is_public, resolve


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.5",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a9fe:a9fe",
        "2002:7f00:1::",
        "fec0::1",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
    ],
)
def test_an_address_of_a_private_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/x", "http://[::1]:80/", "http://2130706433/", "http://0x7f.1/"]
)
def test_a_private_address_is_refused_however_it_is_written(url: str) -> None:
    with pytest.raises((ForbiddenAddress, UnknownHost)):
        resolve(url, private=False)


def test_a_private_address_is_resolved_where_the_settings_allow_it() -> None:
    target = resolve("http://127.0.0.1:8123/hook?a=1", private=True)

    assert (target.address, target.port, target.path) == ("127.0.0.1", 8123, "/hook?a=1")
    assert target.authority == "127.0.0.1:8123"


def test_a_name_with_one_private_address_among_public_ones_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def answer(_host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", (address, port)) for address in ("93.184.215.14", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", answer)

    with pytest.raises(ForbiddenAddress):
        resolve("https://half.example/", private=False)


def test_a_host_without_an_address_is_said_to_be_unknown() -> None:
    with pytest.raises(UnknownHost):
        resolve("http://no-such-host.invalid/", private=False)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "example.org",
        "http://",
        "http://user:secret@example.org/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://example.org/a b",
        "http://example.org/\r\nX-Header: 1",
    ],
)
def test_what_is_no_url_of_a_webhook_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        check_url(url)
