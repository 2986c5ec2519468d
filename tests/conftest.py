"""How hard Hypothesis tries, chosen by COUNTERFOIL_PROFILE: `ci`, `dev` or `thorough`."""

import os

import hypothesis

# A slow machine must not fail a test: no profile has a deadline.
# `ci` is derandomized, so that a failure comes from the change under test and can be repeated.
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, max_examples=60)
hypothesis.settings.register_profile("dev", deadline=None, max_examples=60)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=1_000)
hypothesis.settings.load_profile(os.environ.get("COUNTERFOIL_PROFILE", "ci"))
