"""
Writes what the program held in another run: contents that come as data, for objects that are there and for variables. What
is made anew is plain data; each write that fails is told, and the others go on.
"""
from ast import literal_eval

from .contents import Dicts, Sequences, Sets
from .frames import assign
from .raw import set_item

_MAKES = {"array": list, "map": dict, "set": set, "object": dict}


def plant(registry, frames, data):
    """Gives the failures, each with the number of its write."""
    planting = Planting(registry, data["made"])
    failures = []
    variables = {}
    for number, write in enumerate(data["writes"]):
        try:
            if write["kind"] == "variable":
                variables.setdefault(write["frame"], []).append((number, write["name"], planting.content(write)))
            else:
                planting.perform(write)
        except Exception as error:
            failures.append({"write": number, "reason": "%s: %s" % (type(error).__name__, error)})
    for activation, writes in variables.items():
        failure = _assign_all(frames.by_id(activation), {name: content for _, name, content in writes})
        if failure is not None:
            failures.extend({"write": number, "reason": failure} for number, _, _ in writes)
    return failures


def _assign_all(activation, wanted):
    if activation is not None and activation.namespace is not None:
        for name, value in wanted.items():
            dict.__setitem__(activation.namespace, name, value)
        return None
    if activation is None or activation.frame is None:
        return "its call has returned"
    return assign(activation.frame, wanted)


class Planting:
    def __init__(self, registry, made):
        self._registry = registry
        # All are there before any is filled, since they may lead to each other.
        self._made = [_MAKES[each["kind"]]() for each in made]
        for item, each in zip(self._made, made):
            for key, content in each["entries"]:
                if type(item) is dict:
                    item[self._decode(key)] = self._decode(content)
                elif type(item) is list:
                    item.append(self._decode(content))
                else:
                    item.add(self._decode(content))

    def content(self, write):
        return self._decode(write["content"])

    def perform(self, write):
        tracked = self._registry.by_number(write["object"])
        if tracked is None:
            raise LookupError("the object is not there any more")
        item, kind = tracked.object, write["kind"]
        contents = self._registry.shape(type(item)).contents
        if kind == "property" and isinstance(contents, Sequences) and write["name"].isdigit():
            self._element(item, contents, write)
        elif kind == "property":
            self._attribute(item, write)
        elif kind == "entry" and isinstance(contents, Dicts):
            if "content" in write:
                contents.set(item, self._decode(write["key"]), self.content(write))
            else:
                contents.delete(item, self._decode(write["key"]))
        elif kind == "element" and isinstance(contents, Sets):
            change = set.add if "content" in write else set.discard
            change(item, self._decode(write["key"]))
        elif kind == "entry order" and isinstance(contents, Dicts):
            keys = [self._decode(key) for key in write["keys"]]
            values = dict(zip(contents.keys(item), contents.values(item, contents.keys(item))))
            for key in keys:
                contents.delete(item, key)
                contents.set(item, key, values[key])
        else:
            raise TypeError("%s cannot be written like this" % type(item).__name__)

    def _element(self, item, contents, write):
        """There are no holes in a sequence: what follows an element that goes is to go too."""
        at = int(write["name"])
        if "content" not in write:
            contents.replace(item, list(contents.read(None, item, None))[:at])
        elif at == len(contents.read(None, item, None)):
            contents.replace(item, [*contents.read(None, item, None), self.content(write)])
        else:
            contents.set_at(item, at, self.content(write))

    def _attribute(self, item, write):
        name = write["name"]
        shape = self._registry.shape(type(item))
        for slot_name, slot in zip(shape.slot_names, shape.slots):
            if slot_name == name:
                if "content" in write:
                    slot.__set__(item, self.content(write))
                else:
                    slot.__delete__(item)
                return
        if shape.get_namespace is None:
            raise AttributeError("it has no attributes that can be assigned")
        namespace = shape.get_namespace(item)
        if "content" in write:
            set_item(namespace, name, self.content(write))
        else:
            dict.__delitem__(namespace, name)

    def _decode(self, content):
        if type(content) is not list:
            return content
        what, which = content
        if what == "object":
            tracked = self._registry.by_number(which)
            if tracked is None:
                raise LookupError("an object that it refers to is not there any more")
            return tracked.object
        if what == "made":
            return self._made[which]
        if what in ("float", "number"):
            return float(which)
        return int(which) if what == "bigint" else literal_eval(which)
