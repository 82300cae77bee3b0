"""The completion script for fish: a line for each command, flag and argument, and functions that find the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.cli.completion.command_tree import flags_with_values, paths
from legdiary.cli.completion.flag_values import Values

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from legdiary.cli.completion.command_tree import Command


def fish_script(every: Sequence[Command], made: str) -> str:
    """Return the script for fish.

    Args:
        every: the commands.
        made: the first line, which names the command that made the script.
    """
    lines = [
        made,
        f"set -g __legdiary_commands {_words(paths(every))}",
        f"set -g __legdiary_takes {_words(flags_with_values(every))}",
        _FISH,
        "complete -c legdiary -f",
    ]
    for command in every:
        here = f"complete -c legdiary -n {_quote(f'__legdiary_at {_quote(command.path)}')}"
        first = f"complete -c legdiary -n {_quote(f'__legdiary_at {_quote(command.path)} first')}"
        lines += [f"{first} -a {name} -d {_quote(about)}" for name, about in command.inside]
        for flag in command.flags:
            told = f"{here} -l {flag.name.removeprefix('--')} -d {_quote(flag.about)}"
            lines.append(told if flag.values is None else f"{told} {_values(flag.values)}")
        if command.argument != Values():
            lines.append(f"{first} {_values(command.argument)}")
    return "\n".join(lines) + "\n"


def _values(values: Values) -> str:
    if values.files:
        return "-r -F"
    if values.listed:
        return f"-x -a {_quote(f'(__legdiary_listed {_words(values.words)})')}"
    words = [_words(values.words)] if values.words else []
    words += [f"(__legdiary_ask {values.asked})"] if values.asked else []
    return f"-x -a {_quote(' '.join(words))}" if words else "-x"


def _words(words: Iterable[str]) -> str:
    return " ".join(_quote(word) for word in words)


def _quote(text: str) -> str:
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

# A name that begins with ~ is not offered: it is the one character that fish does not escape.
function __legdiary_ask
    __legdiary_where >/dev/null
    if test -n "$__legdiary_diary"
        LEGDIARY_DIARY=$__legdiary_diary command legdiary --complete $argv[1] 2>/dev/null
    else
        command legdiary --complete $argv[1] 2>/dev/null
    end | string match -v -- '~*'
end

function __legdiary_listed
    set -l head (commandline -ct | string replace -r '^(--[^=]*=)?["\']?' '' | string match -r '.*,')
    printf '%s\n' "$head"$argv
end
"""
