"""What is out of reach as a whole, and why: what stands for something outside of the program's memory or its own code."""
import types

from .raw import module_of_class, mro_of, qualname_of

_BY_TYPE = {
    types.GeneratorType: "where a generator stands is out of reach",
    types.CoroutineType: "where a coroutine stands is out of reach",
    types.AsyncGeneratorType: "where an asynchronous generator stands is out of reach",
    types.FrameType: "frames belong to the interpreter",
    types.TracebackType: "tracebacks belong to the interpreter",
    types.MappingProxyType: "a read-only view of a dict is not followed",
    memoryview: "a view of memory is not followed",
}

_ITERATOR = "where an iterator stands is out of reach"
_REFERENCE = "what is weakly referenced is not followed"
_FILE = "open files belong to the operating system"
_THREAD = "threads and what they wait for belong to the operating system"
_LOOP = "event loops and what is scheduled in them are out of reach"
_TYPING = "type annotations are not followed"
_DEBUGGER = "it belongs to the debugger"

# By the module that defines one of the classes in the order of resolution; an empty name stands for all of its classes.
_BY_NAME = {
    ("builtins", "super"): "a reference to a base class is not followed",
    ("builtins", "weakref"): _REFERENCE,
    ("builtins", "weakproxy"): _REFERENCE,
    ("builtins", "weakcallableproxy"): _REFERENCE,
    ("weakref", ""): _REFERENCE,
    ("_weakref", ""): _REFERENCE,
    ("_weakrefset", ""): _REFERENCE,
    ("io", ""): _FILE,
    ("_io", ""): _FILE,
    ("tempfile", ""): _FILE,
    ("socket", ""): _FILE,
    ("_socket", ""): _FILE,
    ("ssl", ""): _FILE,
    ("selectors", ""): _FILE,
    ("mmap", ""): _FILE,
    ("sqlite3", ""): "what a database holds is out of reach",
    ("_thread", ""): _THREAD,
    ("threading", ""): _THREAD,
    ("subprocess", ""): "other processes are out of reach",
    ("multiprocessing", ""): "other processes are out of reach",
    ("concurrent", ""): _THREAD,
    ("asyncio", ""): _LOOP,
    ("_asyncio", ""): _LOOP,
    ("contextvars", ""): "context variables belong to the interpreter",
    ("_contextvars", ""): "context variables belong to the interpreter",
    ("typing", ""): _TYPING,
    ("itertools", ""): _ITERATOR,
    ("_pydevd_bundle", ""): _DEBUGGER,
    ("debugpy", ""): _DEBUGGER,
}

LIBRARY = "code of the standard library and of installed packages is not followed"


def why_outside(kind):
    """The reason why all instances of a class are out of reach; None where they are not."""
    known = _BY_TYPE.get(kind) if type(kind) is type else None
    if known is not None:
        return known
    if qualname_of(kind).endswith("_iterator") or any(kind is known for known in (zip, map, filter, enumerate, reversed)):
        return _ITERATOR
    for step in mro_of(kind):
        module = module_of_class(step)
        if type(module) is not str:
            continue
        for name in (module, module.partition(".")[0]):
            reason = _BY_NAME.get((name, "")) or _BY_NAME.get((name, qualname_of(step)))
            if reason is not None:
                return reason
    return None
