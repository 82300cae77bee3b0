"""The tables and statements, what they compile to, and how an older file is brought up to them."""
