"""URLconfs of a test's own: a list of patterns stands as a module, and nothing is kept after."""

import sys
import types

import pytest

from mtvgen.runtime.urls import clear_url_caches, set_urlconf


@pytest.fixture
def urlconf():
    """Return a function that makes a URLconf of its patterns and uses it; it returns the name."""
    made = []

    def use(*patterns, **names):
        module = types.ModuleType(f"urlconf_of_a_test_{len(made)}")
        module.urlpatterns = list(patterns)
        module.__dict__.update(names)
        sys.modules[module.__name__] = module
        made.append(module.__name__)
        clear_url_caches()
        set_urlconf(module.__name__)
        return module.__name__

    yield use
    set_urlconf(None)
    clear_url_caches()
    for name in made:
        del sys.modules[name]
