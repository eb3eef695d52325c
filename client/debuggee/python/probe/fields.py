"""What functions, cells, classes, modules, exceptions, … hold in fields of the language's own."""
import types
from operator import is_

from .model import MISSING, Slot, same
from .raw import delete_class_variable, set_class_variable, variables_of_class


class Fields:
    """Fields of a type, each read and written by the type's own descriptor."""

    def __init__(self, kind, named, prefix="p:"):
        self.kind = kind
        self.names = tuple(prefix + name for name, _ in named)
        self._get = tuple(descriptor.__get__ for _, descriptor in named)
        self._set = tuple(getattr(descriptor, "__set__", None) for _, descriptor in named)
        self._delete = tuple(getattr(descriptor, "__delete__", None) for _, descriptor in named)

    def read(self, tracked, item, last):
        return tuple(map(self._value, self._get, (item,) * len(self._get)))

    @staticmethod
    def _value(get, item):
        try:
            return get(item)
        except (AttributeError, ValueError):
            return MISSING

    def holds(self, item, contents):
        return all(map(is_, self.read(None, item, None), contents))

    def parts(self, contents):
        return (contents,)

    def slots(self, tracked, contents):
        return [Slot(name, value) for name, value in zip(self.names, contents) if value is not MISSING]

    def size(self, contents):
        return len(contents) - contents.count(MISSING)

    def slot_at(self, tracked, contents, index):
        return Slot(self.names[index], contents[index])

    def differences(self, tracked, before, after, tell):
        for index, (old, new) in enumerate(zip(before, after)):
            if not same(old, new):
                tell(*(None if at[index] is MISSING else self.slot_at(tracked, at, index) for at in (before, after)))

    def write(self, tracked, item, now, then, asked, fail):
        for name, write, delete, old, new in zip(self.names, self._set, self._delete, now, then):
            if same(old, new) or (asked is not None and name not in asked):
                continue
            try:
                if new is MISSING:
                    delete(item)
                else:
                    write(item, new)
            except Exception:
                fail(name, "the language does not let it be assigned")


def fields_of(kind, owner, *names):
    return Fields(kind, [(name, vars(owner)[name]) for name in names])


class Cells(Fields):
    """A variable that functions close over."""

    def __init__(self):
        super().__init__("cell", [("contents", vars(types.CellType)["cell_contents"])], "i:")


class Functions(Fields):
    """What a function holds, and the cells of the variables that it closes over; those are of the function for good."""

    def __init__(self):
        named = ("__defaults__", "__kwdefaults__", "__code__")
        super().__init__("function", [(name, vars(types.FunctionType)[name]) for name in named])

    def read(self, tracked, item, last):
        return super().read(tracked, item, last) + (item.__closure__ or ())

    def holds(self, item, contents):
        return all(map(is_, super().read(None, item, None), contents))

    def slots(self, tracked, contents):
        """Not those fields that say nothing while they do not change."""
        return [self.slot_at(tracked, contents, index) for index in range(len(self.names), len(contents))]

    def size(self, contents):
        return len(contents) - len(self.names)

    def slot_at(self, tracked, contents, index):
        cells = index - len(self.names)
        if cells < 0:
            return super().slot_at(tracked, contents, index)
        return Slot("v:" + tracked.object.__code__.co_freevars[cells], contents[index])


def is_users(name, value):
    """Not what the language and its library keep in a class: only a function under such a name is somebody's own."""
    kind = type(value)
    if kind is types.MemberDescriptorType or kind is types.GetSetDescriptorType or name == "_abc_impl":
        return False
    return kind is types.FunctionType or not (name.startswith("__") and name.endswith("__"))


class Classes:
    """The variables of a class: attributes and methods, without what the language keeps there for itself."""

    kind = "class"
    def read(self, tracked, item, last):
        return {
            name: value
            for name, value in variables_of_class(item).items()
            if is_users(name, value)
        }

    def holds(self, item, contents):
        now = self.read(None, item, None)
        return (
            len(now) == len(contents)
            and all(map(is_, now, contents))
            and all(map(is_, now.values(), contents.values()))
        )

    def parts(self, contents):
        return (contents.values(),)

    def slots(self, tracked, contents):
        return [Slot("p:" + name, value) for name, value in contents.items()]

    def size(self, contents):
        return len(contents)

    def slot_at(self, tracked, contents, index):
        name = list(contents)[index]
        return Slot("p:" + name, contents[name])

    def differences(self, tracked, before, after, tell):
        for name in {**before, **after}:
            old, new = before.get(name, MISSING), after.get(name, MISSING)
            if not same(old, new):
                tell(*(None if value is MISSING else Slot("p:" + name, value) for value in (old, new)))

    def write(self, tracked, item, now, then, asked, fail):
        for name in {**now, **then}:
            old, new = now.get(name, MISSING), then.get(name, MISSING)
            if same(old, new) or (asked is not None and "p:" + name not in asked):
                continue
            try:
                if new is MISSING:
                    delete_class_variable(item, name)
                else:
                    set_class_variable(item, name, new)
            except Exception:
                fail("p:" + name, "the class does not let it be assigned")
