"""Values made without `dataclasses` behave as those that it makes: every form that the program has, side by side."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
import typing
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legdiary.util import values
from legdiary.util.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


def both(of: Callable[[Any, Any], Any]) -> tuple[Any, Any]:
    """The same class by either maker; each maker gives its decorator and its `field`."""
    return of(values.dataclass, values.field), of(dataclasses.dataclass, dataclasses.field)


def _dose(dataclass: Any, field: Any) -> Any:
    @dataclass(frozen=True, slots=True)
    class Dose:
        """A dose."""

        kind: ClassVar[str] = "dose"
        day: int
        amount: int = 0
        notes: list[str] = field(default_factory=list)
        place: str = field(default="", compare=False)

        def __post_init__(self) -> None:
            if self.amount < 0:
                raise ValueError("below 0")

        @property
        def grams(self) -> float:
            return self.amount / 1000

    return Dose


def _by_name(dataclass: Any, field: Any) -> Any:
    del field

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Request:
        amount: int
        confirm: bool = False

    return Request


def _counts(dataclass: Any, field: Any) -> Any:
    @dataclass(slots=True)
    class Counts:
        twice: int = 0
        names: set[str] = field(default_factory=set)

    return Counts


def _child(dataclass: Any, field: Any) -> Any:
    parent = _dose(dataclass, field)

    @dataclass(frozen=True, slots=True)
    class Child(parent):  # type: ignore[misc, valid-type]
        more: str = "more"

    return Child


def _with_own_eq(dataclass: Any, field: Any) -> Any:
    del field

    @dataclass(frozen=True, slots=True)
    class Own:
        a: int

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 7

        def __repr__(self) -> str:
            return "own"

    return Own


FORMS = [_dose, _by_name, _counts, _child, _with_own_eq]
GIVEN: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((), {}), ((1,), {}), ((1, 2), {}), ((1,), {"amount": 3}), ((1, 2, ["x"]), {"place": "here"}), ((1, -1), {}),
    ((), {"amount": 5, "confirm": True}), ((), {"twice": 2, "names": {"a"}}), ((1, 2, [], "p", "m"), {}),
    ((1, 2, 3, 4, 5, 6), {}), ((), {"no_such": 1}), ((1,), {"day": 2}),
]  # fmt: skip


def result_of(act: Callable[[], Any]) -> Any:
    """What came of it: its value as text, or the kind of its error."""
    try:
        return repr(act())
    except Exception as error:  # noqa: BLE001 - whatever it is, both must raise it
        return type(error)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
@pytest.mark.parametrize(("words", "named"), GIVEN)
def test_made_alike(form: Any, words: tuple[Any, ...], named: dict[str, Any]) -> None:
    ours, theirs = both(form)
    assert result_of(lambda: ours(*words, **named)) == result_of(lambda: theirs(*words, **named))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_the_classes_say_the_same_of_themselves(form: Any) -> None:
    ours, theirs = both(form)
    assert (ours.__name__, ours.__doc__ and ours.__doc__[:6]) == (theirs.__name__, ours.__doc__ and theirs.__doc__[:6])
    assert (ours.__slots__, ours.__match_args__) == (theirs.__slots__, theirs.__match_args__)
    for name in ("name", "default", "default_factory", "compare", "kw_only", "type", "init"):
        said = [[getattr(each, name) for each in dataclasses.fields(of)] for of in (ours, theirs)]
        assert said[0] == said[1], name
    told = [
        [(each.name, each.type, each.compare) for each in of]
        for of in (values.fields(ours), dataclasses.fields(theirs))
    ]
    assert told[0] == told[1]
    assert dataclasses.is_dataclass(ours)
    assert (ours.__hash__ is None) == (theirs.__hash__ is None)


pairs = st.tuples(
    st.integers(0, 2), st.integers(0, 2), st.lists(st.sampled_from("ab"), max_size=1), st.sampled_from("pq")
)


@given(pairs, pairs)
def test_compared_alike(one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    ours, theirs = both(_dose)
    assert (ours(*one) == ours(*other)) == (theirs(*one) == theirs(*other))
    assert (ours(*one) != ours(*other)) == (theirs(*one) != theirs(*other))
    assert ours(*one) != theirs(*one)
    assert (ours(*one) == 5) is False


def test_hashed_by_what_is_compared() -> None:
    ours, theirs = both(_by_name)
    assert hash(ours(amount=1)) == hash(theirs(amount=1))
    with pytest.raises(TypeError):
        hash(both(_counts)[0]())


def test_frozen_is_frozen_and_the_other_is_not() -> None:
    dose, counts = both(_dose)[0](1), both(_counts)[0]()
    acts: list[Callable[[], Any]] = [
        lambda: setattr(dose, "amount", 2), lambda: delattr(dose, "amount"), lambda: setattr(dose, "new", 1)
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(dataclasses.FrozenInstanceError):
            act()
    counts.twice += 1
    assert counts.twice == 1
    with pytest.raises(AttributeError):
        counts.no_such = 1


def test_changed_by_either_replace_and_checked_anew() -> None:
    dose = both(_child)[0](1, 2, ["x"], "here")
    for replace in (values.replace, dataclasses.replace):
        changed: Any = replace(dose, amount=9)
        assert (changed.day, changed.amount, changed.notes, changed.place, changed.more) == (
            1,
            9,
            ["x"],
            "here",
            "more",
        )
        with pytest.raises(ValueError, match="below 0"):
            replace(dose, amount=-1)
    assert dataclasses.asdict(dose) == {"day": 1, "amount": 2, "notes": ["x"], "place": "here", "more": "more"}
    assert dose.grams == 0.002


def test_each_has_a_list_of_its_own() -> None:
    ours = both(_dose)[0]
    first, second = ours(1), ours(1)
    first.notes.append("x")
    assert second.notes == []


@values.dataclass(frozen=True, slots=True)
class _Kept:
    day: int
    names: tuple[str, ...] = ()


def test_copied_and_packed() -> None:
    held = _Kept(3, ("a",))
    assert copy.copy(held) == copy.deepcopy(held) == pickle.loads(pickle.dumps(held)) == held  # noqa: S301 - its own


def test_a_method_is_compiled_when_it_is_first_called() -> None:
    ours = both(_by_name)[0]
    before = ours.__init__
    made = ours(amount=1)
    assert ours.__init__ is not before
    assert made == ours(amount=1)


def test_only_the_forms_that_the_program_has() -> None:
    with pytest.raises(TypeError):
        values.dataclass(frozen=True, slots=False)


def test_neither_dataclasses_nor_inspect_is_imported() -> None:
    code = (
        "import sys\nfrom __future__ import annotations\n"
        "from legdiary.util.values import dataclass, replace\n"
        "@dataclass(frozen=True, slots=True)\nclass A:\n x: int = 1\n"
        "assert replace(A(), x=2) == A(2)\n"
        "print({'dataclasses', 'inspect'} & set(sys.modules))"
    )
    code = "from __future__ import annotations\n" + code.replace("from __future__ import annotations\n", "")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


class Counted(NamedTuple):
    """A named tuple of ours."""

    name: str
    amount: int = 3
    parts: tuple[int, ...] = ()

    @property
    def doubled(self) -> int:
        """Twice the amount."""
        return 2 * self.amount


class AsTyping(typing.NamedTuple):
    """The same by the standard library."""

    name: str
    amount: int = 3
    parts: tuple[int, ...] = ()

    @property
    def doubled(self) -> int:
        return 2 * self.amount


@pytest.mark.parametrize("typed", [(("leaf",), {}), (("leaf", 5), {}), ((), {"name": "leaf", "parts": (1,)})])
def test_a_named_tuple_is_that_of_typing(typed: tuple[tuple[Any, ...], dict[str, Any]]) -> None:
    args, named = typed
    ours: Any = Counted(*args, **named)
    theirs: Any = AsTyping(*args, **named)
    assert tuple(ours) == tuple(theirs)
    assert (ours, hash(ours)) == (theirs, hash(theirs))
    assert repr(ours) == repr(theirs).replace("AsTyping", "Counted")
    assert ours._asdict() == theirs._asdict()
    assert ours._replace(amount=7) == theirs._replace(amount=7) == Counted(ours.name, 7, ours.parts)
    assert (ours.name, ours.amount, ours.parts, ours.doubled) == (
        theirs.name,
        theirs.amount,
        theirs.parts,
        theirs.doubled,
    )
    assert tuple(Counted._make(["a", 1, ()])) == tuple(AsTyping._make(["a", 1, ()]))
    assert (Counted._fields, Counted._field_defaults) == (AsTyping._fields, AsTyping._field_defaults)
    assert Counted.__match_args__ == AsTyping.__match_args__
    assert pickle.loads(pickle.dumps(ours)) == copy.deepcopy(ours) == ours  # noqa: S301 - our own bytes
    assert type(copy.copy(ours)) is Counted
    with pytest.raises(AttributeError):
        ours.amount = 4


def test_a_named_tuple_refuses_what_that_of_typing_refuses() -> None:
    each: Any
    for each in (Counted, AsTyping):
        with pytest.raises(TypeError, match=r"missing 1 required positional argument: 'name'"):
            each()
        with pytest.raises(TypeError, match="unexpected keyword argument 'more'"):
            each("leaf", more=1)
        with pytest.raises(TypeError, match="Expected 3 arguments, got 2"):
            each._make(["leaf", 1])
        with pytest.raises((ValueError, TypeError), match="unexpected field names"):
            each("leaf")._replace(more=1)
