import asyncio
import gc
import logging
import threading

import pytest

from mtvgen.runtime.conf import settings
from mtvgen.runtime.dispatch import Signal, receiver


class Sender:
    pass


@pytest.fixture(params=[False, True], ids=["plain", "caching"])
def signal(request):
    return Signal(use_caching=request.param)


@pytest.fixture
def heard(signal):
    """What a receiver was called with, and the receiver."""
    calls = []

    def hear(**kwargs):
        calls.append(kwargs)
        return "heard"

    signal.connect(hear)
    yield calls
    assert hear  # kept alive: the signal does not


def test_a_receiver_hears_signal_sender_and_values(signal, heard):
    responses = signal.send(Sender, size=3)

    assert heard == [{"signal": signal, "sender": Sender, "size": 3}]
    assert [answer for _, answer in responses] == ["heard"]
    assert signal.send_robust(Sender)[0][1] == "heard"


def test_receivers_are_called_in_the_order_they_were_connected(signal):
    def first(**kwargs):
        return 1

    def second(**kwargs):
        return 2

    signal.connect(first)
    signal.connect(second)

    assert signal.send(Sender) == [(first, 1), (second, 2)]


def test_a_receiver_of_one_sender_hears_no_other(signal):
    def hear(**kwargs):
        return "heard"

    signal.connect(hear, sender=Sender)

    assert signal.send(Sender) == [(hear, "heard")]
    assert signal.send(Signal) == []
    assert signal.send(None) == []
    assert (signal.has_listeners(Sender), signal.has_listeners(Signal)) == (True, False)


def test_connecting_twice_is_hearing_once(signal):
    def hear(**kwargs):
        return None

    signal.connect(hear)
    signal.connect(hear)
    signal.connect(hear, sender=Sender)

    assert len(signal.send(Sender)) == 2


def test_a_second_receiver_of_the_same_uid_is_not_added(signal):
    def hear(**kwargs):
        return 1

    def other(**kwargs):
        return 2

    signal.connect(hear, dispatch_uid="once")
    signal.connect(other, dispatch_uid="once")

    assert signal.send(Sender) == [(hear, 1)]
    assert signal.disconnect(dispatch_uid="once") is True
    assert signal.send(Sender) == []


def test_a_receiver_is_disconnected_by_what_it_was_connected_with(signal):
    def hear(**kwargs):
        return None

    signal.connect(hear, sender=Sender)

    assert signal.disconnect(hear) is False
    assert signal.disconnect(hear, sender=Sender) is True
    assert signal.disconnect(hear, sender=Sender) is False
    assert not signal.has_listeners(Sender)


def test_a_receiver_that_nobody_keeps_is_forgotten(signal):
    def hear(**kwargs):
        return None

    signal.connect(hear)
    assert signal.has_listeners()

    del hear
    gc.collect()

    assert not signal.has_listeners()
    assert signal.send(Sender) == []
    signal.connect(lambda **kwargs: None, weak=False)
    assert len(signal.receivers) == 1


def test_a_strong_receiver_is_kept(signal):
    signal.connect(lambda **kwargs: "kept", weak=False)
    gc.collect()

    assert [answer for _, answer in signal.send(Sender)] == ["kept"]


def test_a_method_is_heard_as_long_as_its_object_lives(signal):
    class Listener:
        def hear(self, **kwargs):
            return self

    listener = Listener()
    signal.connect(listener.hear)
    signal.connect(listener.hear)
    assert [answer for _, answer in signal.send(Sender)] == [listener]

    assert signal.disconnect(listener.hear) is True
    signal.connect(listener.hear)
    del listener
    gc.collect()

    assert not signal.has_listeners(Sender)


def test_an_exception_ends_the_round_of_send(signal):
    def fail(**kwargs):
        raise LookupError("broken")

    def never(**kwargs):
        raise AssertionError("called after a failure")

    signal.connect(fail)
    signal.connect(never)

    with pytest.raises(LookupError, match="broken"):
        signal.send(Sender)


def test_a_robust_send_goes_on_and_logs(signal, caplog):
    def fail(**kwargs):
        raise LookupError("broken")

    def hear(**kwargs):
        return "heard"

    signal.connect(fail)
    signal.connect(hear)

    with caplog.at_level(logging.ERROR, logger="mtvgen.dispatch"):
        (_, error), (_, answer) = signal.send_robust(Sender)

    assert isinstance(error, LookupError)
    assert error.__traceback__ is not None
    assert answer == "heard"
    assert "fail in Signal.send_robust() (broken)" in caplog.text


def test_debug_tells_of_receivers_that_cannot_work(signal):
    settings.DEBUG = True
    try:
        with pytest.raises(TypeError, match="must be callable"):
            signal.connect("text")
        with pytest.raises(ValueError, match=r"must accept keyword arguments \(\*\*kwargs\)"):
            signal.connect(lambda sender: None, weak=False)
    finally:
        settings.DEBUG = False


def test_a_decorator_connects_to_one_signal_or_several():
    first, second = Signal(), Signal()

    @receiver(first)
    def one(**kwargs):
        return 1

    @receiver([first, second], sender=Sender)
    def both(**kwargs):
        return 2

    assert first.send(Sender) == [(one, 1), (both, 2)]
    assert second.send(Sender) == [(both, 2)]
    assert second.send(None) == []


def test_a_receiver_may_connect_another_while_it_is_called(signal):
    def late(**kwargs):
        return "late"

    def connecting(**kwargs):
        signal.connect(late)

    signal.connect(connecting)

    assert len(signal.send(Sender)) == 1
    assert len(signal.send(Sender)) == 2


def test_signals_can_be_muted_by_putting_the_receivers_aside(signal, heard):
    aside, signal.receivers = signal.receivers, []
    signal.sender_receivers_cache.clear()
    assert signal.send(Sender) == []

    signal.receivers = aside

    assert len(signal.send(Sender)) == 1


def test_many_threads_connect_send_and_disconnect(signal):
    failures = []

    def work():
        def hear(**kwargs):
            return None

        try:
            for _ in range(200):
                signal.connect(hear)
                signal.send(Sender)
                signal.disconnect(hear)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert signal.receivers == []


def test_coroutine_functions_are_called_last_and_together(signal):
    order = []

    async def slow(**kwargs):
        order.append("slow")
        await asyncio.sleep(0.01)
        order.append("slow done")
        return 1

    async def quick(**kwargs):
        order.append("quick")
        return 2

    def plain(**kwargs):
        order.append("plain")
        return 3

    for one in (slow, quick, plain):
        signal.connect(one)

    assert signal.send(Sender) == [(plain, 3), (slow, 1), (quick, 2)]
    assert order == ["plain", "slow", "quick", "slow done"]


def test_a_coroutine_function_that_fails_fails_robustly(signal):
    async def fail(**kwargs):
        raise LookupError("broken")

    signal.connect(fail)

    with pytest.raises(LookupError):
        signal.send(Sender)
    assert isinstance(signal.send_robust(Sender)[0][1], LookupError)


def test_a_signal_can_be_sent_from_a_coroutine(signal):
    async def one(**kwargs):
        return threading.get_ident()

    def other(**kwargs):
        return threading.get_ident()

    signal.connect(one)
    signal.connect(other)

    answers = dict(asyncio.run(signal.asend(Sender)))
    robust = dict(asyncio.run(signal.asend_robust(Sender)))

    assert answers[one] == robust[one] == threading.get_ident()
    assert answers[other] != threading.get_ident()
    assert set(robust) == {one, other}
