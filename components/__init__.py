"""Rasa graph components of the assistant: thin adapters, one concept a file. Importing them does nothing."""
