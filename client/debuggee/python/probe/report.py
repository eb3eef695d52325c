"""Tells what a capture found, as data for the JSON that `client/debuggee/packedReading.ts` describes."""
from .model import Root
from .origins import Origins
from .places import CLASS, differences, size, slots
from .tally import Tally
from .values import Values, class_name, element_of

# An object with more slots than this is not described unless someone asks, or it changes.
_MOST_SLOTS_UNASKED = 5_000

_WIRE_KINDS = {"module": "object"}


class Reporter:
    def __init__(self, registry, frames):
        self._registry = registry
        self._frames = frames
        self._origins = Origins(registry)
        self.tally = Tally()
        self._referred = []
        self._placed = set()
        self._infos = []
        self._changes = []
        self._names = {}
        self._values = Values(registry, self._reference)

    def _reference(self, tracked):
        if tracked.told == "nothing":
            self._referred.append(tracked)
        return [tracked.id, self._number(class_name(tracked))]

    def _number(self, name):
        return self._names.setdefault(name, len(self._names))

    def _name(self, name):
        if name[:2] == "e:":
            return name
        element = element_of(name)
        return self._number(name) if element < 0 else -1 - element

    def _begin(self):
        self._placed = set()
        self._infos = []
        self._changes = []
        self._names = {}

    def capture(self, epoch, walk, described):
        self._begin()
        self._origins.begin(walk.roots)
        self.tally.count(walk.changed)
        changed = [tracked for tracked in walk.changed if tracked.memento.previous is not None]
        new = [tracked for tracked in walk.changed if tracked.memento.previous is None][: max(0, described)]
        self._origins.check(changed + new)
        self._tell_bindings(epoch)
        for tracked in new:
            if size(tracked.memento) <= _MOST_SLOTS_UNASKED:
                self._describe(tracked)
        for tracked in changed:
            self._tell_differences(tracked)
        self._tell_referred()
        result = {
            "epoch": epoch,
            "frames": [_frame(activation) for activation in self._frames.present],
            **self._told(),
            "tally": self.tally.result(self._registry, self._origins, walk),
        }
        if walk.truncated is not None:
            result["truncated"] = walk.truncated
        return result

    def describe(self, numbers):
        self._begin()
        asked = [tracked for tracked in map(self._registry.by_number, numbers) if tracked is not None]
        self._origins.check(asked)
        for tracked in asked:
            self._describe(tracked)
        self._tell_referred()
        return self._told()

    def _told(self):
        return {"objects": self._infos, "changes": self._changes, "names": list(self._names)}

    def _describe(self, tracked):
        self._tell_ancestors(tracked)
        tracked.told = "contents"
        self._infos.append(self._info(tracked))
        if tracked.memento is not None:
            told = []
            for slot in slots(tracked, tracked.memento):
                told += (self._name(slot.name), self._values.slot(slot))
            self._tell_changes(tracked.id, 2, told)

    def _tell_differences(self, tracked):
        told = []

        def tell(before, after):
            name = self._name((after or before).name)
            told.extend((name, self._values.slot(after), self._values.slot(before)))

        differences(tracked, tracked.memento.previous, tracked.memento, tell)
        if told:
            self._tell_ancestors(tracked)
            self._tell_place(tracked)
            self._tell_changes(tracked.id, 3, told)

    def _tell_changes(self, owner, width, told):
        if told:
            self._changes.append([owner, width, *told])

    def _tell_bindings(self, epoch):
        for activation in self._frames.present:
            memento = activation.memento
            if memento.epoch != epoch:
                continue
            now = dict(zip(memento.names, memento.values))
            is_first = memento.previous is None
            before = {} if is_first else dict(zip(memento.previous.names, memento.previous.values))
            told = []
            for name in {**before, **now}:
                if name in now and name in before and now[name] is before[name]:
                    continue
                told += (self._name(name), self._binding(now, name))
                if not is_first:
                    told.append(self._binding(before, name))
            self._tell_changes(_owner(activation), 2 if is_first else 3, told)

    def _binding(self, variables, name):
        return self._values.value(variables[name]) if name in variables else None

    def _info(self, tracked):
        owner, name, key = place = self._place(tracked)
        tracked.told_place = _lasting(place)
        shape = tracked.shape
        count = 0 if tracked.memento is None else size(tracked.memento)
        info = [
            tracked.id,
            self._number(class_name(tracked)),
            self._number(_WIRE_KINDS.get(shape.kind, shape.kind)),
            count if tracked.told == "contents" else -1 - count,
            owner,
            self._name(name),
        ]
        more = {} if key is None else {"key": key}
        if shape.reason is not None:
            more.update(label="opaque", reason=shape.reason)
        return info + [more] if more else info

    def _place(self, tracked):
        """Where an object was found: the number of its owner, the slot's name and, of an entry, its key."""
        parent = tracked.parent
        if type(parent) is Root:
            return _owner(parent.activation), parent.name, None
        if tracked.place == CLASS:
            return parent.id, "i:class", None
        slot = self._origins.slot(tracked)
        if slot.name[:2] != "e:":
            return parent.id, slot.name, None
        return parent.id, slot.name, self._values.key(slot.key if parent.shape.kind == "dict" else slot.value)

    def _tell_ancestors(self, tracked):
        """An object's origin names its parent, so the parents have to be known first, and where they are now."""
        ancestors = []
        at = tracked.parent
        while type(at) is not Root and at.id not in self._placed:
            self._placed.add(at.id)
            ancestors.append(at)
            at = at.parent
        for ancestor in reversed(ancestors):
            self._tell_place(ancestor)

    def _tell_place(self, tracked):
        """Tells that an object exists if that is new, and where it is if it has moved."""
        if tracked.told != "nothing" and tracked.told_place == _lasting(self._place(tracked)):
            return
        if tracked.told == "nothing":
            tracked.told = "exists"
        self._infos.append(self._info(tracked))

    def _tell_referred(self):
        # Telling one may refer to more, by its origin's key.
        for tracked in self._referred:
            self._tell_ancestors(tracked)
            self._tell_place(tracked)
        self._referred = []


def _lasting(place):
    """The same for a place in any report: classes have other numbers in each."""
    owner, name, key = place
    return owner, name, key[0] if type(key) is list else key


def _owner(activation):
    return -1 - activation.id


def _frame(activation):
    told = {
        "activation": activation.id,
        "function": activation.function,
        "line": activation.line,
        "depth": activation.depth,
    }
    if activation.source is not None:
        told["source"] = activation.source
    if activation.namespace is not None:
        told["scope"] = "closure"
    return told
