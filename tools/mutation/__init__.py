"""Mutation testing: small faults put into the program on purpose, each of which some test should notice."""
