"""What holds for every test of the repository."""

import os

from hypothesis import settings

# A busy machine makes one example slow now and then: that is no mistake of the code.
settings.register_profile("mtvgen", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "mtvgen"))
