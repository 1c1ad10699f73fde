"""`make report`: how the assistant did, as one page, and the messages that it did not understand, to learn from."""
