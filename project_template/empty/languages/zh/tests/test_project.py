"""无论项目怎样长大，都必须成立的事。"""

from io import StringIO

from mtvgen.runtime.core.management import call_command
from mtvgen.runtime.test import TestCase


class ProjectTests(TestCase):
    """整个项目。"""

    def test_the_checks_find_nothing(self) -> None:
        call_command("check", fail_level="WARNING", stdout=StringIO())

    def test_the_migrations_say_all_that_the_models_say(self) -> None:
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)

    def test_an_address_that_leads_nowhere_is_a_404(self) -> None:
        self.assertEqual(self.client.get("/there-is-nothing-here/").status_code, 404)
