import pytest

from mtvgen.runtime.core.signals import request_finished
from mtvgen.runtime.db import IntegrityError, connection, transaction
from mtvgen.runtime.db.transaction import TransactionManagementError

from .conftest import Writer


def add(name):
    return Writer.objects.create(name=name, email=f"{name}@example.com")


def fail(name):
    add(name)
    raise KeyError


def names():
    return sorted(Writer.objects.values_list("name", flat=True))


def test_a_block_that_raises_leaves_nothing(library):
    with pytest.raises(KeyError), transaction.atomic():
        fail("a")

    assert names() == []


def test_a_decorated_function_is_whole_or_nothing(library):
    @transaction.atomic
    def both():
        fail("a")

    with pytest.raises(KeyError):
        both()

    assert names() == []


def test_an_inner_block_is_undone_alone(library):
    with transaction.atomic():
        add("outer")
        with pytest.raises(KeyError), transaction.atomic():
            fail("inner")

    assert names() == ["outer"]


def test_after_an_error_in_a_block_no_query_is_run_until_its_end(library):
    add("a")
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            add("a")

        with pytest.raises(TransactionManagementError, match=r"atomic\(\) block of its own"):
            names()

    assert names() == ["a"]


def test_an_error_in_an_inner_block_spares_the_outer(library):
    add("a")
    with transaction.atomic():
        with pytest.raises(IntegrityError), transaction.atomic():
            add("a")
        add("b")

    assert names() == ["a", "b"]


def test_on_commit_waits_for_the_outermost_block(library):
    told = []
    with transaction.atomic():
        with transaction.atomic():
            transaction.on_commit(lambda: told.append("done"))
        assert told == []

    assert told == ["done"]


def test_on_commit_is_forgotten_with_the_block_that_is_undone(library):
    told = []

    def fail_later():
        transaction.on_commit(lambda: told.append("never"))
        raise KeyError

    with transaction.atomic(), pytest.raises(KeyError), transaction.atomic():
        fail_later()

    assert told == []


def test_on_commit_outside_a_block_calls_at_once(library):
    told = []
    transaction.on_commit(lambda: told.append("done"))

    assert told == ["done"]


def test_a_durable_block_is_never_an_inner_one(library):
    with (
        transaction.atomic(),
        pytest.raises(RuntimeError, match="durable"),
        transaction.atomic(durable=True),
    ):
        pass


def test_set_rollback_undoes_a_block_that_went_well(library):
    with transaction.atomic():
        add("a")
        transaction.set_rollback(True)

    assert names() == []


def test_a_savepoint_can_be_gone_back_to(library):
    with transaction.atomic():
        add("before")
        point = transaction.savepoint()
        add("after")
        transaction.savepoint_rollback(point)

    assert names() == ["before"]


def test_what_a_request_left_open_is_undone_at_its_end(tmp_path, library):
    from mtvgen.runtime.db import connections
    from mtvgen.runtime.db.connection import ConnectionHandler

    kept = connections["default"]
    file = {"ENGINE": kept.settings_dict["ENGINE"], "NAME": tmp_path / "db.sqlite3"}
    connections["default"] = ConnectionHandler({"default": file})["default"]
    try:
        with connection.schema_editor() as editor:
            editor.create_model(Writer)
        transaction.set_autocommit(False)
        add("forgotten")
        request_finished.send(sender=None)

        assert names() == []
        assert transaction.get_autocommit()
        connection.close()
    finally:
        connections["default"] = kept
