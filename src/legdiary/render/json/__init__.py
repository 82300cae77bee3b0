"""The promised JSON documents, a module a subject, made from the same values as the texts.

Keys are promises to people's scripts: more may be added, none dropped. `tools/json_keys.toml` says what each means.
"""
