import copy
import pickle

from markupsafe import Markup, escape

from mtvgen.runtime.utils.functional import lazystr
from mtvgen.runtime.utils.safestring import SafeData, SafeString, SafeText, mark_safe


def test_marked_text_is_safe_and_still_the_same_text():
    safe = mark_safe("<b>")

    assert safe == "<b>"
    assert isinstance(safe, SafeData)
    assert str(safe) is safe


def test_what_is_safe_already_comes_back_itself():
    markup = Markup("<b>")

    assert mark_safe(markup) is markup


def test_safe_with_safe_is_safe_and_with_anything_else_is_not():
    assert isinstance(mark_safe("a") + mark_safe("b"), SafeString)
    assert type(mark_safe("a") + "b") is str
    assert type("a" + mark_safe("b")) is str


def test_the_other_side_of_a_sum_may_know_what_to_do():
    class Right:
        def __radd__(self, left):
            return ("right", left)

    assert mark_safe("a") + Right() == ("right", "a")


def test_methods_of_text_give_plain_text():
    assert type(mark_safe("<b>").upper()) is str
    assert type(mark_safe("%s") % "<") is str


def test_a_function_can_be_marked():
    @mark_safe
    def bold(text):
        """Bold."""
        return f"<b>{text}</b>"

    assert isinstance(bold("a"), SafeString)
    assert bold.__doc__ == "Bold."


def test_a_lazy_text_is_marked_late():
    late = mark_safe(lazystr("<b>"))

    assert not isinstance(late, str)
    assert late.__html__() == "<b>"


def test_markupsafe_takes_ours_as_safe():
    assert escape(mark_safe("<b>")) == Markup("<b>")
    assert Markup("{}").format(mark_safe("<b>")) == "<b>"


def test_safe_text_survives_copy_and_pickle():
    safe = mark_safe("<b>")

    assert isinstance(copy.deepcopy(safe), SafeString)
    assert isinstance(pickle.loads(pickle.dumps(safe)), SafeString)


def test_the_older_name_is_the_same_class():
    assert SafeText is SafeString
