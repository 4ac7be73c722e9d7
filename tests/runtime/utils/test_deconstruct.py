import pytest

from mtvgen.runtime.utils.deconstruct import deconstructible


@deconstructible
class Rule:
    def __init__(self, limit, *, note=""):
        self.limit = limit


@deconstructible(path="tests.runtime.utils.Elsewhere")
class Moved:
    pass


class Stricter(Moved):
    pass


class Stray(Rule):
    pass


def test_an_object_says_how_it_was_made():
    assert Rule(3, note="a").deconstruct() == (f"{__name__}.Rule", (3,), {"note": "a"})
    assert Rule(3).limit == 3


def test_a_subclass_has_a_path_of_its_own():
    assert Stray(1).deconstruct()[0] == f"{__name__}.Stray"
    assert Stricter().deconstruct()[0] == f"{__name__}.Stricter"


def test_a_path_that_is_given_is_told(monkeypatch):
    import tests.runtime.utils

    monkeypatch.setattr(tests.runtime.utils, "Elsewhere", Moved, raising=False)

    assert Moved().deconstruct() == ("tests.runtime.utils.Elsewhere", (), {})


def test_a_path_where_nothing_lies_is_refused():
    with pytest.raises(
        ValueError, match=r"Could not find object Elsewhere in tests\.runtime\.utils"
    ):
        Moved().deconstruct()


def test_a_class_in_a_function_cannot_be_named():
    @deconstructible
    class Inner:
        pass

    with pytest.raises(ValueError, match="move the class there"):
        Inner().deconstruct()
