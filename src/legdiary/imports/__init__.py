"""Reading what other programs wrote, and what legdiary itself handed over: bytes in, entries out. Nothing is stored."""
