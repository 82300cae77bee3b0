"""Sealed segments: what goes in comes out, and everything else is an error of its own."""

from __future__ import annotations

import json
import os
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.domain.sync.line_chain import extend_chain, start_chain
from legdiary.domain.sync.segment_names import SegmentName
from legdiary.formats import age_encryption
from legdiary.formats.age_encryption import NotOpened, load_pyrage, new_key, seal, unseal
from legdiary.formats.sync_key import README, NotASyncKey, SyncKey, open_key, seal_key
from legdiary.formats.sync_segment import (
    ChainBroken,
    Segment,
    SegmentDamaged,
    SegmentMisnamed,
    SegmentNewer,
    SegmentNotProved,
    SegmentOfAnotherDiary,
    SegmentOfAnotherKey,
    open_segment,
    seal_segment,
)

if TYPE_CHECKING:
    from collections.abc import Callable

AGE = load_pyrage()
KEY, OTHER_KEY = new_key(AGE), new_key(AGE)
DIARY, OTHER_DIARY = "d" * 32, "e" * 32
PHONE, LAPTOP = "00000000000000aa", "00000000000000bb"
NAME = SegmentName(PHONE, 13, 15)
LINES = ('{"number":13,"new":{"note":"legs crawling"}}', '{"number":14}', '{"number":15,"new":{"note":"Ümläut 🦵"}}')
BEFORE = extend_chain(start_chain(DIARY, PHONE), [f"line {number}" for number in range(1, 13)])
SEGMENT = Segment(DIARY, NAME, BEFORE, {LAPTOP: 7}, "phone", "0.22.0", LINES)


def opened(data: bytes, name: SegmentName = NAME, diary: str = DIARY, key: str = KEY) -> Segment:
    return open_segment(AGE, name, data, diary, key)


def resealed(change: Callable[[bytes], bytes]) -> bytes:
    """The segment, with what is under the seal changed by somebody who holds the key to it."""
    return seal(AGE, change(unseal(AGE, seal_segment(AGE, SEGMENT, KEY), KEY)), KEY)


def with_text(change: Callable[[bytes], bytes]) -> bytes:
    """The segment, with its text changed and its proof as it was."""

    def repacked(inner: bytes) -> bytes:
        packed = zlib.compress(change(zlib.decompressobj().decompress(inner)))
        return packed + bytes(-(len(packed) + 32) % 1024) + inner[-32:]

    return resealed(repacked)


def test_what_is_sealed_is_opened() -> None:
    data = seal_segment(AGE, SEGMENT, KEY)
    assert opened(data) == SEGMENT
    assert b"crawling" not in data
    assert data.startswith(b"age-encryption.org/v1\n")


def test_it_opens_with_age_and_zlib_alone() -> None:
    inner = AGE.decrypt(seal_segment(AGE, SEGMENT, KEY), [AGE.x25519.Identity.from_str(KEY)])
    header, *lines = zlib.decompressobj().decompress(inner).decode().splitlines()
    assert tuple(lines) == LINES
    assert json.loads(header) == {
        "legdiary_sync": 1, "diary": DIARY, "device": PHONE, "first": 13, "last": 15, "before": BEFORE,
        "seen": {LAPTOP: 7}, "name": "phone", "version": "0.22.0", "marks": {},
    }  # fmt: skip


def test_its_size_is_told_in_whole_kib_only() -> None:
    def size(count: int) -> int:
        lines = tuple(f'{{"note":"{os.urandom(10).hex()}"}}' for _ in range(count))
        segment = Segment(DIARY, SegmentName(PHONE, 1, count), BEFORE, {}, "", "", lines)
        return len(unseal(AGE, seal_segment(AGE, segment, KEY), KEY))

    assert [size(count) for count in (1, 2, 30, 100)] == [1024, 1024, 1024, 2048]


class TestErrors:
    def test_another_key(self) -> None:
        with pytest.raises(SegmentOfAnotherKey, match=r"00000000000000aa/00000013-00000015\.age"):
            opened(seal_segment(AGE, SEGMENT, OTHER_KEY))

    @pytest.mark.parametrize("size", [0, 1, 50, 170, 900, -1])
    def test_half_a_file_under_its_final_name(self, size: int) -> None:
        with pytest.raises(SegmentDamaged):
            opened(seal_segment(AGE, SEGMENT, KEY)[:size])

    @pytest.mark.parametrize("place", [-1, -200, -1000])
    def test_a_flipped_bit(self, place: int) -> None:
        data = bytearray(seal_segment(AGE, SEGMENT, KEY))
        data[place] ^= 1
        with pytest.raises(SegmentDamaged):
            opened(bytes(data))

    def test_nothing_but_zeros(self) -> None:
        with pytest.raises(SegmentDamaged):
            opened(bytes(4096))

    def test_another_diary(self) -> None:
        with pytest.raises(SegmentOfAnotherDiary):
            opened(seal_segment(AGE, SEGMENT, KEY), diary=OTHER_DIARY)

    @pytest.mark.parametrize(
        "name", [SegmentName(LAPTOP, 13, 15), SegmentName(PHONE, 13, 16), SegmentName(PHONE, 1, 3)]
    )
    def test_another_name(self, name: SegmentName) -> None:
        with pytest.raises(SegmentMisnamed, match="was renamed"):
            opened(seal_segment(AGE, SEGMENT, KEY), name)

    def test_a_newer_format(self) -> None:
        newer = with_text(lambda text: text.replace(b'"legdiary_sync":1', b'"legdiary_sync":2'))
        with pytest.raises(SegmentNewer, match="its format is 2, this one knows 1") as met:
            opened(newer)
        assert "pip" in (met.value.hint or "")

    @pytest.mark.parametrize(
        ("old", "new"),
        [(b"crawling", b"tingling"), (b'"seen":{"00000000000000bb":7}', b'"seen":{}'), (BEFORE.encode(), b"0" * 64)],
    )
    def test_a_text_without_its_proof(self, old: bytes, new: bytes) -> None:
        with pytest.raises(SegmentNotProved):
            opened(with_text(lambda text: text.replace(old, new)))

    def test_a_name_and_a_header_that_were_changed_together(self) -> None:
        moved = with_text(lambda text: text.replace(b'"first":13,"last":15', b'"first":14,"last":16'))
        with pytest.raises(SegmentNotProved):
            opened(moved, SegmentName(PHONE, 14, 16))
        theirs = with_text(lambda text: text.replace(PHONE.encode(), LAPTOP.encode()))
        with pytest.raises(SegmentNotProved):
            opened(theirs, SegmentName(LAPTOP, 13, 15))

    def test_something_hidden_where_zeros_should_be(self) -> None:
        with pytest.raises(SegmentNotProved):
            opened(resealed(lambda inner: inner[:-40] + b"x" + inner[-39:]))

    @pytest.mark.parametrize(
        "text",
        [
            b"", b"\n", b"[]\n", b"{}\n", b'{"legdiary_sync":"1"}\n', b"\xff\n", b"null\na\nb\nc\n",
            b'{"legdiary_sync":1,"diary":"' + DIARY.encode() + b'","device":5,"first":13,"last":15,"before":"","seen":'
            b'{},"name":"","version":""}\na\nb\nc\n',
        ],
    )  # fmt: skip
    def test_a_text_that_is_no_segment(self, text: bytes) -> None:
        with pytest.raises(SegmentDamaged):
            opened(with_text(lambda _: text))

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (b'"seen":{"00000000000000bb":7}', b'"seen":{"00000000000000bb":Infinity}'),
            (b'"seen":{"00000000000000bb":7}', b'"seen":{"00000000000000bb":"7"}'),
            (b'"seen":{"00000000000000bb":7}', b'"seen":' + b"[" * 90_000),
            (b'"name":"phone"', b'"name":"\\ud800"'),
            (b'"name":"phone"', b'"name":["phone"]'),
            (b'"first":13', b'"first":13.0'),
        ],
    )
    def test_a_header_that_no_device_writes(self, old: bytes, new: bytes) -> None:
        """Its author has the key; each of these ended `sync` with a fault, or later `list`."""
        with pytest.raises(SegmentDamaged):
            opened(with_text(lambda text: text.replace(old, new)))

    def test_lines_that_are_fewer_or_more_than_its_range(self) -> None:
        for change in (lambda text: text + b"{}\n", lambda text: text[: text.rindex(b"\n", 0, -1) + 1]):
            with pytest.raises(SegmentDamaged):
                opened(with_text(change))

    def test_a_text_without_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("legdiary.formats.sync_segment._MOST_TEXT", 100_000)
        with pytest.raises(SegmentDamaged):
            opened(with_text(lambda _: bytes(200_000)))

    def test_no_error_tells_a_note(self) -> None:
        for change in (lambda text: text.replace(b"crawling", b"\x00rawling"), lambda text: text[:-3]):
            with pytest.raises((SegmentDamaged, SegmentNotProved)) as met:
                opened(with_text(change))
            assert "rawling" not in met.value.message


class TestTheChain:
    def test_lines_after_those_that_are_known(self) -> None:
        lines, chain = SEGMENT.lines_after(12, BEFORE)
        assert lines == LINES
        assert chain == extend_chain(BEFORE, LINES)
        assert SEGMENT.lines_after(14, extend_chain(BEFORE, LINES[:2])) == (LINES[2:], chain)

    def test_another_past(self) -> None:
        with pytest.raises(ChainBroken, match="two computers write as one"):
            SEGMENT.lines_after(12, start_chain(DIARY, PHONE))
        with pytest.raises(ChainBroken):
            SEGMENT.lines_after(14, extend_chain(BEFORE, [LINES[0], '{"number":14,"of":"another"}']))


@pytest.mark.parametrize("lines", [LINES[:2], (*LINES, "{}"), (*LINES[:2], "two\nlines"), (*LINES[:2], "")])
def test_lines_that_make_no_segment(lines: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="line"):
        Segment(DIARY, NAME, BEFORE, {}, "phone", "0.22.0", lines)


@given(st.binary(max_size=2000))
def test_bytes_of_any_kind_are_an_error_that_is_told(data: bytes) -> None:
    for given_ in (data, seal(AGE, data, KEY)):
        with pytest.raises((SegmentDamaged, SegmentNotProved)):
            opened(given_)


class Quick:
    """Passphrases as pyrage has them, without the second that deriving a key takes."""

    DecryptError = age_encryption.load_pyrage().DecryptError
    IdentityError = AGE.IdentityError
    x25519 = AGE.x25519

    class passphrase:  # noqa: N801 - as there
        @staticmethod
        def encrypt(data: bytes, passphrase: str) -> bytes:
            return passphrase.encode() + b"\n" + data

        @staticmethod
        def decrypt(data: bytes, passphrase: str) -> bytes:
            said, _, plain = data.partition(b"\n")
            if said != passphrase.encode():
                raise Quick.DecryptError
            return plain


class TestTheKey:
    def test_it_comes_back_by_its_passphrase(self) -> None:
        data = seal_key(Quick, SyncKey(DIARY, KEY), "four words")
        assert data == f"four words\n# legdiary sync 1\n# diary: {DIARY}\n{KEY}\n".encode()
        assert open_key(Quick, data, "four words") == SyncKey(DIARY, KEY)
        with pytest.raises(NotOpened, match="nothing was joined"):
            open_key(Quick, data, "three")

    @pytest.mark.parametrize(
        "plain",
        [
            "", "AGE-SECRET-KEY-1ABC\n", f"# legdiary sync 2\n# diary: {DIARY}\n{KEY}\n",
            f"# legdiary sync 1\n# diary: {DIARY}\n{KEY[:-1]}\n", f"# legdiary sync 1\n{KEY}\n",
        ],
        ids=["empty", "no head", "newer", "cut off", "no diary"],
    )  # fmt: skip
    def test_a_file_of_another_kind(self, plain: str) -> None:
        with pytest.raises(NotASyncKey):
            open_key(Quick, b"four words\n" + plain.encode(), "four words")

    @pytest.mark.slow
    def test_age_itself_seals_it(self) -> None:
        data = seal_key(AGE, SyncKey(DIARY, KEY), "four words")
        assert AGE.passphrase.decrypt(data, "four words").endswith(f"\n{KEY}\n".encode())

    def test_the_text_beside_it_says_how_to_read_one(self, tmp_path: Any) -> None:
        import subprocess
        import sys

        (command,) = [line.strip() for line in README.splitlines() if "python3" in line]
        (tmp_path / "segment.z").write_bytes(unseal(AGE, seal_segment(AGE, SEGMENT, KEY), KEY))
        shown = subprocess.run(
            ["sh", "-c", command.replace("python3", sys.executable)], cwd=tmp_path, capture_output=True, check=True,
            env={"PYTHONUTF8": "1"},
        )  # fmt: skip
        assert tuple(shown.stdout.decode().splitlines()[1:4]) == LINES
