"""Answers of commands that did something, as text on a terminal."""
