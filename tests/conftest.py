"""What holds for all tests."""

import os

from hypothesis import HealthCheck, settings

# The same examples at every run: a check that fails fails again. HYPOTHESIS_PROFILE=explore looks for new ones. Nothing
# depends on how fast the machine is.
untimed = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("repeatable", derandomize=True, **untimed)
settings.register_profile("explore", derandomize=False, **untimed)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
