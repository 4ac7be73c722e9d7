import sys
import types

import pytest

import mtvgen.runtime
from mtvgen.runtime.utils.module_loading import import_string, module_dir, module_has_submodule


def test_a_dotted_path_is_imported():
    found = import_string("mtvgen.runtime.utils.module_loading.import_string")

    assert found is import_string


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("plain", "plain doesn't look like a module path"),
        ("mtvgen.runtime.no_such.thing", "No module named 'mtvgen.runtime.no_such'"),
        ("mtvgen.runtime.utils.nope", 'Module "mtvgen.runtime.utils" does not define a "nope"'),
    ],
)
def test_what_is_not_there_is_named(path, words):
    with pytest.raises(ImportError, match=words):
        import_string(path)


def test_a_module_that_fails_says_why_itself(tmp_path, monkeypatch):
    (tmp_path / "failing_module.py").write_text("1 / 0", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(ZeroDivisionError):
        import_string("failing_module.thing")


def test_a_package_is_asked_for_a_module_without_importing_it():
    assert module_has_submodule(mtvgen.runtime, "contrib")
    assert not module_has_submodule(mtvgen.runtime, "no_such")
    assert not module_has_submodule(mtvgen.runtime, "no_such.deeper")
    assert not module_has_submodule(sys, "path")


def test_the_folder_of_a_module_is_found(tmp_path):
    import json
    import json.decoder

    assert module_dir(json) == module_dir(json.decoder)
    spread = types.ModuleType("spread")
    spread.__path__ = [str(tmp_path), "elsewhere"]
    with pytest.raises(ValueError, match="Cannot determine directory containing"):
        module_dir(spread)
