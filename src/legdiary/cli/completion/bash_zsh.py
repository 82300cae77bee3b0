"""The completion scripts for bash and zsh: shared functions with the data, and the part that asks, for each shell.

The shared functions use only what both shells understand: case, printf, return.
"""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from legdiary.cli.completion.command_tree import flags_with_values, paths
from legdiary.cli.completion.flag_values import Values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from legdiary.cli.completion.command_tree import Command


def bash_script(every: Sequence[Command], made: str) -> str:
    """Return the script for bash.

    Args:
        every: the commands.
        made: the first line, which names the command that made the script.
    """
    return f"{made}\n{_shared_functions(every)}{_ASK}{_BASH}"


def zsh_script(every: Sequence[Command], made: str) -> str:
    """Return the script for zsh.

    Args:
        every: the commands.
        made: the first line, which names the command that made the script.
    """
    return f"#compdef legdiary\n{made}\n{_shared_functions(every)}{_ASK}{_ZSH}"


def _shared_functions(every: Sequence[Command]) -> str:
    """Return four functions with the commands, the flags that take a value, their values, and the names by place."""
    by_values: dict[Values, list[str]] = {}
    for command in every:
        for flag in command.flags:
            if flag.values is not None:
                by_values.setdefault(flag.values, []).append(command.place(flag.name))
    for command in every:
        by_values.setdefault(command.argument, []).append(command.place("ARGUMENT"))
    printed = [(places, _print_values(values)) for values, places in by_values.items() if values != Values()]
    names = [
        ([each.path], _print([flag.name for flag in each.flags], [name for name, _ in each.inside])) for each in every
    ]
    return "\n".join(
        [
            _case("_legdiary_is_command", [(paths(every), "return 0")], "return 1"),
            _case("_legdiary_takes", [(flags_with_values(every), "return 0")], "return 1"),
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


def _print_values(values: Values) -> str:
    if values.files:
        return "printf '%s\\n' '<files>'"
    parts = [_print(["<list>"])] if values.listed else []
    parts += [_print(list(values.words))] if values.words else []
    parts += [f'_legdiary_ask {values.asked} "$2" "$3"'] if values.asked else []
    return "; ".join(parts)


#: Prints names or numbers from the diary. Arguments: a kind, a prefix, and the diary if the line names one.
_ASK = r"""_legdiary_ask() {
    if [ -n "$3" ]; then
        LEGDIARY_DIARY=$3 command legdiary --complete "$1" "$2" 2>/dev/null
    else
        command legdiary --complete "$1" "$2" 2>/dev/null
    fi
}

"""
_BASH = r"""# Sets `escaped` to the text "$1" as it can stand where the quote "$2" is open; byte by byte in any locale.
_legdiary_escape() {
    local LC_ALL=C i char last=
    escaped=
    for ((i = 0; i < ${#1}; i++)); do
        char=${1:i:1}
        [ "$((i + 1))" -eq "${#1}" ] && last=1
        case $2 in
            \') case $char in
                    # Readline closes a quote unless the text ends with one.
                    \') escaped="$escaped'\'"; [ -n "$last" ] || escaped="$escaped'" ;;
                    *) escaped=$escaped$char ;;
                esac ;;
            \") case $char in
                    # Within double quotes nothing keeps "!" from meaning an earlier line.
                    !) escaped=$escaped'"\!"'; [ -z "$last" ] || escaped=$escaped'"' ;;
                    \") [ -z "$last" ] || escaped=$escaped'"'; escaped=$escaped'\"' ;;
                    [\\\$\`]) escaped=$escaped\\$char ;;
                    *) escaped=$escaped$char ;;
                esac ;;
            *)  case $char in
                    [a-zA-Z0-9_./,:=@%+-] | [$'\x80'-$'\xff']) escaped=$escaped$char ;;
                    *) escaped=$escaped\\$char ;;
                esac ;;
        esac
    done
}

_legdiary() {
    local line=${COMP_LINE:0:COMP_POINT} char next quote= word= some= mark= opened= i=0
    local at=$((${#line} - ${#2})) n=0 path= prev= value= diary= argument=ARGUMENT flag head= each escaped
    local -a words=()
    COMPREPLY=()
    # What Readline will put an answer in the place of, "$2", is the end of the line; `at` is where it begins.
    [ "$at" -ge 0 ] && [ "${line:at}" = "$2" ] || return
    while true; do
        [ "$i" -eq "$at" ] && mark=${#word} opened=$quote
        [ "$i" -ge "${#line}" ] && break
        char=${line:i:1} next=${line:i+1:1}
        i=$((i + 1))
        case $quote in
            \') if [ "$char" = \' ]; then quote=; else word=$word$char; fi ;;
            \") case $char in
                    \") quote= ;;
                    \\) case $next in
                            [\\\$\`\"]) word=$word$next i=$((i + 1)) ;;
                            ?) word=$word\\ ;;
                        esac ;;
                    [\$\`]) return ;;  # only the shell knows what it will be
                    *) word=$word$char ;;
                esac ;;
            *)  case $char in
                    [\'\"]) quote=$char some=1 ;;
                    \\) word=$word$next some=1 i=$((i + 1)) ;;
                    [\$\`]) return ;;
                    [\<\>]) compopt -o default 2>/dev/null; return ;;
                    [[:space:]]) [ -n "$some" ] && words[${#words[@]}]=$word; word= some= ;;
                    *) word=$word$char some=1 ;;
                esac ;;
        esac
    done
    [ -n "$mark" ] || return
    case $opened,${line:at-1:1} in
        ,[\'\"]) [ -z "$2" ] || return ;;  # behind a quote that is closed Readline would close it once more
    esac
    while [[ ${words[n]} == *=* ]]; do
        n=$((n + 1))  # LEGDIARY_DIARY=… legdiary
    done
    for ((n = n + 1; n < ${#words[@]}; n++)); do
        flag=${words[n]%%=*}
        if _legdiary_takes "${path:+$path }$flag"; then
            if [ "$flag" != "${words[n]}" ]; then
                value=${words[n]#*=}
            elif [ "$((n + 1))" -lt "${#words[@]}" ]; then
                n=$((n + 1)) value=${words[n]}
            else
                prev=$flag value=
            fi
            [ "$flag" = "--diary" ] && diary=$value
        elif _legdiary_is_command "${path:+$path }${words[n]}"; then
            path=${path:+$path }${words[n]}
        elif [ "${words[n]#-}" = "${words[n]}" ]; then
            argument=
        fi
    done
    value=$word
    if [ -z "$prev" ] && [[ $word == --*=* ]] && _legdiary_takes "${path:+$path }${word%%=*}"; then
        prev=${word%%=*} head=$prev= value=${word#*=}
    fi
    while IFS= read -r each; do
        each=${each%%$'\t'*}
        case $each in
            '<files>')
                compopt -o default 2>/dev/null
                return ;;
            '<list>')
                case $value in
                    *,*) head=$head${value%,*},; value=${value##*,} ;;
                esac
                continue ;;
        esac
        case $head$each in
            "$word"*) each=$head$each ;;
            *) continue ;;
        esac
        _legdiary_escape "${each:mark}" "$opened"
        case $opened,${line:at-1:1},$escaped in
            \',\',\'* | \",\",\"*) escaped=$opened$escaped ;;  # of two in a row Readline takes one away
        esac
        COMPREPLY[${#COMPREPLY[@]}]=$escaped
    done < <(
        if [ -n "$prev" ]; then
            _legdiary_values "${path:+$path }$prev" "$value" "$diary"
        else
            case $word in
                -*) _legdiary_names "$path" ;;
                *) {
                    _legdiary_names "$path"
                    [ -n "$argument" ] && _legdiary_values "${path:+$path }$argument" "$value" "$diary"
                } | grep -v '^-' ;;
            esac
        fi
    )
}
complete -F _legdiary legdiary
"""
_ZSH = r"""_legdiary() {
    local cur=${(Q)PREFIX} prev= where= diary= argument=ARGUMENT word
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
        compset -P 1 '*='
        cur=${cur#*=}
    fi
    # Within quotes only compadd knows what is typed; and it quotes its answer alike.
    [[ -n $compstate[quote] ]] && cur=
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
