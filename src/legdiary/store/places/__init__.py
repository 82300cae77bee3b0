"""Places where the devices of a diary meet: a folder that something else carries, or a database."""
