"""Whether a function meets an exception that leaves the line where it stands."""
import ast
import linecache

_TRIES = tuple(getattr(ast, name) for name in ("Try", "TryStar") if hasattr(ast, name))
_BODIES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def catches(frame):
    """By its source: whether the line is in a `try` of the same function. False where there is no source to tell."""
    name = frame.f_code.co_name
    # A lambda and a comprehension have no statements.
    if name.startswith("<") and name != "<module>":
        return False
    try:
        tree = ast.parse("".join(linecache.getlines(frame.f_code.co_filename, frame.f_globals)))
    except (SyntaxError, ValueError):
        return False
    return any(_met_at(tree, frame.f_lineno, False))


def _met_at(node, line, met):
    """
    `met`: whether a `try` of the function meets what leaves the node; gives the same for the innermost nodes at the line.
    Nodes without a place are not at any line.
    """
    inside = [
        result
        for part, field in ast.iter_fields(node)
        for child in (field if type(field) is list else [field])
        if isinstance(child, ast.AST) and getattr(child, "lineno", line) <= line <= getattr(child, "end_lineno", line)
        for result in _met_at(child, line, _meets(node, part, met))
    ]
    return inside or ([met] if hasattr(node, "lineno") else [])


def _meets(node, part, met):
    if isinstance(node, _TRIES):
        return part == "body" or met or (part != "finalbody" and bool(node.finalbody))
    return met and not (isinstance(node, _BODIES) and part == "body")
