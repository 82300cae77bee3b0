# What is done often, by one word: `just` lists it. `.ci/run` runs the same recipes in an environment of its own.
# `pip install -e '.[dev]'` brings `just` itself. Another environment's Python: `just python=python3 test`.

python := justfile_directory() / ".venv/bin/python"

_list:
    @"{{ just_executable() }}" --justfile "{{ justfile() }}" --list --unsorted

# The everyday tests and what they run by branch (twice as long); those named alone: `just test tests/domain -k taper`.
test *what:
    "{{ python }}" -m pytest {{ if what == "" { "--cov --cov-report=json" } else { what } }}
    @{{ if what == "" { quote(python) + " tools/coverage_page.py coverage.json" } else { "true" } }}

# The tests that wait for nothing: no terminal, no key, no other program.
fast *what:
    "{{ python }}" -m pytest -m "not slow and not patient" {{ what }}

# All that is too slow for every day: the long simulations and fault runs (some quarters of an hour), and the tables.
slow *what:
    "{{ python }}" -m pytest -m slow {{ what }}

# The rest of the long tables, of which the everyday tests try some rows.
tables *what:
    "{{ python }}" -m pytest -m slow --ignore=tests/slow {{ what }}

# The properties, with all the made-up cases of which the everyday tests try some; HYPOTHESIS_PROFILE=thorough: 2000 each.
properties *what:
    HYPOTHESIS_PROFILE="${HYPOTHESIS_PROFILE:-full}" "{{ python }}" -m pytest -m "hypothesis and not slow" {{ what }}

# As `just test`; writes docs/coverage.md, which names what is not run.
coverage: test
    "{{ python }}" tools/coverage_page.py coverage.json docs/coverage.md

# What some tests run of it, file by file, with the lines: `just covered tests/domain`.
covered *what:
    "{{ python }}" -m pytest --cov --cov-report=term {{ what }}

# Style and layout.
lint:
    "{{ python }}" -m ruff check .
    "{{ python }}" -m ruff format --check .

# Put right what can be put right by itself.
fix:
    "{{ python }}" -m ruff check --fix .
    "{{ python }}" -m ruff format .

# The workflows of .github: their form, and what could be misused in them.
workflows:
    "{{ parent_directory(python) / 'check-jsonschema' }}" --builtin-schema vendor.github-workflows .github/workflows/*.yml
    "{{ parent_directory(python) / 'zizmor' }}" --offline --quiet .github/workflows

# The types, strictly.
types:
    "{{ python }}" -m mypy

# The everyday tests, without counting what they run.
everyday:
    "{{ python }}" -m pytest

# All that a change must pass, but for the other Pythons of `.ci/run`.
check: lint types everyday

# Make the generated files anew: compiled.sql, the manual page, pages, pictures, or those named.
docs *what:
    "{{ python }}" tools/make_docs.py {{ what }}

# Pictures to look at, in a folder: the page on paper and screens, and the screens of a terminal, light and dark.
pictures folder:
    "{{ python }}" tools/picture_folder.py "{{ folder }}"

# The documentation as a site, in `site/`.
site:
    "{{ python }}" -m pip install --quiet --disable-pip-version-check -e '.[docs]'
    "{{ parent_directory(python) / 'zensical' }}" build --strict

# Write golden files, generated pages and the examples in them anew, of all tests or those named; read the difference.
golden *what:
    LEGDIARY_UPDATE_GOLDEN=1 "{{ python }}" -m pytest {{ what }}
    git diff --stat

# How hard what a person is shown is to read, with the hardest sentences: `just grade`, `just grade errors`.
grade *what:
    "{{ python }}" tools/reading_grade.py {{ what }}

# Speed, as ratios in one run.
bench *what:
    "{{ python }}" bench/run.py {{ what }}

# Instructions of five commands, against what is written down: exact, so CI fails at 3 % more (needs valgrind).
instructions *what:
    "{{ python }}" bench/instructions.py {{ what }}

# What commands do (syncs, ledger lines, checksums), beside an earlier commit: quicker must not be less (needs strace).
work *what:
    "{{ python }}" bench/work_done.py {{ what }}

# Every write, read, signal and full disk that can go wrong, in a real process; writes docs/faults.md.
faults *what:
    "{{ python }}" bench/faults.py --write docs/faults.md {{ what }}

# Reads that fail, end early or give a wrong bit, memory that is missing, a bit of each page (hours; `--keep FOLDER`
# goes on where a run ended, `--part 1/8` tries an eighth of the commands).
read-faults *what:
    "{{ python }}" bench/faults.py --section reads {{ what }} --only unreadable no-permission \
        read-io read-short read-end read-flip no-memory all-little-memory all-flipped

# Every command under every fault at one point each (some minutes); CI runs the losses of power. Writes nothing.
faults-short *what:
    "{{ python }}" bench/faults.py --short {{ what }}

# The long simulations in short form, as CI runs them.
simulations:
    "{{ python }}" bench/simulate_trend.py --short
    "{{ python }}" tests/fuzz/fuzz.py --runs 20
    LEGDIARY_SEEDS=0-12 "{{ python }}" -m pytest -m slow tests/slow/test_simulated_devices.py
    "{{ python }}" bench/simulate_lives.py 0-25
    "{{ python }}" -m pip install --quiet --disable-pip-version-check -e '.[model]'
    "{{ python }}" bench/model.py --short

# The meaning of several devices, said once in TLA+: every history of some sizes, and larger ones at random, by the model
# and by the program (needs Java). `just model --list`, `just model small`; `just model --write` writes docs/reliability.md.
model *what:
    "{{ python }}" -m pip install --quiet --disable-pip-version-check -e '.[model]'
    "{{ python }}" bench/model.py {{ what }}

# Whole diaries lived at random beside a model that shares no code: `just lives 17` sees one seed again, as short as it
# fails; `just lives --keep lives.jsonl --minutes 15` goes on there another time; `--write`: docs/reliability.md.
lives *what:
    "{{ python }}" bench/simulate_lives.py {{ what }}

# Several devices, carriers that lose files, kills, old copies: some quarters of an hour; `just devices 17` sees one seed
# again; `just devices --keep lived.jsonl --minutes 15` goes on there another time; `--write`: docs/reliability.md.
devices *what:
    "{{ python }}" bench/simulate_devices.py {{ what }}

# Small faults planted in domain and store, one at a time: does a test notice? `just mutants`: a sample (hours; it can be
# stopped and taken up); `just mutants src/legdiary/domain/taper`; `just mutants 50`; `just mutants --again --write`.
mutants *what:
    "{{ python }}" tools/mutants.py {{ what }}
# Fuzz whatever reads, all of it or some for so many seconds each: `just fuzz`, `just fuzz import-json times 600`. Guided by
# what is run where `.[fuzz]` is there; `--again FILE` gives an input again, `--write` puts figures into docs/reliability.md.
fuzz *what:
    "{{ python }}" tests/fuzz/fuzz.py {{ what }}

# The wheel where SQLModel, pydantic and Alembic cannot be installed, as on a phone: the tests of the commands.
wheel-alone:
    "{{ python }}" -m pytest -m slow tests/slow/test_wheel_without_engines.py

# The tests, or those named, on every Python from 3.11 on that is here, and on the lowest versions allowed (long).
matrix *what:
    .ci/matrix {{ what }}

# Build the wheel and try it where nothing else is: the help of every command, the daily ones and others.
wheel:
    rm -rf dist
    "{{ python }}" -m pip install --quiet --disable-pip-version-check build
    "{{ python }}" -m build --outdir dist
    "{{ python }}" tools/try_wheel.py dist

# Make a release, `just release 0.2.0`, or rehearse it, `just release --dry-run` (docs/releasing.md).
release *what:
    "{{ python }}" -m pip install --quiet --disable-pip-version-check -e '.[release]'
    "{{ python }}" tools/release.py {{ what }}

# The licences of all packages, into docs/licences.md.
licences:
    "{{ python }}" -m pip install --quiet --disable-pip-version-check -e '.[dev,release]'
    "{{ python }}" tools/licences_page.py
