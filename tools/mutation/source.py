"""The mutants of a source file: mutmut's operators, applied to the text one at a time."""

from __future__ import annotations

import ast
import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import libcst
from libcst._nodes.internal import CodegenState
from libcst.metadata import MetadataWrapper, WhitespaceInclusivePositionProvider
from mutmut.mutation.mutators import mutation_operators

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: As mutmut has it: what these calls get is left alone, since nearly every change of it raises a TypeError.
_CALLS_LEFT_ALONE = {"len", "isinstance"}
#: Of a text's three mutants (marked, in small letters, in capitals) only the marked one is tried.
_OPERATORS_OF_TEXT = {"operator_string"}


@dataclass(frozen=True)
class Mutant:
    """A source file with one small fault.

    Attributes:
        file: the file, below the root.
        operator: the name of mutmut's operator.
        function: the outermost function or method with the fault, `Class.method`; empty outside of functions.
        first_line: the first line of that function as the compiler has it, with its decorators; 0 outside.
        lines: the first and the last line of the statement, without what is nested in it.
        before: the line, or the lines, without the fault.
        after: the same with the fault.
        start: where the text is replaced.
        end: the end of what is replaced.
        text: what it is replaced by.
        original: the file's text without the fault, as it was when the mutants were made.
    """

    file: str
    operator: str
    function: str
    first_line: int
    lines: tuple[int, int]
    before: str
    after: str
    start: int
    end: int
    text: str
    original: str = field(repr=False)

    @property
    def key(self) -> str:
        """A name that survives changes elsewhere in the file."""
        named = f"{self.file}\n{self.function}\n{self.before}\n{self.after}"
        return hashlib.sha256(named.encode()).hexdigest()[:12]

    @property
    def source(self) -> str:
        """The file's text with the fault."""
        return self.original[: self.start] + self.text + self.original[self.end :]


def mutants_of(path: Path, file: str) -> list[Mutant]:
    """Return every mutant of a file, in the order of its lines; of those that read alike, the first."""
    text = path.read_text(encoding="utf-8")
    wrapper = MetadataWrapper(libcst.parse_module(text), unsafe_skip_copy=True)
    places = _Places(text)
    visitor = _Visitor(wrapper, text, places)
    wrapper.module.visit(visitor)
    found: dict[str, Mutant] = {}
    for operator, start, end, new in visitor.found:
        made = places.mutant(file, operator, start, end, new)
        found.setdefault(made.key, made)
    return sorted(found.values(), key=lambda each: (each.start, each.text))


class _Visitor(libcst.CSTVisitor):  # type: ignore[misc] # its types are not read, they take long
    """Collect what each operator makes of each node."""

    def __init__(self, wrapper: MetadataWrapper, text: str, places: _Places) -> None:
        super().__init__()
        self._places = places
        self.found: list[tuple[str, int, int, str]] = []
        self._module = wrapper.module
        self._text = text
        self._starts = _line_starts(text)
        self._positions = wrapper.resolve(WhitespaceInclusivePositionProvider)

    def on_visit(self, node: libcst.CSTNode) -> bool:
        if _is_left_alone(node):
            return False
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                made = list(operator(node))
                self.found += self._spliced(
                    operator.__name__, node, made[:1] if operator.__name__ in _OPERATORS_OF_TEXT else made
                )
        return True

    def _spliced(self, operator: str, node: Any, made: list[Any]) -> Iterator[tuple[str, int, int, str]]:
        """Yield where the text changes, and to what."""
        for new in made:
            span = self._positions[node]
            start = self._starts[span.start.line - 1] + span.start.column
            end = self._starts[span.end.line - 1] + span.end.column
            old, text = self._code(node, span.start.line), self._code(new, span.start.line)
            if self._text[start:end] != old:
                raise ValueError(f"line {span.start.line}: {old!r} is not what stands there: {self._text[start:end]!r}")
            if text != old:
                ahead = _common(old, text)
                behind = _common(old[ahead:][::-1], text[ahead:][::-1])
                yield operator, start + ahead, end - behind, text[ahead : len(text) - behind]

    def _code(self, node: Any, line: int) -> str:
        """Return a node's text, its further lines indented as the statement is that it stands in."""
        state = CodegenState(self._module.default_indent, self._module.default_newline, self._module)
        state.increase_indent(" " * self._places.indent(line))
        node._codegen(state)  # noqa: SLF001 - what `Module.code_for_node` calls, which knows of no block
        return "".join(state.tokens)


def _is_left_alone(node: libcst.CSTNode) -> bool:
    """Return whether nothing in a node is mutated: what only a type checker or a reader sees, and decorators."""
    if isinstance(node, libcst.Annotation | libcst.Decorator | libcst.Import | libcst.ImportFrom | libcst.TypeAlias):
        return True
    if isinstance(node, libcst.AnnAssign):
        return isinstance(node.annotation.annotation, libcst.Name) and node.annotation.annotation.value == "TypeAlias"
    if isinstance(node, libcst.Expr):
        return isinstance(node.value, libcst.SimpleString | libcst.ConcatenatedString)
    if isinstance(node, libcst.If):
        return isinstance(node.test, libcst.Name) and node.test.value == "TYPE_CHECKING"
    if isinstance(node, libcst.Assign):
        target = node.targets[0].target
        return isinstance(target, libcst.Name) and target.value in {"__all__", "TYPE_CHECKING"}
    if isinstance(node, libcst.Call) and isinstance(node.func, libcst.Name):
        return node.func.value in _CALLS_LEFT_ALONE or node.func.value in {"cast", "TypeVar"}
    return False


class _Places:
    """The functions and statements of a text, by place."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = _line_starts(text)
        tree = ast.parse(text)
        self._functions = list(_functions(tree, ""))
        statements = [(each.lineno, _end_of_head(each)) for each in ast.walk(tree) if isinstance(each, ast.stmt)]
        # The innermost comes last: it begins later, or ends sooner.
        self._statement_of = {
            line: span
            for span in sorted(statements, key=lambda span: (span[0], -span[1]))
            for line in range(span[0], span[1] + 1)
        }
        self._defaults = {
            line
            for each in ast.walk(tree)
            if isinstance(each, ast.FunctionDef)
            for line in range(each.lineno, each.body[0].lineno)
        }

    def indent(self, line: int) -> int:
        """Return how far the statement is indented that a line belongs to."""
        begins = self._starts[self._statement_of.get(line, (line, line))[0] - 1]
        return len(self._text[begins:]) - len(self._text[begins:].lstrip(" "))

    def mutant(self, file: str, operator: str, start: int, end: int, new: str) -> Mutant:
        """Return the mutant of a change of the text."""
        line, last = bisect_right(self._starts, start), bisect_right(self._starts, end)
        above = self._statement_of.get(line, (line, last))
        lines = above[0], max(above[1], last)
        function, first_line = "", 0
        if line not in self._defaults:
            for name, decorated, begins, ends in self._functions:
                if begins <= line <= ends:
                    function, first_line = name, decorated
                    break
        begin, stop = self._starts[line - 1], self._text.find("\n", end)
        after = self._text[begin:start] + new + self._text[end:stop]
        before, after = _one_line(self._text[begin:stop]), _one_line(after)
        place = file, operator, function, first_line, lines
        return Mutant(*place, before, after, start, end, new, self._text)


def _functions(tree: ast.AST, within: str) -> Iterator[tuple[str, int, int, int]]:
    """Yield the outermost functions: name, first line with decorators, first line of the body, last line."""
    for each in ast.iter_child_nodes(tree):
        if isinstance(each, ast.FunctionDef):
            decorated = min([each.lineno, *(of.lineno for of in each.decorator_list)])
            yield f"{within}{each.name}", decorated, each.lineno, each.end_lineno or each.lineno
        elif isinstance(each, ast.ClassDef):
            yield from _functions(each, f"{within}{each.name}.")
        elif isinstance(each, ast.If | ast.Try):
            yield from _functions(each, within)


def _end_of_head(statement: ast.stmt) -> int:
    """Return the last line of a statement, without what is nested in it."""
    body = getattr(statement, "body", None) or getattr(statement, "cases", None)
    if body:
        first = body[0]
        begins = first.pattern.lineno if isinstance(first, ast.match_case) else first.lineno
        return max(statement.lineno, begins - 1)
    return statement.end_lineno or statement.lineno


def _line_starts(text: str) -> list[int]:
    """Return where each line begins."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _common(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    length = min(len(one), len(other))
    return next((place for place in range(length) if one[place] != other[place]), length)


def _one_line(text: str) -> str:
    return " ".join(text.split())
