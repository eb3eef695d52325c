"""What the expressions of rules come to in a frame."""
import re
import time

from .deadline import Deadline, Passed

_LONGEST = 200
# In seconds: of one expression, and of all of them together.
_ONE = 0.5
_ALL = 3.0


def evaluate(frame, expressions, values):
    """
    Evaluates each expression in a copy of what the frame sees: an assignment in one (`:=`) changes no variable. What it
    calls may change what it likes.
    """
    variables = {**frame.f_globals, **frame.f_locals}
    end = time.monotonic() + _ALL
    return [_result(expression, dict(variables), values, end) for expression in expressions]


def _result(expression, variables, values, end):
    left = min(_ONE, end - time.monotonic())
    if left <= 0:
        return {"value": "error", "message": "those before it had not ended after %g s" % _ALL}
    try:
        # In parentheses an expression may be on several lines; a comment at its end must not take the last one.
        code = compile("(%s\n)" % expression.strip(), "<savepoint>", "eval", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        message = error.msg if isinstance(error, SyntaxError) else str(error)
        return {"value": "error", "message": "Not an expression: %s" % message}
    try:
        with Deadline(left):
            value = eval(code, variables)
        if type(value) is bool:
            return {"value": "true" if value else "false"}
        return {"value": "other", "type": type(value).__name__, "text": _text(value, values)}
    except Passed:
        return {"value": "error", "message": "it had not ended after %g s, and was cut" % left}
    except BaseException as error:
        return _error(error, expression)


def _text(value, values):
    told = values.value(value)
    if type(told) is dict:
        return str(told.get("text", type(value).__name__))[:_LONGEST]
    return repr(value)[:_LONGEST]


def _error(error, expression):
    name = _missing_name(error)
    if name is not None and re.search(r"(?<![\w.])%s(?!\w)" % re.escape(name), expression):
        return {"value": "not-in-scope", "name": name}
    arguments = BaseException.args.__get__(error)
    message = arguments[0] if len(arguments) == 1 and type(arguments[0]) is str else ""
    return {"value": "error", "message": "%s%s" % (type(error).__name__, message and ": " + message)}


def _missing_name(error):
    """The name that a NameError is about; one that a called function raised may be about another."""
    if type(error) is not NameError:
        return None
    arguments = BaseException.args.__get__(error)
    found = re.match(r"name '([^']+)' is not defined", arguments[0]) if arguments and type(arguments[0]) is str else None
    return found and found.group(1)
