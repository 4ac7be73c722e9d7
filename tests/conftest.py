"""What holds for every test of the repository."""

import gc
import os
import signal
import threading

from hypothesis import settings

# Whoever starts the tests in the background of a shell, or under nohup, has them ignore Ctrl-C or
# the end of the terminal, and so would every process that a test starts and then interrupts.
if threading.current_thread() is threading.main_thread():
    for _name, _usual in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
        _number = getattr(signal, _name, None)  # Windows has no SIGHUP
        if _number is not None and signal.getsignal(_number) is signal.SIG_IGN:
            signal.signal(_number, _usual)

# A busy machine makes one example slow now and then: that is no mistake of the code.
settings.register_profile("mtvgen", deadline=None)
# HYPOTHESIS_PROFILE=many: to look for what a hundred examples do not find
settings.register_profile("many", max_examples=20_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "mtvgen"))

# `make proof` runs these, and so does CI; they take minutes
collect_ignore = [] if os.environ.get("MTVGEN_PROOF") else ["proof"]


def pytest_collection_finish() -> None:
    """Let the collector pass over the 12,000 tests themselves: each full collection took a second."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # tests make much and keep little: −5 % of the whole run
