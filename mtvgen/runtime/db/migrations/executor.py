"""Applies migrations to a database, and takes them back."""

from collections.abc import Callable, Iterable
from typing import Any

from ...apps import apps
from .exceptions import InvalidMigrationPlan
from .loader import MigrationLoader
from .migration import Key, Migration
from .operations import AddField, CreateModel
from .recorder import MigrationRecorder
from .relations import implicit_tables
from .state import ProjectState

Plan = list[tuple[Migration, bool]]
"""What to do, in order; True: take the migration back."""

Target = tuple[str, str | None]
"""Where to go: the state after a migration; None as its name: before the app's first one."""

Progress = Callable[..., None]
"""Told ("apply_start", migration, fake), ("apply_success", …), ("unapply_start", …), …"""


class MigrationExecutor:
    """Brings the database behind *connection* to where the migrations say."""

    def __init__(self, connection: Any, progress_callback: Progress | None = None) -> None:
        self.connection = connection
        self.loader = MigrationLoader(connection)
        self.recorder = MigrationRecorder(connection)
        self._progress = progress_callback or (lambda *_: None)
        self.done: list[str] = []
        """What the migration that runs now has done so far: its operations, in words."""

    def migration_plan(self, targets: Iterable[Target], clean_start: bool = False) -> Plan:
        """Return what must be done to come to *targets*.

        clean_start: plan for a database where nothing is applied yet.
        """
        graph = self.loader.graph
        applied = set() if clean_start else set(self.loader.applied_migrations)
        plan: Plan = []
        for label, name in targets:
            if name is None:
                going = [
                    key for root in graph.root_nodes(label) for key in graph.backwards_plan(root)
                ]
            elif (label, name) in applied:
                followers = sorted(key for key in graph.children[label, name] if key[0] == label)
                going = [key for one in followers for key in graph.backwards_plan(one)]
            else:
                for key in graph.forwards_plan((label, name)):
                    if key not in applied:
                        plan.append((graph.nodes[key], False))
                        applied.add(key)
                continue
            for key in going:
                if key in applied:
                    plan.append((graph.nodes[key], True))
                    applied.discard(key)
        return plan

    def migrate(
        self,
        targets: Iterable[Target],
        plan: Plan | None = None,
        fake: bool = False,
        fake_initial: bool = False,
    ) -> ProjectState:
        """Carry out *plan* (made from *targets* when left out) and return the state after it.

        fake: only note the migrations as done. fake_initial: do so for a first migration whose
        tables are there already.
        """
        plan = self.migration_plan(targets) if plan is None else plan
        if plan:
            self.recorder.ensure_schema()
        directions = {backwards for _, backwards in plan}
        if len(directions) > 1:
            raise InvalidMigrationPlan(
                "The plan mixes migrations to apply with migrations to take back.",
                hint="Go to one target at a time.",
            )
        if directions == {True}:
            return self._all_backwards(plan, fake)
        state = self.applied_state()
        for migration, _ in plan:
            state = self._apply(state, migration, fake, fake_initial)
        self._note_replacements()
        return state

    def applied_state(self) -> ProjectState:
        """Return the models as the applied migrations leave them."""
        graph = self.loader.graph
        applied = [key for key in graph.nodes if key in self.loader.applied_migrations]
        return self._state_after(applied)

    def _state_after(self, keys: Iterable[Key]) -> ProjectState:
        return self.loader.project_state(list(keys))

    def _apply(
        self, state: ProjectState, migration: Migration, fake: bool, fake_initial: bool
    ) -> ProjectState:
        self._progress("apply_start", migration, fake)
        if not fake and fake_initial and migration.initial is not False:
            fake = self.is_applied_already(state, migration)
        if fake:
            state = migration.mutate_state(state)
            self.recorder.record(migration, applied=True)
        else:
            with self.connection.schema_editor(atomic=migration.atomic) as editor:
                self.done = editor.done
                # another process may have done it while this one waited for its turn to write
                if self.recorder.is_applied(migration):
                    state = migration.mutate_state(state)
                else:
                    state = migration.apply(state, editor)
                    # inside the transaction: done and noted, or neither
                    self.recorder.record(migration, applied=True)
        self.loader.applied_migrations[migration.key] = ""
        self._progress("apply_success", migration, fake)
        return state

    def _all_backwards(self, plan: Plan, fake: bool) -> ProjectState:
        going = {migration.key for migration, _ in plan}
        graph = self.loader.graph
        kept = [
            key for key in graph.nodes if key in self.loader.applied_migrations and key not in going
        ]
        # The state before each migration on the way: what stays, then those to be taken back, in
        # the order in which they were applied.
        state = self._state_after(kept)
        final = state.clone()
        before: dict[Key, ProjectState] = {}
        for migration, _ in reversed(plan):
            before[migration.key] = state
            state = migration.mutate_state(state)
        for migration, _ in plan:
            self._unapply(before[migration.key], migration, fake)
        return final

    def _unapply(self, state: ProjectState, migration: Migration, fake: bool) -> None:
        self._progress("unapply_start", migration, fake)
        if fake:
            self.recorder.record(migration, applied=False)
        else:
            with self.connection.schema_editor(atomic=migration.atomic) as editor:
                self.done = editor.done
                migration.unapply(state, editor)
                self.recorder.record(migration, applied=False)
        self.loader.applied_migrations.pop(migration.key, None)
        self._progress("unapply_success", migration, fake)

    def _note_replacements(self) -> None:
        """Note a squashed migration as applied once all its originals are."""
        known = self.recorder.applied_migrations() if self.loader.replacements else {}
        for key, migration in self.loader.replacements.items():
            if key not in known and all(one in known for one in migration.replaces):
                self.recorder.record_applied(*key)

    def is_applied_already(self, state: ProjectState, migration: Migration) -> bool:
        """Return whether all tables and columns that *migration* would make are there.

        Only for a first migration (`initial = True`, or one that needs none of its own app).
        """
        if migration.initial is None and any(
            label == migration.app_label for label, _ in migration.dependencies
        ):
            return False
        after = migration.mutate_state(state)
        with self.connection.cursor() as cursor:
            tables = set(self.connection.introspection.table_names(cursor))
        wanted = list(_makes(migration, after))
        return bool(wanted) and all(
            table in tables and (column is None or column in self._columns(table))
            for table, column in wanted
        )

    def _columns(self, table: str) -> set[str]:
        with self.connection.cursor() as cursor:
            described = self.connection.introspection.get_table_description(cursor, table)
        return {column.name for column in described}


def _makes(migration: Migration, after: ProjectState) -> Iterable[tuple[str, str | None]]:
    """Yield each table, or (table, column), that the migration makes."""
    for operation in migration.operations:
        if isinstance(operation, CreateModel):
            model = _model(after, migration.app_label, operation.name)
            if model is not None:
                yield model._meta.db_table, None
                for table in implicit_tables(model):
                    yield table._meta.db_table, None
        elif isinstance(operation, AddField):
            model = _model(after, migration.app_label, operation.model_name)
            if model is None:
                continue
            field = model._meta.get_field(operation.name)
            if field.many_to_many:
                if field.remote_field.through._meta.auto_created:
                    yield field.remote_field.through._meta.db_table, None
            else:
                yield model._meta.db_table, field.column


def _model(state: ProjectState, label: str, name: str) -> Any:
    """Return the model as *state* has it, or None when it has no table to make."""
    if (label, name.lower()) not in state.models:
        return None
    model = state.model_class(label, name)
    meta = model._meta
    return None if meta.proxy or not meta.managed else model


def tell_apps(
    signal: Any, connection: Any, plan: Plan, state: Callable[[], ProjectState], **facts: Any
) -> None:
    """Send `pre_migrate` or `post_migrate` once for each app with models.

    state: gives the models of that moment; asked only when somebody listens. facts: what else the
    receivers get: verbosity, interactive, stdout. (Django's documentation: reference/signals.)
    """
    told = [one for one in apps.get_app_configs() if one.models_module is not None]
    if not any(signal.has_listeners(config) for config in told):
        return
    historical = state().apps
    for config in told:
        signal.send(
            sender=config,
            app_config=config,
            using=connection.alias,
            apps=historical,
            plan=plan,
            **facts,
        )
