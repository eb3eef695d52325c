"""The language's own ways of reading and writing, which no class of the program can override."""
import types

mro_of = type.__dict__["__mro__"].__get__
module_of_class = type.__dict__["__module__"].__get__
qualname_of = type.__dict__["__qualname__"].__get__
basic_size_of = type.__dict__["__basicsize__"].__get__
dict_offset_of = type.__dict__["__dictoffset__"].__get__
weakref_offset_of = type.__dict__["__weakrefoffset__"].__get__
variables_of_class = type.__dict__["__dict__"].__get__
set_class_variable = type.__setattr__
delete_class_variable = type.__delattr__

set_class = object.__dict__["__class__"].__set__

keys_of = dict.keys
values_of = dict.values
items_of = dict.items
set_item = dict.__setitem__
delete_item = dict.__delitem__

variables_of_module = types.ModuleType.__dict__["__dict__"].__get__


def has_base(kind, base):
    """Without asking the class, as `issubclass` may."""
    return any(step is base for step in mro_of(kind))
