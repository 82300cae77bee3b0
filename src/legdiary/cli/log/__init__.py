"""The commands of every night, and those that change what they stored."""
