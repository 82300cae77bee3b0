"""The font of the page, Arimo, which stands in the page itself: so it has the same lines and sheets everywhere.

Latin letters and signs of its regular and bold weight (SIL Open Font License 1.1, `fonts/LICENSE`): as WOFF2 for the
HTML, which fetches nothing, and as TrueType for typst, which reads nothing else. Other scripts come from the system.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from importlib.resources import files
from pathlib import Path

#: Weight in CSS → file.
_WEIGHTS = {400: "Arimo-Regular", 700: "Arimo-Bold"}


def font_folder() -> Path:
    """Return the folder of the fonts, for typst."""
    return Path(str(files("legdiary.render.page").joinpath("fonts")))


@cache
def font_faces() -> str:
    """Return the style rules that hold the font."""
    return "".join(
        f'@font-face{{font-family:"Arimo";font-weight:{weight};src:url(data:font/woff2;base64,{_encoded(name)})'
        'format("woff2")}\n'
        for weight, name in _WEIGHTS.items()
    )


def _encoded(name: str) -> str:
    return b64encode((font_folder() / f"{name}.woff2").read_bytes()).decode("ascii")
