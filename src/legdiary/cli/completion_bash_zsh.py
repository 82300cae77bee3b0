"""The scripts for bash and zsh: what both are told in functions that both can read, and how each of them asks.

The functions keep to what the two have in common: case, printf, return.
"""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from legdiary.cli.completion_tree import paths, taking
from legdiary.cli.completion_values import Values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.cli.completion_tree import Command


def bash_script(every: Sequence[Command], made: str) -> str:
    """The script of bash.

    Args:
        every: the commands.
        made: the line that says what made it.
    """
    return f"{made}\n{_shared(every)}{_ASK}{_BASH}"


def zsh_script(every: Sequence[Command], made: str) -> str:
    """The script of zsh.

    Args:
        every: the commands.
        made: the line that says what made it.
    """
    return f"#compdef legdiary\n{made}\n{_shared(every)}{_ASK}{_ZSH}"


def _shared(every: Sequence[Command]) -> str:
    """Four functions: what is a command, which flags take a value, what the values are, which names stand where."""
    by_values: dict[Values, list[str]] = {}
    for command in every:
        for flag in command.flags:
            if flag.values is not None:
                by_values.setdefault(flag.values, []).append(command.place(flag.name))
    for command in every:
        by_values.setdefault(command.argument, []).append(command.place("ARGUMENT"))
    printed = [(places, _printed(values)) for values, places in by_values.items() if values != Values()]
    names = [
        ([each.path], _print([flag.name for flag in each.flags], [name for name, _ in each.inside])) for each in every
    ]
    return "\n".join(
        [
            _case("_legdiary_is_command", [(paths(every), "return 0")], "return 1"),
            _case("_legdiary_takes", [(taking(every), "return 0")], "return 1"),
            _case("_legdiary_values", printed),
            _case("_legdiary_names", names),
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


#: Prints names or numbers out of the diary: a kind, a prefix, and the diary if the line names one.
_ASK = r"""_legdiary_ask() {
    if [ -n "$3" ]; then
        LEGDIARY_DIARY=$3 command legdiary --complete "$1" "$2" 2>/dev/null
    else
        command legdiary --complete "$1" "$2" 2>/dev/null
    fi
}

"""
_BASH = r"""_legdiary() {
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
_ZSH = r"""_legdiary() {
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
