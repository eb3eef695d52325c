"""
The variables of the captured frames, and of the modules whose code they run.

A call is told by its frame object, which is held while the call lasts: the same object is the same call, for certain.
The variables of a module are those of one activation, whichever frame is captured.

How a frame's variables are read and written, by version of the language:
- up to 3.12, `frame.f_locals` copies them into a dict, the same each time, which `PyFrame_LocalsToFast` copies back, into
  the cells of captured variables too;
- from 3.13 on (PEP 667) `frame.f_locals` writes through; a variable cannot be made unbound by it;
- the body of a module or class has its variables in a real namespace.
"""
import sys

from .model import Activation, Bindings, Root, as_of

_IS_FUNCTION = 0x01  # CO_OPTIMIZED
_IS_SUSPENDABLE = 0x20 | 0x80 | 0x200  # generators and coroutines
_WRITES_THROUGH = sys.version_info >= (3, 13)


def frames_of(specs):
    """The frame objects of the captured frames, the paused one first; None for one that is not found."""
    paused = _paused_frame(specs[0]["frame"])
    if paused is None:
        raise LookupError("Savepoint knows no way to a frame from this version of the debugger.")
    found = [paused]
    # The debugger shows some of the real frames, in their order.
    rest = _chain(paused.f_back)
    for spec in specs[1:]:
        at = next((at for at, frame in enumerate(rest) if _is_like(frame, spec)), None)
        found.append(None if at is None else rest[at])
        rest = rest if at is None else rest[at + 1 :]
    return found


def _paused_frame(number):
    """The frame that code is evaluated in, as the debugger's function was given it, or by its identity."""
    frame = sys._getframe(1)
    while frame is not None:
        if id(frame) == number:
            return frame
        if frame.f_code.co_name == "evaluate_expression" and "frame" in frame.f_code.co_varnames:
            return frame.f_locals.get("frame")
        frame = frame.f_back
    return None


def _chain(frame):
    found = []
    while frame is not None:
        found.append(frame)
        frame = frame.f_back
    return found


def _is_like(frame, spec):
    name = frame.f_code.co_name
    return frame.f_lineno == spec["line"] and (spec["function"] == name or spec["function"].endswith("." + name))


class Frames:
    def __init__(self, first_id):
        self.activations = []
        # Those of the capture under way: the frames, the paused one first, then the modules.
        self.present = []
        self._next = first_id
        self._epoch = 0

    def resolve(self, specs, epoch, ownership):
        """Finds the calls and modules of a capture and reads their variables."""
        self._epoch = epoch
        frames = frames_of(specs)
        self._let_go(frames[0])
        self.present = []
        for spec, frame in zip(specs, frames):
            if frame is not None:
                self._see(self._call(frame, spec), spec)
        for frame in frames:
            if frame is not None:
                ownership.claim(frame.f_globals)
                self._see_module(frame.f_globals)
        for activation in self.present:
            activation.seen = epoch
            activation.memento = _observe(activation, epoch)
        return [
            Root(activation, name, value)
            for activation in self.present
            for name, value in zip(activation.memento.names, activation.memento.values)
        ]

    def _call(self, frame, spec):
        for activation in self.activations:
            if activation.frame is frame:
                return activation
        return self._create(spec["function"], spec["source"], frame, None, spec["depth"])

    def _see(self, activation, spec):
        activation.line = spec["line"]
        self.present.append(activation)

    def _see_module(self, namespace):
        for activation in self.activations:
            if activation.namespace is namespace:
                if activation not in self.present:
                    self.present.append(activation)
                return
        name, source = namespace.get("__name__"), namespace.get("__file__")
        name = name if type(name) is str else "<module>"
        self.present.append(self._create(name, source if type(source) is str else None, None, namespace, -1))

    def _create(self, function, source, frame, namespace, depth):
        activation = Activation(self._next, function, source, frame, namespace, 1, depth)
        self._next += 1
        self.activations.append(activation)
        return activation

    def by_id(self, number):
        return next((activation for activation in self.activations if activation.id == number), None)

    def _let_go(self, paused):
        """Of the frames of calls that are over; a generator's may stand still out of sight."""
        alive = set(map(id, _chain(paused)))
        for frame in sys._current_frames().values():
            alive.update(map(id, _chain(frame)))
        for activation in self.activations:
            frame = activation.frame
            if frame is not None and id(frame) not in alive and not frame.f_code.co_flags & _IS_SUSPENDABLE:
                activation.frame = None

    def sweep(self, oldest):
        """Forgets activations that are over and that no kept epoch has variables of."""
        self.activations = [activation for activation in self.activations if activation.seen >= oldest]


def _observe(activation, epoch):
    last = activation.memento
    variables = _variables(activation)
    names, values = tuple(variables), tuple(variables.values())
    if last is not None and last.names == names and len(last.values) == len(values):
        if all(one is other for one, other in zip(last.values, values)):
            return last
    return Bindings(epoch, last, names, values)


def _variables(activation):
    if activation.namespace is not None:
        return {name: value for name, value in activation.namespace.items() if _is_shown_global(name)}
    frame = activation.frame
    namespace = frame.f_locals
    if namespace is frame.f_globals or not (frame.f_code.co_flags & _IS_FUNCTION or type(namespace) is dict):
        return {}
    return {name: value for name, value in namespace.items() if _is_shown_local(name)}


def _is_shown_global(name):
    return type(name) is str and not (name.startswith("__") and name.endswith("__"))


def _is_shown_local(name):
    """Not what the interpreter and the debugger put there."""
    return _is_shown_global(name) and not name.startswith((".", "__pydevd"))


class BindingRestorer:
    def __init__(self, frames, epoch, failures):
        self._frames = frames
        self._epoch = epoch
        self._failures = failures

    def write(self, number, asked, into):
        owner = self._frames.by_id(number)
        target = None if owner is None else as_of(owner.memento, self._epoch)
        present = self._frames.by_id(number if into is None else into)
        if target is None or present is None:
            self._failures.binding(number, None, "nothing of it was kept then")
            return
        then = dict(zip(target.names, target.values))
        wanted = {}
        for name in then if asked is None else asked:
            if name in then:
                wanted[name] = then[name]
            else:
                self._failures.binding(number, name, "it had no value then")
        if present.namespace is not None:
            for name, value in wanted.items():
                dict.__setitem__(present.namespace, name, value)
        elif present.frame is None:
            self._failures.binding(number, None, "its call has returned")
        else:
            failure = assign(present.frame, wanted)
            if failure is not None:
                self._failures.binding(number, None, failure)


def assign(frame, wanted):
    """Assigns variables of a call; gives the reason if that cannot be done."""
    namespace = frame.f_locals
    if not frame.f_code.co_flags & _IS_FUNCTION or _WRITES_THROUGH:
        for name, value in wanted.items():
            namespace[name] = value
        return None
    for name, value in wanted.items():
        dict.__setitem__(namespace, name, value)
    try:
        import ctypes

        ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
    except (ImportError, AttributeError):
        return "this interpreter does not let variables of a call be assigned (it has no ctypes)"
    return None
