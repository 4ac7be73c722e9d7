"""The site of this room is the project of each of its tests."""

import pytest

from mtvgen.runtime.test import override_settings


@pytest.fixture(autouse=True)
def site():
    with override_settings(ROOT_URLCONF="tests.runtime.test.site", MIDDLEWARE=[]):
        yield
