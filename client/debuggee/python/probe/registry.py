"""Every object that is followed, with its number: the same for as long as it is followed, never used twice."""
from .model import Tracked
from .outside import LIBRARY
from .ownership import Ownership
from .raw import module_of_class, variables_of_module
from .shapes import Shape, shape_of


class Registry:
    def __init__(self, first_id):
        # In the order in which they were found, which is breadth first.
        self.tracked = []
        self.ownership = Ownership()
        self._by_identity = {}
        # By the distance of their numbers from the first.
        self._by_number = []
        self._first = first_id
        # Those that are out of reach, as a whole or in part.
        self.limited = []
        # By the identity of the class, since a metaclass may say what equals it. A shape holds its class.
        self._shapes = {}
        self._library = Shape(object)
        self._library.kind = "opaque"
        self._library.name = "object"
        self._library.reason = LIBRARY

    def give_up(self, tracked, error):
        """The reading of an object failed: it is told as out of reach."""
        shape = Shape(type(tracked.object))
        shape.kind = "opaque"
        shape.reason = "it could not be read (%s)" % type(error).__name__
        tracked.shape = shape
        self.limited.append(tracked)

    def get(self, item):
        return self._by_identity.get(id(item))

    def by_number(self, number):
        at = number - self._first
        return self._by_number[at] if 0 <= at < len(self._by_number) else None

    def shape(self, kind):
        shape = self._shapes.get(id(kind))
        if shape is None:
            shape = self._shapes[id(kind)] = shape_of(kind)
            shape.follows_class = shape.text is None and self.ownership.owns_module(module_of_class(kind))
        return shape

    def enroll_all(self, values, parent, start):
        """Follows what is in these places from the first time that it is met; immutable values are not."""
        known = self._by_identity
        for place, value in enumerate(values, start):
            kind = type(value)
            if kind is str or kind is int or value is None or kind is float or kind is bool or id(value) in known:
                continue
            self._follow(value, kind, parent, place)

    def enroll(self, item, parent, place):
        if id(item) not in self._by_identity:
            self._follow(item, type(item), parent, place)

    def _follow(self, item, kind, parent, place):
        shape = self._shapes.get(id(kind)) or self.shape(kind)
        if shape.text is not None:
            return
        if shape.kind in _OWNED and not self._owns(item, shape):
            shape = self._library
        numbered = self._by_number
        tracked = Tracked(self._first + len(numbered), item, shape, parent, place)
        self._by_identity[id(item)] = tracked
        numbered.append(tracked)
        self.tracked.append(tracked)
        if shape.reason is not None or shape.hidden is not None:
            self.limited.append(tracked)

    def _owns(self, item, shape):
        if shape.kind == "class":
            return self.ownership.owns_module(module_of_class(item))
        if shape.kind == "function":
            return self.ownership.owns_globals(item.__globals__)
        return self.ownership.owns_globals(variables_of_module(item))

    def sweep(self, is_needed):
        """Forgets the objects that nothing needs."""
        for tracked in self.tracked:
            if not is_needed(tracked):
                del self._by_identity[id(tracked.object)]
                self._by_number[tracked.id - self._first] = None
        self.tracked = [tracked for tracked in self.tracked if is_needed(tracked)]
        self.limited = [tracked for tracked in self.limited if is_needed(tracked)]


_OWNED = frozenset(["class", "function", "module"])
