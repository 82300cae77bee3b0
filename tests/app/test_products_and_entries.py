"""Products, and what is done to an entry of any kind, as use cases: a request in, a result or a question out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from builders import context, day
from legdiary.app.delete_undo import Changes, delete_entry, kind_of, undo
from legdiary.app.log.kratom import DoseStored, read_dose, store_dose
from legdiary.app.log.typed_fields import MissingValue
from legdiary.app.products import AddProduct, ChangeProduct, list_products, read_product, store_product
from legdiary.app.questions import Asked
from legdiary.domain.entries.products import BatchThere, Product
from legdiary.domain.entries.stored_entry import NothingGiven
from legdiary.errors import CLOCK
from legdiary.store.entry_rows import Change, NoSuchEntry
from legdiary.store.errors import NoDiary
from legdiary.store.undo import NothingToUndo

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.app.context import Context

MORNING = "2026-11-22T10:00-05:00"


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    return tmp_path / "diary.db"


@pytest.fixture
def run(diary: Path) -> Context:
    return context(diary, MORNING)


def stored(made: Change | Asked) -> Any:
    """What is stored now."""
    assert isinstance(made, Change), made
    return made.stored.entry


def changes(made: Changes | Asked) -> list[tuple[int, bool, bool]]:
    """Each entry's number, whether it was there before, and whether it is there now."""
    assert isinstance(made, Changes), made
    return [(each.id, each.old is not None, each.new is not None) for each in made.changes]


class TestProduct:
    def test_words_become_a_product(self, run: Context) -> None:
        request = read_product(
            run.present, "red  leaf", capsule="0.5g", mitragynine="10-15mg/g", weight="250g", opened="2026-11-01"
        )
        made = Product("red leaf", "leaf", 500, 10_000, 15_000, 250_000, day("2026-11-01"))
        assert request == AddProduct(made)
        assert stored(store_product(run, request)) == made
        assert [each.entry for each in list_products(run)] == [made]

    def test_a_new_batch_needs_another_day(self, run: Context) -> None:
        store_product(run, read_product(run.present, "red leaf", opened="2026-11-01"))
        with pytest.raises(BatchThere):
            store_product(run, read_product(run.present, "Red Leaf", opened="2026-11-01"))
        store_product(run, read_product(run.present, "red leaf", opened="2026-11-20"))
        assert [each.id for each in list_products(run)] == [1, 2]

    def test_a_change_leaves_what_is_not_named(self, run: Context) -> None:
        store_product(run, read_product(run.present, "red leaf", capsule="0.5g"))
        request = read_product(run.present, None, kind="extract", mitragynine="13mg/g", entry_id=1)
        assert request == ChangeProduct(
            1, product_kind="extract", mitragynine_low_ug=13_000, mitragynine_high_ug=13_000
        )
        assert stored(store_product(run, request)) == Product("red leaf", "extract", 500, 13_000, 13_000)

    def test_a_change_begins_no_diary(self, run: Context, diary: Path) -> None:
        with pytest.raises(NoDiary):
            store_product(run, ChangeProduct(1, name="red leaf"))
        assert not diary.exists()

    def test_what_is_missing_is_said(self, run: Context) -> None:
        with pytest.raises(MissingValue, match="the product's name is missing"):
            read_product(run.present, None, kind="leaf")
        with pytest.raises(NothingGiven) as caught:
            read_product(run.present, None, entry_id=3)
        assert caught.value.hint == "legdiary edit 3 --help"


class TestDeletedAndTakenBack:
    def test_a_dose_comes_back_and_goes_again(self, run: Context) -> None:
        store_product(run, read_product(run.present, "red leaf"))
        dose = store_dose(run, read_dose(run.present, "2.5g", at="2026-11-21 23:40", product="red leaf"))
        assert isinstance(dose, DoseStored)
        assert kind_of(run, 2) == "kratom"
        deleted = delete_entry(run, 2)
        assert changes(deleted) == [(2, True, False)]
        assert isinstance(deleted, Changes)
        assert deleted.products == {1: Product("red leaf")}
        with pytest.raises(NoSuchEntry):
            kind_of(run, 2)
        assert changes(undo(run)) == [(2, False, True)]
        assert kind_of(run, 2) == "kratom"
        back = undo(run)
        assert changes(back) == [(2, True, False)]
        assert changes(undo(run)) == [(1, True, False)]
        with pytest.raises(NothingToUndo):
            undo(run)

    def test_an_undo_knows_the_product_that_it_takes_away(self, run: Context) -> None:
        store_product(run, read_product(run.present, "red leaf"))
        made = undo(run)
        assert isinstance(made, Changes)
        assert made.products == {1: Product("red leaf")}

    def test_a_clock_behind_the_diary_is_asked_about(self, run: Context, diary: Path) -> None:
        store_product(run, read_product(run.present, "red leaf"))
        behind = context(diary, "2026-11-19T10:00-05:00")
        before = diary.read_bytes()
        for act in (delete_entry(behind, 1), undo(behind)):
            assert isinstance(act, Asked)
            assert act.about == CLOCK
        assert diary.read_bytes() == before
        assert changes(delete_entry(behind, 1, frozenset({CLOCK}))) == [(1, True, False)]

    def test_nothing_is_begun_by_it(self, run: Context, diary: Path) -> None:
        for act in (lambda: delete_entry(run, 1), lambda: undo(run), lambda: kind_of(run, 1)):
            with pytest.raises(NoDiary):
                act()
        assert not diary.exists()
