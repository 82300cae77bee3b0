"""Renderings of values: text, HTML, PDF, JSON, CSV. Nothing here reads a diary, and nothing here decides a figure."""
