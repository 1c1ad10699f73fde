"""What can be wrong with a bundle."""

from __future__ import annotations


class BundleError(Exception):
    """The folder is not a bundle that this version can serve; says what was expected, found, and what to do."""
