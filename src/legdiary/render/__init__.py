"""Renderings of values: text, JSON, CSV. Nothing here reads a diary, and nothing here decides a figure."""
