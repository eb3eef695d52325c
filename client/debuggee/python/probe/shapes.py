"""
How the instances of a class are read and written: one `Shape` for each class, made when its first instance is met.

An instance consists of attributes (its `__dict__`, then its `__slots__`) and of contents, which a base of the language's
own gives it. Nothing of the class is called: attributes are reached through the descriptors that the language made.
"""
import functools
import sys
import types
from collections import OrderedDict, defaultdict, deque
from operator import is_

from .contents import Arrays, Bytearrays, Dicts, OrderedDicts, Sequences, Sets
from .fields import Cells, Classes, Functions, fields_of
from .immutables import text_of
from .model import MISSING, Memento
from .outside import why_outside
from .raw import (
    basic_size_of,
    dict_offset_of,
    has_base,
    keys_of,
    module_of_class,
    mro_of,
    qualname_of,
    values_of,
    variables_of_class,
    weakref_offset_of,
)

_WORD = object.__basicsize__ // 2

_DICTS = Dicts()

# The bases whose instances hold more than attributes, the derived ones first.
_CONTENTS = (
    (OrderedDict, OrderedDicts()),
    (defaultdict, _DICTS),
    (dict, _DICTS),
    (list, Sequences(list)),
    (tuple, Sequences(tuple)),
    (set, Sets(set)),
    (frozenset, Sets(frozenset)),
    (deque, Sequences(deque)),
    (bytearray, Bytearrays()),
    (types.FunctionType, Functions()),
    (types.CellType, Cells()),
    (types.MethodType, fields_of("object", types.MethodType, "__func__", "__self__")),
    (property, fields_of("object", property, "fget", "fset", "fdel")),
    (staticmethod, fields_of("object", staticmethod, "__func__")),
    (classmethod, fields_of("object", classmethod, "__func__")),
    (functools.partial, fields_of("object", functools.partial, "func", "args", "keywords")),
    (BaseException, None),
    (types.ModuleType, None),
    (types.SimpleNamespace, None),
    (int, None),
    (float, None),
    (complex, None),
    (str, None),
    (bytes, None),
    (object, None),
)

# What these bases hold in fields of the language's own is read and written like `__slots__`.
_BASE_SLOTS = {
    defaultdict: ("default_factory",),
    BaseException: ("args", "__cause__", "__context__", "__traceback__", "__suppress_context__"),
}
_C_STATE = "its type %s is implemented outside of Python, and what it holds is out of reach"


class Shape:
    __slots__ = (
        "type",
        "name",
        "kind",
        "text",
        "reason",
        "hidden",
        "holds",
        "contents",
        "follows_class",
        "slot_names",
        "get_namespace",
        "set_namespace",
        "slots",
        "_last_keys",
    )

    def __init__(self, item_type):
        self.type = item_type
        self.name = qualname_of(item_type)
        self.kind = "object"
        # Writes an immutable value, which is not followed.
        self.text = None
        # Why the whole object is out of reach.
        self.reason = None
        # Why a part of it is.
        self.hidden = None
        # Whether the class is the user's, so that its variables are kept too.
        self.follows_class = False
        self.contents = None
        self.get_namespace = None
        self.set_namespace = None
        self.slot_names = ()
        self.slots = ()
        self._last_keys = ()
        self.holds = None

    def read(self, tracked, item, last, epoch):
        keys = values = ()
        namespace = None
        if self.get_namespace is not None:
            namespace = self.get_namespace(item)
            keys = self._last_keys
            if len(keys) != len(namespace) or not all(map(is_, keys_of(namespace), keys)):
                keys = self._last_keys = tuple(keys_of(namespace))
            values = tuple(values_of(namespace))
        if self.slots:
            values += tuple([_slot_value(slot, item) for slot in self.slots])
        contents = self.contents
        if contents is not None:
            before = None if last is None or last.shape is not self else last.contents
            contents = contents.read(tracked, item, before)
        return Memento(epoch, last, self, namespace, keys, values, contents)

    def _holds_attributes(self, item, memento):
        namespace = self.get_namespace(item)
        return (
            namespace is memento.namespace
            and len(namespace) == len(memento.keys)
            and all(map(is_, keys_of(namespace), memento.keys))
            and all(map(is_, values_of(namespace), memento.values))
        )

    def _holds_contents(self, item, memento):
        return self.contents.holds(item, memento.contents)

    def _holds_all(self, item, memento):
        if self.get_namespace is not None and not self._holds_attributes(item, memento):
            return False
        start = len(memento.keys)
        for index, slot in enumerate(self.slots, start):
            if _slot_value(slot, item) is not memento.values[index]:
                return False
        return self.contents is None or self.contents.holds(item, memento.contents)

    def choose_comparison(self):
        if self.slots or (self.contents is not None and self.get_namespace is not None):
            self.holds = self._holds_all
        elif self.contents is not None:
            self.holds = self._holds_contents
        elif self.get_namespace is not None:
            self.holds = self._holds_attributes
        else:
            self.holds = self._holds_all


def _slot_value(slot, item):
    try:
        return slot.__get__(item)
    except AttributeError:
        return MISSING


def shape_of(item_type):
    shape = Shape(item_type)
    shape.text = text_of(item_type)
    if shape.text is not None:
        return shape
    shape.reason = why_outside(item_type)
    if shape.reason is not None:
        shape.kind = "opaque"
        return shape
    if has_base(item_type, type):
        shape.kind = "class"
        shape.contents = Classes()
        shape.choose_comparison()
        return shape
    base = _solid_base(shape)
    _find_attributes(shape, base)
    if shape.hidden is not None and shape.get_namespace is None and not shape.slots and shape.contents is None:
        shape.reason = shape.hidden
        shape.kind = "opaque"
    shape.choose_comparison()
    return shape


def _solid_base(shape):
    """The base that gives an instance its contents; sets those."""
    for step in mro_of(shape.type):
        for base, contents in _CONTENTS:
            if step is not base:
                continue
            if contents is not None:
                shape.contents = contents
                shape.kind = contents.kind
            if base is BaseException:
                shape.kind = "error"
            if base is types.ModuleType:
                shape.kind = "module"
            return base
        if module_of_class(step) == "array" and step is vars(sys.modules.get("array", types)).get("array"):
            shape.contents = Arrays(step)
            shape.kind = shape.contents.kind
            return step
    return object


def _find_attributes(shape, base):
    """Finds how attributes are reached, and whether every word of an instance is accounted for."""
    names = list(_BASE_SLOTS.get(base, ()))
    slots = [vars(base)[name] for name in names]
    words = 0
    for step in mro_of(shape.type):
        variables = variables_of_class(step)
        descriptor = variables.get("__dict__")
        if shape.get_namespace is None and type(descriptor) is types.GetSetDescriptorType:
            shape.get_namespace = descriptor.__get__
            shape.set_namespace = descriptor.__set__
        if step is base or "__slots__" not in variables:
            continue
        for name, value in variables.items():
            if type(value) is types.MemberDescriptorType:
                names.append(name)
                slots.append(value)
                words += 1
    if base is types.ModuleType or base is types.SimpleNamespace:
        shape.get_namespace = vars(base)["__dict__"].__get__
        shape.set_namespace = None
    shape.slot_names = tuple(names)
    shape.slots = tuple(slots)
    for offset in (dict_offset_of, weakref_offset_of):
        # At the end of an instance of variable size the offset is negative; elsewhere a negative one takes no room.
        if offset(base) == 0 and (offset(shape.type) > 0 or offset(shape.type) == -_WORD):
            words += 1
    if basic_size_of(shape.type) > basic_size_of(base) + words * _WORD and base is not BaseException:
        shape.hidden = _C_STATE % shape.name
    if shape.get_namespace is None and dict_offset_of(shape.type) != 0 and base is not types.FunctionType:
        shape.hidden = "its class hides the __dict__ that its attributes are in"
