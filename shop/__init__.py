"""The shop: its domain model with the rules, its tables, its services and its command line."""
