"""Zalo Bot Platform: webhook or long polling, sending, operator's commands."""
