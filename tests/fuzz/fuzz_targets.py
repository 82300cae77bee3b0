"""All fuzz targets by name."""

from __future__ import annotations

import fuzz_files
import fuzz_sync
import fuzz_words

TARGETS = {each.name: each for each in (*fuzz_words.TARGETS, *fuzz_files.TARGETS, *fuzz_sync.TARGETS)}
