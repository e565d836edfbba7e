"""Telegram: its updates, limits and errors, and nothing of conversations.

python-telegram-bot is a typed client here and no more (trust.md 3.4). Its import costs 38 MB, so only
`client`, `channel`, `polling`, `setup` and `watch` know it, and they are imported when Telegram is configured.
"""
