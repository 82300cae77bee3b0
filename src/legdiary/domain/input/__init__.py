"""Typed amounts, notes and words: their grammars, and the suggestions for a word that is not known."""
