"""What the shop knows and decides, free of SQL: entities, values, rules and errors."""
