"""Any table and any answers: the questions come to an end, and what is read is entries or a refusal in words."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from legdiary.app.imports.table.points import Known
from legdiary.app.imports.table.request import TableRequest
from legdiary.app.imports.table.settle import TableSettler
from legdiary.domain.time.moments import Moment, Present, load_zone
from legdiary.errors import LegdiaryError
from legdiary.formats.reader_result import BadRows, ReadOptions
from legdiary.formats.table.mapping_file import read_mapping, write_mapping
from legdiary.formats.table.records import read
from legdiary.render.terminal.answers.table import preview_lines
from legdiary.render.terminal.answers.table_questions import explain_text, option_lines, question_text

if TYPE_CHECKING:
    from pathlib import Path

    from legdiary.app.imports.table.preview import TablePreview
    from legdiary.app.imports.table.request import TableQuestion

ZONE = load_zone("Europe/Berlin")
PRESENT = Present(Moment.from_datetime(datetime(2026, 11, 22, 21, tzinfo=UTC), ZONE), ZONE)


def _parts(text: str) -> list[str]:
    return text.split("|")


HEADERS = _parts(
    "Date|Datum|Night of|Morning|Legs|RLS 0-4|Bed|Ins Bett|Wake|Up|Lights out|Sleep|Hours slept|Time to fall asleep|"
    "Awake|Awakenings|Quality|Nap|Kratom (g)|7-OH (mg)|Dose|Dose 1|Dose 2|Time|Time 1|Time 2|Product|Unit|Magnesium|"
    "Magnesium glycinate|Form|Gabapentin 300 mg|gabapentin time|Coffee|Factors|Nausea|Note|Weather|Mood||Total kratom"
)
#: What stands in one column: cells of one kind, or of every kind.
POOLS = [
    _parts(each)
    for each in (
        "2026-03-04|2026-03-05|2026-03-06|", "4.3.2026|25.3.2026|", "3/4/2026|4/3/2026", "4.3.|5.3.",
        "22:45|23:10|00:20|", "06:10|7:00|", "10:45 pm|11:30 pm", "0|1|2|3|", "3|6|8|10|", "37|100", "6.5|7.25|",
        "2,5|2,75|0", "2.5 g|15 mg|0", "5 caps|2 caps", "yes|no|", "x||", "none|mild|severe", "red leaf|7-oh",
        "coffee, walk|stress", "glycinate|citrate", "200|400|", "22:45-06:10|23-7", "1h30|45m", "-|?|n/a", "made up|",
        "2026-03-04 22:45|2026-03-05 23:10", "2.5|soon|22:45|x|",
    )
]  # fmt: skip
ANSWERS = _parts(
    "|1|2|3|-|b|y|n|severity|bed|dose|date|factor|symptom nausea|medicine|leaf|7-oh|none|red leaf|leaf red|21:00|0-4|"
    "5-1|2026|500mg|300mg|e|morning|A|C|?!"
)
MOST = 60


class Anybody:
    """Somebody who answers as the test draws it, and gives up after a while."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data
        self._asked = 0

    def ask(self, question: TableQuestion) -> str | None:
        assert question_text(question)
        assert explain_text(question)
        assert question.point.options or question.point.take, "a question that no answer ends"
        assert all(option_lines(question))
        numbers = [f"{place}" for place, _ in enumerate(question.point.options, start=1)]
        return self._say([*numbers * 20, *ANSWERS])

    def confirm(self, preview: TablePreview) -> str | None:
        assert preview_lines(preview, 40)
        return self._say(["y", "y", "y", *ANSWERS])

    def leaves_out(self, preview: TablePreview, *, is_shown: bool) -> bool:
        assert is_shown
        assert preview.mistake_count == len([each for sheet in preview.sheets for each in sheet.mistakes])
        return self._say(["y", "n"]) == "y"

    def _say(self, answers: list[str]) -> str | None:
        self._asked += 1
        return self._data.draw(st.sampled_from(answers)) if self._asked < MOST else None

    def refuse(self, error: LegdiaryError) -> None:
        assert error.message

    def keeps(self, path: Path, *, is_whole: bool) -> None:
        raise AssertionError(path, is_whole)


@given(
    st.lists(st.sampled_from(HEADERS), min_size=1, max_size=7),
    st.data(),
)
def test_any_table_and_any_answers_end_in_entries_or_in_a_refusal(header: list[str], data: st.DataObject) -> None:
    dates = [data.draw(st.sampled_from(POOLS[:2]))]
    pools = dates + [data.draw(st.sampled_from(POOLS)) for _ in header]
    rows = [[data.draw(st.sampled_from(pool)) for pool in pools] for _ in range(4)]
    text = io.StringIO()
    csv.writer(text).writerows([["Date", *header], *rows])
    settler = TableSettler(TableRequest(None, Anybody(data)), Known(), PRESENT)
    chosen: list[Any] = []
    bad = BadRows()

    def options() -> Any:
        made = settler.options(bad)
        choose = made.choose

        def noting(sheets: Any, source: str) -> Any:
            chosen.append(choose(sheets, source))
            return chosen[-1]

        object.__setattr__(made, "choose", noting)
        return made

    with suppress(LegdiaryError):
        read(text.getvalue().encode(), "any.csv", ReadOptions(ZONE, bad, mapping=options))
    for mapping in chosen:
        assert read_mapping(write_mapping(mapping), "any.toml") == mapping
