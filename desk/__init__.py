"""The staff's page: the queue, live conversations, answers and actions. Knows the shop, not Rasa."""
