"""
Brings the probe's modules in, and puts the probe where only the client's texts look.

The modules import one another, but are not in `sys.modules`: their `__import__` is one of their own. The probe itself is
a variable of the debugger's package `_pydevd_bundle`, where a program has no business, and nothing of it is in any
namespace of the program.
"""


def load(sources, name):
    """Runs that module and those which it imports, from their texts by name; gives its namespace."""
    import builtins
    import types

    modules = {}

    def module(wanted):
        if wanted not in modules:
            modules[wanted] = types.ModuleType("savepoint_probe." + wanted)
            space = modules[wanted].__dict__
            space["__builtins__"] = {**vars(builtins), "__import__": find}
            exec(compile(sources[wanted], "<savepoint>", "exec", dont_inherit=True), space)
        return modules[wanted]

    def find(wanted, *rest):
        # The fourth of what `__import__` is given is how far up the package is.
        return module(wanted) if rest[3:4] > (0,) else builtins.__import__(wanted, *rest)

    return module(name).__dict__


def install(home, key, first_id, sources):
    """Puts a probe under a key into a namespace. What it imports and nobody else has does not stay in sight."""
    import sys

    before = set(sys.modules)
    home[key] = load(sources, "probe")["Probe"](first_id, lambda: home.pop(key, None))
    for name in set(sys.modules) - before:
        del sys.modules[name]
    return ""
