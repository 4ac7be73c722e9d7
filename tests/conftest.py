"""What holds for every test of the repository."""

import os
import signal
import threading

from hypothesis import settings

# Whoever starts the tests in the background of a shell has them ignore Ctrl-C, and so would every
# process that a test starts and then interrupts. (A signal that is handled here is not ignored there.)
if threading.current_thread() is threading.main_thread():
    for _number in (signal.SIGINT, *([signal.SIGQUIT] if hasattr(signal, "SIGQUIT") else [])):
        if signal.getsignal(_number) is signal.SIG_IGN:
            signal.signal(_number, signal.default_int_handler)

# A busy machine makes one example slow now and then: that is no mistake of the code.
settings.register_profile("mtvgen", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "mtvgen"))
