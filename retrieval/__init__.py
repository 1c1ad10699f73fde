"""Search over what the shop says, and the guard of generated replies. Knows no Rasa and no torch."""
