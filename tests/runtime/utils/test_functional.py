import copy
import operator
import pickle

import pytest

from mtvgen.runtime.utils.functional import (
    LazyObject,
    Promise,
    SimpleLazyObject,
    cached_property,
    classproperty,
    keep_lazy,
    keep_lazy_text,
    lazy,
    lazystr,
    partition,
)


class Counted:
    def __init__(self):
        self.calls = 0

    @cached_property
    def value(self):
        """Worked out once."""
        self.calls += 1
        return self.calls


def shout(text):
    return text.upper()


late_shout = lazy(shout, str)


class Point:
    def __init__(self, x):
        self.x = x

    def __eq__(self, other):
        return isinstance(other, Point) and self.x == other.x

    def __hash__(self):
        return hash(self.x)


def test_a_cached_property_is_worked_out_once_for_each_object():
    first, second = Counted(), Counted()

    assert (first.value, first.value, second.value) == (1, 1, 1)


def test_a_cached_property_can_be_set_and_worked_out_anew():
    counted = Counted()
    assert counted.value == 1

    del counted.value

    assert counted.value == 2
    counted.value = "mine"
    assert counted.value == "mine"


def test_a_cached_property_of_a_class_shows_itself():
    assert isinstance(Counted.value, cached_property)
    assert Counted.value.__doc__ == "Worked out once."


def test_one_cached_property_cannot_have_two_names():
    # Python before 3.12 wraps the error that is raised while a class is made.
    with pytest.raises((TypeError, RuntimeError)) as caught:

        class Twice:
            one = cached_property(lambda self: 1)
            two = one

    assert "two different names ('one' and 'two')" in str(caught.value.__cause__ or caught.value)


def test_the_same_name_twice_is_fine():
    kept = cached_property(lambda self: 5)

    first = type("First", (), {"value": kept})
    second = type("Second", (), {"value": kept})

    assert (first().value, second().value) == (5, 5)


def test_a_cached_property_without_a_name_says_so():
    class Late:
        pass

    Late.value = cached_property(lambda self: 1)

    with pytest.raises(TypeError, match="without calling __set_name__"):
        assert Late().value


def test_a_class_property_belongs_to_the_class():
    class Shape:
        sides = 4

        @classproperty
        def doubled(cls):
            return cls.sides * 2

    class Triangle(Shape):
        sides = 3

    assert (Shape.doubled, Triangle.doubled, Triangle().doubled) == (8, 6, 6)


def test_a_class_property_takes_another_getter():
    class Shape:
        name = classproperty()
        name.getter(lambda cls: cls.__name__.lower())

    assert Shape.name == "shape"


def test_a_lazy_call_is_made_at_each_use():
    calls = []
    late = lazy(lambda: calls.append(1) or "a", str)()
    assert calls == []

    assert str(late) == "a"
    assert late.upper() == "A"
    assert len(calls) == 2


def test_a_lazy_text_does_what_a_text_does():
    late = late_shout("ab")

    assert isinstance(late, Promise)
    assert late == "AB"
    assert late != "ab"
    assert late == late_shout("ab")
    assert hash(late) == hash("AB")
    assert repr(late) == "'AB'"
    assert f"{late:>4}" == "  AB"
    assert (late + "c", "c" + late, late * 2) == ("ABc", "cAB", "ABAB")
    assert lazystr("%s!") % 5 == "5!"
    assert (len(late), late[0], list(late), "A" in late) == (2, "A", ["A", "B"], True)
    assert late_shout("a") < late_shout("b") <= "B"
    assert late_shout("b") > late_shout("a") >= "A"


def test_a_lazy_number_counts():
    late = lazy(lambda: 4, int)()

    assert (late + 1, 1 + late, late * 2, late % 3) == (5, 5, 8, 1)
    assert int(late) == 4
    assert late.bit_length() == 3


def test_a_lazy_text_survives_pickle_and_copy():
    late = late_shout("ab")

    assert pickle.loads(pickle.dumps(late)) == "AB"
    assert isinstance(pickle.loads(pickle.dumps(late)), Promise)
    assert copy.deepcopy(late) is late


def test_a_lazy_function_keeps_its_name():
    assert late_shout.__name__ == "shout"


def test_a_function_is_late_only_when_an_argument_is():
    @keep_lazy_text
    def joined(*parts, sep=""):
        return sep.join(str(part) for part in parts)

    assert joined("a", "b") == "ab"
    assert isinstance(joined("a", lazystr("b")), Promise)
    assert isinstance(joined("a", "b", sep=lazystr("-")), Promise)
    assert joined("a", lazystr("b"), sep="-") == "a-b"


def test_keep_lazy_must_know_what_comes_back():
    with pytest.raises(TypeError, match="at least one argument to keep_lazy"):
        keep_lazy()


def test_a_lazy_object_is_made_at_first_use_and_once():
    made = []
    late = SimpleLazyObject(lambda: made.append(1) or Point(3))
    assert made == []

    assert late.x == 3
    assert late.x == 3
    assert made == [1]


def test_a_lazy_object_acts_as_the_object():
    late = SimpleLazyObject(lambda: Point(3))

    assert isinstance(late, Point)
    assert late.__class__ is Point
    assert late == Point(3)
    assert late != Point(4)
    assert hash(late) == hash(Point(3))
    assert {Point(3): "found"}[late] == "found"
    late.y = 5
    assert late._wrapped.y == 5
    del late.y
    assert not hasattr(late, "y")
    assert "x" in dir(late)


def test_a_lazy_list_acts_as_the_list():
    late = SimpleLazyObject(lambda: [1, 2])

    late[0] = 5
    del late[1]

    assert (len(late), late[0], list(late), 5 in late, bool(late)) == (1, 5, [5], True, True)
    assert str(late) == "[5]"
    assert operator.add(late, [6]) == [5, 6]
    assert operator.add([4], late) == [4, 5]
    assert [4] < late < [6]
    assert bytes(SimpleLazyObject(lambda: b"ab")) == b"ab"


def test_a_lazy_object_is_shown_without_being_made():
    def make():
        return "made"

    late = SimpleLazyObject(make)

    assert repr(late) == f"<SimpleLazyObject: {make!r}>"
    assert str(late) == "made"
    assert repr(late) == "<SimpleLazyObject: 'made'>"


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_a_copy_of_a_lazy_object_is_lazy_until_it_is_made(copied):
    late = SimpleLazyObject(lambda: Point([1]))

    before = copied(late)
    assert late.x == [1]
    after = copied(late)

    assert type(before) is SimpleLazyObject
    assert before == late
    assert type(after) is Point
    assert (after.x is late.x) == (copied is copy.copy)


def test_a_pickled_lazy_object_comes_back_as_the_object():
    late = SimpleLazyObject(lambda: Point(3))

    assert type(pickle.loads(pickle.dumps(late))) is Point


def test_none_can_be_what_is_made():
    made = []
    late = SimpleLazyObject(lambda: made.append(1))

    assert not late
    assert str(late) == "None"
    assert made == [1]


def test_a_subclass_says_how_its_object_is_made():
    class Late(LazyObject):
        def _setup(self):
            self._wrapped = Point(7)

    late = Late()

    assert type(copy.copy(late)) is Late
    assert type(copy.deepcopy(late)) is Late
    pair = copy.deepcopy([late, late])
    assert pair[0] is pair[1]
    assert late.x == 7
    assert type(copy.copy(late)) is type(copy.deepcopy(late)) is Point
    assert type(pickle.loads(pickle.dumps(Late()))) is Point
    with pytest.raises(TypeError, match="can't delete _wrapped"):
        del late._wrapped
    with pytest.raises(NotImplementedError, match="must provide a _setup"):
        assert LazyObject().x


def test_values_are_parted_by_a_question():
    assert partition(lambda n: n > 3, range(5)) == ([0, 1, 2, 3], [4])
