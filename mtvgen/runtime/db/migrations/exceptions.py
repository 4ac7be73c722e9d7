"""What can be wrong with a project's migrations: Django's names, our words."""

from ...core.exceptions import Explained


class AmbiguityError(Explained):
    """The beginning of a migration's name fits several."""


class BadMigrationError(Explained):
    """A file in `migrations/` is not a migration."""


class CircularDependencyError(Explained):
    """Migrations wait for each other in a circle."""


class InconsistentMigrationHistory(Explained):
    """The database says that a migration was applied before one that it needs."""


class InvalidBasesError(Explained, ValueError):
    """A model's base is not among the models that the migrations make."""


class InvalidMigrationPlan(Explained, ValueError):
    """A plan mixes migrations to apply with migrations to take back."""


class IrreversibleError(Explained, RuntimeError):
    """A migration that cannot be taken back was asked to."""


class MigrationSchemaMissing(Explained):
    """The table `django_migrations` is not there and cannot be made."""


class MigrationChangeRefused(Explained):
    """`makemigrations` needs an answer that nobody is there to give."""


class UnknownInState(Explained, LookupError):
    """A migration works on a model, field, index or constraint that is not there at that point."""


class CannotSerialize(Explained, ValueError):
    """A value for which no Python code can be written."""


class NodeNotFoundError(Explained, LookupError):
    """A migration names another one that does not exist."""

    def __init__(self, message: str, node: tuple[str, str], *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.node = node
