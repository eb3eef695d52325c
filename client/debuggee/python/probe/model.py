"""What the probe knows of the program: few kinds of records, which refer to each other."""


class Missing:
    """Stands for what is not there, such as a slot that was never assigned."""

    __slots__ = ()


MISSING = Missing()


class Tracked:
    """An object that is followed. Holding it keeps its identity from being reused."""

    __slots__ = ("id", "object", "shape", "memento", "parent", "place", "told", "told_place", "numbering", "next_number")

    def __init__(self, number, item, shape, parent, place):
        self.id = number
        self.object = item
        self.shape = shape
        # What it held at the last capture that found it different; earlier ones hang from it.
        self.memento = None
        # Where it was found: another tracked object or a `Root`, and a place in it; see `places.py`.
        self.parent = parent
        self.place = place
        # What the server has been told: 'nothing', that it 'exists', or its 'contents'.
        self.told = "nothing"
        self.told_place = None
        # The entries whose numbers it is to keep after a restore; see `entries.py`.
        self.numbering = None
        self.next_number = 0


class Memento:
    """What one object held at one capture, shallowly. Shared between captures for as long as nothing in it changes."""

    __slots__ = ("epoch", "previous", "shape", "namespace", "keys", "values", "contents")

    def __init__(self, epoch, previous, shape, namespace, keys, values, contents):
        self.epoch = epoch
        self.previous = previous
        # The shape of the class that it had.
        self.shape = shape
        # The dict of its attributes itself, their names and their values; the values of `__slots__` come after those.
        self.namespace = namespace
        self.keys = keys
        self.values = values
        # What a dict, list, function, … holds beside attributes; see `contents.py`.
        self.contents = contents


class Root:
    """A variable of a captured frame or module, where walks begin."""

    __slots__ = ("activation", "name", "value")

    def __init__(self, activation, name, value):
        self.activation = activation
        self.name = name
        self.value = value


class Activation:
    """One call of a function, or the variables of a module."""

    __slots__ = ("id", "function", "source", "frame", "namespace", "line", "depth", "memento", "seen")

    def __init__(self, number, function, source, frame, namespace, line, depth):
        self.id = number
        self.function = function
        self.source = source
        # Held while the call lasts: the frame object is the call's identity.
        self.frame = frame
        # A module's variables; None for a call.
        self.namespace = namespace
        self.line = line
        self.depth = depth
        self.memento = None
        self.seen = 0


class Bindings:
    """What the variables of an activation held at one capture."""

    __slots__ = ("epoch", "previous", "names", "values")

    def __init__(self, epoch, previous, names, values):
        self.epoch = epoch
        self.previous = previous
        self.names = names
        self.values = values


class Slot:
    """A named place of an object and what it holds."""

    __slots__ = ("name", "value", "key", "reason")

    def __init__(self, name, value, key=MISSING, reason=None):
        self.name = name
        self.value = value
        # The key of a dict's entry.
        self.key = key
        # Why it is out of reach, if it is.
        self.reason = reason


def as_of(chain, epoch):
    """The memento of a chain that says what held at an epoch; None if there was none."""
    while chain is not None and chain.epoch > epoch:
        chain = chain.previous
    return chain


def same(one, other):
    """Whether two values are the same to the program: identical, or equal where identity means nothing."""
    if one is other:
        return True
    kind = type(one)
    if kind is not type(other):
        return False
    if kind is int or kind is str or kind is bytes:
        return one == other
    # Not by `==`: 0.0 equals -0.0, and a NaN does not equal itself.
    return kind is float and repr(one) == repr(other)
