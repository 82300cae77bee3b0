"""The completion script for PowerShell: tables of the commands and their values, and a block that finds the cursor.

Written by the documentation of `Register-ArgumentCompleter`; read by a grammar of PowerShell, but not yet run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from legdiary.cli.completion.command_tree import flags_with_values, paths
from legdiary.cli.completion.flag_values import Values
from legdiary.cli.completion.places import doubled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from legdiary.cli.completion.command_tree import Command


def powershell_script(every: Sequence[Command], made: str) -> str:
    """Return the script for PowerShell.

    Args:
        every: the commands.
        made: the first line, which names the command that made the script.
    """
    names = [
        (each.path, [*each.inside, *((flag.name, flag.about) for flag in each.flags)]) for each in every
    ]  # fmt: skip
    values = [
        *((each.place(flag.name), flag.values) for each in every for flag in each.flags if flag.values),
        *((each.place("ARGUMENT"), each.argument) for each in every if each.argument != Values()),
    ]
    tables = [
        f"    $commands = @({_words(paths(every))})",
        f"    $takes = @({_words(flags_with_values(every))})",
        "    $names = @{",
        *(f"        {_quote(path)} = @({_pairs(pairs)})" for path, pairs in names),
        "    }",
        "    $values = @{",
        *(f"        {_quote(place)} = @({_values(each)})" for place, each in values),
        "    }",
    ]
    return f"{made}\n{_BEGIN}" + "\n".join(tables) + f"\n{_END}"


def _values(values: Values) -> str:
    """Return files, a list or a question to the diary as a word with a mark, and the fixed words after it."""
    marks = ["<files>"] if values.files else []
    marks += ["<list>"] if values.listed else []
    marks += [f"<ask>{values.asked}"] if values.asked else []
    return _words((*marks, *values.words))


def _words(words: Iterable[str]) -> str:
    return ", ".join(_quote(word) for word in words)


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    """Return names with what they mean, as texts with a tab between."""
    return ", ".join(f"({_quote(name)} + $tab + {_quote(about)})" for name, about in pairs)


def _quote(text: str) -> str:
    return f"'{doubled(text)}'"


_BEGIN = r"""Register-ArgumentCompleter -Native -CommandName 'legdiary', 'legdiary.exe' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $tab = [string][char]9
"""
_END = r"""    $quotes = [char[]]@(39, 34)
    $word = "$wordToComplete".Trim($quotes)
    $path = ''; $previous = ''; $diary = ''; $place = 'ARGUMENT'; $head = ''
    $before = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object {
        $_.Extent.EndOffset -lt $cursorPosition
    } | ForEach-Object { "$($_.Extent.Text)".Trim($quotes) })
    for ($i = 0; $i -lt $before.Count; $i++) {
        $typed = $before[$i]
        $flag, $given = $typed -split '=', 2
        if ($takes -ccontains "$path $flag".Trim()) {
            if ($null -eq $given) {
                if ($i + 1 -eq $before.Count) { $previous = $flag; break }
                $i++; $given = $before[$i]
            }
            if ($flag -ceq '--diary') { $diary = $given }
        } elseif ($commands -ccontains "$path $typed".Trim()) {
            $path = "$path $typed".Trim()
        } elseif (-not $typed.StartsWith('-')) {
            $place = ''
        }
    }
    if (-not $previous -and $word -clike '--*=*') {
        $flag, $given = $word -split '=', 2
        if ($takes -ccontains "$path $flag".Trim()) { $previous = $flag; $head = "$flag="; $word = $given }
    }
    $offered = @()
    if ($previous) {
        $offered = @($values["$path $previous".Trim()])
    } else {
        $offered = @($names[$path] | Where-Object { $_.StartsWith('-') -eq $word.StartsWith('-') })
        if ($place -and -not $word.StartsWith('-')) { $offered += @($values["$path $place".Trim()]) }
    }
    $offered = @($offered | Where-Object { $_ } | ForEach-Object {
        if (-not $_.StartsWith('<ask>')) { return $_ }
        $kept = $env:LEGDIARY_DIARY
        if ($diary) { $env:LEGDIARY_DIARY = $diary }
        try { & legdiary --complete $_.Substring(5) 2>$null } finally { $env:LEGDIARY_DIARY = $kept }
    })
    if ($offered -ccontains '<files>') { return }
    if ($offered -ccontains '<list>') {
        $comma = $word.LastIndexOf(',') + 1
        $head += $word.Substring(0, $comma); $word = $word.Substring($comma)
    }
    foreach ($each in $offered) {
        $name, $about = $each -split $tab, 2
        if ($name -ceq '<list>' -or -not $name.StartsWith($word, 'OrdinalIgnoreCase')) { continue }
        $text = "$head$name"
        if ($text -notmatch '^[A-Za-z0-9_./:+%=-]+$') {
            $escaped = [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($text)
            $text = "'$escaped'"
        }
        $told = if ($about) { $about } else { $name }
        [System.Management.Automation.CompletionResult]::new($text, $name, 'ParameterValue', $told)
    }
}
"""
