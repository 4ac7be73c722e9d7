"""eventlet: greenlets; deprecated by its own makers. https://eventlet.readthedocs.io/"""

import warnings

from ..record import Job
from ..stopping import until_stopped

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # said below in one line
    import eventlet.wsgi


def serve(job: Job) -> None:
    """Serve until told to stop."""
    job.say(
        "eventlet is deprecated by its own makers, who advise against new uses. gevent does the same."
    )
    with until_stopped():
        eventlet.wsgi.server(
            job.listener,
            job.application,
            log_output=False,
            minimum_chunk_size=1,  # else it holds back what a stream sends
        )
