"""The demo shop: the same on every machine, only its dates shift with the day of seeding."""
