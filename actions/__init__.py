"""The action server: reads what the customer wants, calls the shop, names the response. Knows no torch."""
