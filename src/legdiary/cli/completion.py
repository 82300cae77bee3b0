"""`completion`: a script for bash, zsh or fish, made of the tree of commands and their flags.

What never changes (commands, flags, forms, words for a night) stands in the script; only names and numbers out of the
diary are asked for, by `legdiary --complete KIND PREFIX` (`cli.complete`), which costs little beside the interpreter.
"""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from legdiary.cli.complete import ENTRY, FACTOR, MEDICINE, PRODUCT, SYMPTOM
from legdiary.cli.options import MissingValue
from legdiary.errors import BadValue, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from legdiary.cli.session import Session
    from legdiary.cli.tree import Spec

SHELLS = ("bash", "zsh", "fish")
_MAKERS = ("night", "sleep", "kratom", "magnesium", "factor", "symptom", "medicine", "measure")


class UnknownShell(BadValue):
    """A shell for which there is no script."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"there is no completion for {shown(typed)!r}; write one of: {', '.join(SHELLS)}",
            "legdiary completion bash",
        )


def completion(
    ctx: typer.Context,
    shell: Annotated[str | None, typer.Argument(metavar="SHELL", help="bash, zsh or fish.")] = None,
) -> None:
    """Print a completion script: commands, flags, forms, names, nights and entry numbers.

    \b
    bash: mkdir -p ~/.local/share/bash-completion/completions && \\
        legdiary completion bash \\
        > ~/.local/share/bash-completion/completions/legdiary
    zsh: legdiary completion zsh > a folder of $fpath, as _legdiary
    fish: legdiary completion fish > ~/.config/fish/completions/legdiary.fish
    """  # noqa: D301 - the mark itself: help keeps these lines as they are, to be copied
    session: Session = ctx.obj
    if shell is None:
        raise MissingValue("the shell (bash, zsh or fish)", "legdiary completion bash")
    if shell not in SHELLS:
        raise UnknownShell(shell)
    from legdiary.render.layout import COMMAND, Span

    session.answer([[Span(each, COMMAND)] for each in script(shell).splitlines()], dict, as_json=False)


# ---------------------------------------------------------------------- what there is


class Values(NamedTuple):
    """What may stand in one place.

    Attributes:
        words: what never changes.
        asked: the kind that is asked for in the diary, or None.
        files: names of files.
        listed: several, with commas between.
    """

    words: tuple[str, ...] = ()
    asked: str | None = None
    files: bool = False
    listed: bool = False


#: The days that a plan can be given by a word.
_COMING = Values(("today", "tomorrow"))


class Flag(NamedTuple):
    """One flag; `values` is None where it takes none."""

    name: str
    about: str
    values: Values | None


class Command(NamedTuple):
    """One command, by its words.

    Attributes:
        path: `taper new`; empty for the program itself.
        inside: its commands, with what they do.
        argument: what stands first behind it.
    """

    path: str
    inside: tuple[tuple[str, str], ...]
    flags: tuple[Flag, ...]
    argument: Values


def commands() -> list[Command]:
    """Every command, the program itself first."""
    from legdiary.cli.tree import TREE

    own = (
        Flag("--diary", "The diary file to use", Values(files=True)),
        Flag("--help", "Show the help and end", None),
        Flag("--json", "Today's card as one JSON document", None),
        Flag("--version", "Print the version and end", None),
    )
    return [Command("", _listed(TREE), own, Values()), *_inside("", TREE)]


def _listed(specs: Mapping[str, Spec]) -> tuple[tuple[str, str], ...]:
    return tuple((name, spec.summary) for name, spec in specs.items() if not spec.hidden)


def _inside(above: str, specs: Mapping[str, Spec]) -> Iterator[Command]:
    from legdiary.cli.tree import TREE, build

    arguments, values = _arguments(), _values()
    for name, spec in specs.items():
        path = f"{above} {name}".lstrip()
        if spec.inside is not None:
            yield Command(path, _listed(spec.inside), (Flag("--help", "Show the help and end", None),), Values())
            yield from _inside(path, spec.inside)
            continue
        makers = [build(maker, TREE[maker]) for maker in _MAKERS] if spec.passes_on else []
        flags = {flag.name: flag for built in (build(name, spec), *makers) for flag in _flags(path, built, values)}
        yield Command(path, (), tuple(flags[key] for key in sorted(flags)), arguments.get(path, Values()))


def _flags(path: str, built: Any, values: Mapping[str, Values]) -> Iterator[Flag]:
    """The flags of a built command. Its class is private to Typer; its shape is public."""
    for param in built.params:
        long = next((opt for opt in param.opts if opt.startswith("--")), None)
        if param.param_type_name == "option" and long is not None:
            takes = None if param.is_flag else values.get(f"{path} {long}", values.get(long, Values()))
            yield Flag(long, (param.help or "").rstrip("."), takes)
    yield Flag("--help", "Show the help and end", None)


def _nights() -> Values:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return Values(("tonight", "last night", "today", "yesterday", *days))


def _values() -> dict[str, Values]:
    """What flags take, by the flag, or by the command and the flag."""
    from legdiary.cli.night import NIGHT_FIELDS
    from legdiary.cli.sleep import SLEEP_FIELDS
    from legdiary.domain.entries import KIND_NAMES
    from legdiary.domain.exposures import BY
    from legdiary.domain.magnesium import FORMS
    from legdiary.domain.products import PRODUCT_KINDS
    from legdiary.domain.seek_help import numbers
    from legdiary.domain.vocabulary import BODY_PARTS, MISSED_REASONS, SENSATIONS

    return {
        "--night": _nights(),
        "--at": Values(("now", "20m ago", "1h ago")),
        "--form": Values(FORMS),
        "--product": Values(asked=PRODUCT),
        "--where": Values(BODY_PARTS, listed=True),
        "--feel": Values(SENSATIONS, listed=True),
        "--missed": Values(MISSED_REASONS),
        "--helped": Values(tuple("0123")),
        "--quality": Values(tuple("12345")),
        "--last": Values(("7d", "14d", "4w", "8w", "12w")),
        "--country": Values(tuple(sorted(numbers().countries))),
        "--output": Values(files=True),
        "--steps": Values(files=True),
        "night --clear": Values(tuple(NIGHT_FIELDS)),
        "sleep --clear": Values(tuple(SLEEP_FIELDS)),
        "edit --clear": Values(tuple(NIGHT_FIELDS | SLEEP_FIELDS)),
        "list --kind": Values(KIND_NAMES),
        "product add --kind": Values(PRODUCT_KINDS),
        "measure --by": Values(BY),
        "taper new --start": _COMING,
        "taper end --on": _COMING,
        "report --by": Values(("step", "week", "month")),
    }


def _arguments() -> dict[str, Values]:
    """What stands first behind a command."""
    from legdiary.domain.exposures import FACTORS, MEASURES, MEDICINES, SYMPTOMS
    from legdiary.settings import SPEC

    return {
        "night": Values(tuple(f"{score}" for score in range(11))),
        "kratom": Values(("none",)),
        "factor": Values(FACTORS.names, FACTOR),
        "symptom": Values(SYMPTOMS.names, SYMPTOM),
        "medicine": Values(MEDICINES.names, MEDICINE),
        "measure": Values(tuple(MEASURES)),
        "week": _nights(),
        "show": _nights(),
        "history": Values(asked=ENTRY),
        "edit": Values(asked=ENTRY),
        "delete": Values(asked=ENTRY),
        "config": Values(tuple(SPEC)),
        "taper set": _COMING,
        "completion": Values(SHELLS),
        "import": Values(files=True),
        "restore": Values(files=True),
    }


# ---------------------------------------------------------------------- bash and zsh


def script(shell: str) -> str:
    """The script of one shell."""
    every = commands()
    if shell == "fish":
        return _fish(every)
    tail = _BASH if shell == "bash" else _ZSH
    head = "#compdef legdiary\n" if shell == "zsh" else ""
    return f"{head}# Made by `legdiary completion {shell}`; make it again after an upgrade.\n{_shared(every)}{tail}"


def _shared(every: list[Command]) -> str:
    """Three functions in what bash and zsh have in common: case, printf, return."""
    paths = [command.path for command in every if command.path]
    takes = [(command.path, flag) for command in every for flag in command.flags if flag.values is not None]
    by_values: dict[Values, list[str]] = {}
    for path, flag in takes:
        if flag.values:
            by_values.setdefault(flag.values, []).append(f"{path} {flag.name}".lstrip())
    for command in every:
        by_values.setdefault(command.argument, []).append(f"{command.path} ARGUMENT".lstrip())
    return "\n".join(
        [
            _case("_legdiary_is_command", [(paths, "return 0")], "return 1"),
            _case(
                "_legdiary_takes", [([f"{path} {flag.name}".lstrip() for path, flag in takes], "return 0")], "return 1"
            ),
            _case(
                "_legdiary_values",
                [(places, _printed(values)) for values, places in by_values.items() if values != Values()],
            ),
            _case(
                "_legdiary_names",
                [
                    ([each.path], _print([flag.name for flag in each.flags], [name for name, _ in each.inside]))
                    for each in every
                ],
            ),
        ]
    )


def _case(name: str, cases: list[tuple[list[str], str]], otherwise: str = "") -> str:
    lines = [f"{name}() {{", '    case "$1" in']
    for patterns, does in cases:
        lines += [f"        {'|'.join(quote(pattern) for pattern in patterns)})", f"            {does} ;;"]
    lines += ["    esac", *([f"    {otherwise}"] if otherwise else []), "}", ""]
    return "\n".join(lines)


def _print(*groups: list[str]) -> str:
    return f"printf '%s\\n' {' '.join(quote(word) for words in groups for word in words)}"


def _printed(values: Values) -> str:
    if values.files:
        return "printf '%s\\n' '<files>'"
    parts = [_print(["<list>"])] if values.listed else []
    parts += [_print(list(values.words))] if values.words else []
    parts += [f'_legdiary_ask {values.asked} "$2" "$3"'] if values.asked else []
    return "; ".join(parts)


_BASH = r"""_legdiary_ask() {
    if [ -n "$3" ]; then
        LEGDIARY_DIARY=$3 command legdiary --complete "$1" "$2" 2>/dev/null
    else
        command legdiary --complete "$1" "$2" 2>/dev/null
    fi
}

_legdiary() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev= path= diary= argument=ARGUMENT
    local i=1 word line typed head= quoted=
    while [ "$i" -lt "$COMP_CWORD" ]; do
        word=${COMP_WORDS[i]}
        if [ "$word" = "=" ]; then
            :
        elif _legdiary_takes "${path:+$path }$word"; then
            [ "${COMP_WORDS[i+1]}" = "=" ] && i=$((i + 1))
            prev=
            if [ "$((i + 1))" -ge "$COMP_CWORD" ]; then
                prev=$word
            elif [ "$word" = "--diary" ]; then
                diary=${COMP_WORDS[i+1]}
            fi
            i=$((i + 1))
        elif _legdiary_is_command "${path:+$path }$word"; then
            path=${path:+$path }$word
        elif [ "${word#-}" = "$word" ]; then
            argument=
        fi
        i=$((i + 1))
    done
    [ "$cur" = "=" ] && cur=
    typed=${cur//\\/}
    case $typed in
        \"*|\'*) quoted=1; typed=${typed:1} ;;
    esac
    COMPREPLY=()
    while IFS= read -r line; do
        line=${line%%$'\t'*}
        case $line in
            '<files>')
                local IFS=$'\n'
                COMPREPLY=($(compgen -f -- "$cur"))
                compopt -o filenames 2>/dev/null
                return ;;
            '<list>')
                case $typed in
                    *,*) head=${typed%,*},; typed=${typed##*,} ;;
                esac
                continue ;;
            "$typed"*) ;;
            *) continue ;;
        esac
        if [ -z "$quoted" ]; then
            printf -v line %q "$line"
        fi
        COMPREPLY[${#COMPREPLY[@]}]=$head$line
    done < <(
        if [ -n "$prev" ]; then
            _legdiary_values "${path:+$path }$prev" "$typed" "$diary"
        else
            case $cur in
                -*) _legdiary_names "$path" ;;
                *) _legdiary_names "$path" | grep -v '^-'
                   [ -n "$argument" ] && _legdiary_values "${path:+$path }$argument" "$typed" "$diary" ;;
            esac
        fi
    )
}
complete -F _legdiary legdiary
"""
_ZSH = r"""_legdiary_ask() {
    if [ -n "$3" ]; then
        LEGDIARY_DIARY=$3 command legdiary --complete "$1" "$2" 2>/dev/null
    else
        command legdiary --complete "$1" "$2" 2>/dev/null
    fi
}

_legdiary() {
    local cur=${words[CURRENT]} prev= where= diary= argument=ARGUMENT word
    local -a found plain told
    integer i=2
    while (( i < CURRENT )); do
        word=${words[i]}
        if _legdiary_takes "${where:+$where }${word%%=*}"; then
            if [[ $word == *=* ]]; then
                [[ $word == --diary=* ]] && diary=${(Q)word#*=}
            elif (( i + 1 == CURRENT )); then
                prev=$word
            else
                [[ $word == --diary ]] && diary=${(Q)words[i+1]}
                (( i += 1 ))
            fi
        elif _legdiary_is_command "${where:+$where }$word"; then
            where=${where:+$where }$word
        elif [[ $word != -* ]]; then
            argument=
        fi
        (( i += 1 ))
    done
    if [[ -z $prev && $cur == --*=* ]]; then
        prev=${cur%%=*}
        compset -P '*='
        cur=${cur#*=}
    fi
    cur=${(Q)cur}
    if [[ -n $prev ]]; then
        found=(${(f)"$(_legdiary_values "${where:+$where }$prev" "$cur" "$diary")"})
    elif [[ $cur == -* ]]; then
        found=(${(f)"$(_legdiary_names "$where")"})
        found=(${(M)found:#-*})
    else
        found=(${(f)"$(_legdiary_names "$where"; [[ -n $argument ]] && \
            _legdiary_values "${where:+$where }$argument" "$cur" "$diary")"})
        found=(${found:#-*})
    fi
    if [[ ${found[1]} == '<files>' ]]; then
        _files
        return
    fi
    if [[ ${found[1]} == '<list>' ]]; then
        compset -P '*,'
        shift found
    fi
    plain=(${found%%$'\t'*})
    told=(${found//$'\t'/  })
    compadd -l -d told -a plain
}
if [ "$funcstack[1]" = "_legdiary" ]; then
    _legdiary "$@"
else
    compdef _legdiary legdiary
fi
"""


# ---------------------------------------------------------------------- fish


def _fish(every: list[Command]) -> str:
    paths = " ".join(_fish_quote(command.path) for command in every if command.path)
    takes = " ".join(
        _fish_quote(f"{command.path} {flag.name}".lstrip())
        for command in every
        for flag in command.flags
        if flag.values is not None
    )
    lines = [
        "# Made by `legdiary completion fish`; make it again after an upgrade.",
        f"set -g __legdiary_commands {paths}",
        f"set -g __legdiary_takes {takes}",
        _FISH,
        "complete -c legdiary -f",
    ]
    for command in every:
        here = f"complete -c legdiary -n {_fish_quote(f'__legdiary_at {_fish_quote(command.path)}')}"
        first = f"complete -c legdiary -n {_fish_quote(f'__legdiary_at {_fish_quote(command.path)} first')}"
        lines += [f"{first} -a {name} -d {_fish_quote(about)}" for name, about in command.inside]
        for flag in command.flags:
            told = f"{here} -l {flag.name.removeprefix('--')} -d {_fish_quote(flag.about)}"
            lines.append(told if flag.values is None else f"{told} {_fish_values(flag.values)}")
        if command.argument != Values():
            lines.append(f"{first} {_fish_values(command.argument)}")
    return "\n".join(lines) + "\n"


def _fish_values(values: Values) -> str:
    if values.files:
        return "-r -F"
    if values.listed:
        return f"-x -a {_fish_quote(f'(__legdiary_listed {_fish_words(values)})')}"
    words = [_fish_words(values)] if values.words else []
    words += [f"(__legdiary_ask {values.asked})"] if values.asked else []
    return f"-x -a {_fish_quote(' '.join(words))}" if words else "-x"


def _fish_words(values: Values) -> str:
    return " ".join(_fish_quote(word) for word in values.words)


def _fish_quote(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


_FISH = r"""
# Prints where the line stands: the command's words, then "first" while nothing stands behind them.
function __legdiary_where
    set -l path ''
    set -l place first
    set -g __legdiary_diary
    set -l words (commandline -opc)[2..-1]
    while set -q words[1]
        set -l word $words[1]
        set -e words[1]
        set -l name (string trim -- "$path $word")
        set -l flag (string replace -r '=.*' '' -- $name)
        if contains -- $flag $__legdiary_takes
            set -l value
            if test "$flag" != "$name"
                set value (string replace -r '^[^=]*=' '' -- $word)
            else if set -q words[1]
                set value $words[1]
                set -e words[1]
            end
            test "$flag" = --diary; and set -g __legdiary_diary $value
        else if contains -- $name $__legdiary_commands
            set path $name
        else if not string match -q -- '-*' $word
            set place behind
        end
    end
    echo $path
    echo $place
end

function __legdiary_at
    set -l where (__legdiary_where)
    test "$where[1]" = "$argv[1]"; or return 1
    test "$argv[2]" != first; or test "$where[2]" = first
end

function __legdiary_ask
    __legdiary_where >/dev/null
    if test -n "$__legdiary_diary"
        LEGDIARY_DIARY=$__legdiary_diary command legdiary --complete $argv[1] 2>/dev/null
    else
        command legdiary --complete $argv[1] 2>/dev/null
    end
end

function __legdiary_listed
    set -l head (string match -r '.*,' -- (commandline -ct))
    printf "$head%s\n" $argv
end
"""
