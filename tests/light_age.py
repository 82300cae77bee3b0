"""Encryption that costs nothing, for histories that seal by the thousand."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from unittest import mock

from legdiary.formats.sync_key import SyncKey
from legdiary.store import diary_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

_STATEMENTS = cache(diary_file.load_sql)


class LightAge:
    """Encryption as pyrage has it, quick: what is cut off or of another key is noticed, and nothing is hidden."""

    class DecryptError(Exception):
        pass

    class IdentityError(Exception):
        pass

    class x25519:  # noqa: N801 - as there
        class Identity:
            def __init__(self, key: str) -> None:
                self.key = key

            @classmethod
            def generate(cls) -> Any:
                return cls("AGE-SECRET-KEY-1" + "Q" * 58)

            @classmethod
            def from_str(cls, key: str) -> Any:
                return cls(key)

            def to_public(self) -> Any:
                return self

            def __str__(self) -> str:
                return self.key

    @staticmethod
    def encrypt(data: bytes, keys: list[Any]) -> bytes:
        return blake2b(data, key=keys[0].key.encode()[:64]).digest() + data

    @staticmethod
    def decrypt(data: bytes, keys: list[Any]) -> bytes:
        if blake2b(data[64:], key=keys[0].key.encode()[:64]).digest() != data[:64]:
            raise LightAge.DecryptError("damaged")
        return data[64:]


@contextmanager
def light_age(random: Random) -> Iterator[None]:
    """Seal by `LightAge`, and the key under no passphrase; what is random comes from the seed."""

    def new_device() -> str:
        return random.randbytes(8).hex()

    with (
        mock.patch("legdiary.store.diary_file.load_sql", _STATEMENTS),  # a process reads them once
        mock.patch("legdiary.formats.age_encryption.load_pyrage", return_value=LightAge),
        mock.patch("legdiary.store.device_identity.new_device", new_device),
        mock.patch("legdiary.app.sync.begin.new_device", new_device),
        mock.patch("legdiary.app.sync.send_lines.os.urandom", random.randbytes),
        mock.patch("legdiary.app.sync.sealed_place.load_pyrage", return_value=LightAge),
        mock.patch("legdiary.app.sync.begin.seal_key", lambda _, held, __: f"{held.diary} {held.key}".encode()),
        mock.patch("legdiary.app.sync.begin.open_key", lambda _, data, __: SyncKey(*data.decode().split())),
    ):
        yield
