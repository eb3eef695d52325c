"""What is the user's own: code outside of the standard library, of installed packages and of the debugger."""
import os
import sys
import types

_LIBRARY = os.path.dirname(os.__file__) + os.sep
_INSTALLED = (os.sep + "site-packages" + os.sep, os.sep + "dist-packages" + os.sep)


def is_own_file(path):
    if type(path) is not str or path.startswith("<frozen"):
        return False
    return not path.startswith(_LIBRARY) and not any(part in path for part in _INSTALLED)


class Ownership:
    """Remembers the answers by identity. `named` is what the debugger showed as the user's: the modules on the stack."""

    def __init__(self):
        self._answers = {}

    def claim(self, namespace):
        self._answers[id(namespace)] = (namespace, True)

    def owns_globals(self, namespace):
        known = self._answers.get(id(namespace))
        if known is not None:
            return known[1]
        if namespace.get("__name__") == "__main__":
            answer = True
        else:
            answer = is_own_file(namespace.get("__file__"))
        self._answers[id(namespace)] = (namespace, answer)
        return answer

    def owns_module(self, name):
        module = sys.modules.get(name) if type(name) is str else None
        # Not of a module: the class was made by code without one, which nobody installed.
        if type(module) is not types.ModuleType:
            return True
        return self.owns_globals(types.ModuleType.__dict__["__dict__"].__get__(module))
