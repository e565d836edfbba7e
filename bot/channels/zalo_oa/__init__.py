"""Zalo Official Account: webhook, sending, the token pair that rotates."""
