"""What can go wrong in a recipe, said so that the user can mend it."""


class DistillationError(Exception):
    """Says what was expected, what was found and what to do."""
