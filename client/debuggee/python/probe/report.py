"""Tells what a capture found, as data for the JSON of a `Capture` or `Description` of `server/value.ts`."""
from .model import Root
from .origins import Origins
from .places import CLASS, differences, size, slots
from .raw import qualname_of
from .tally import Tally
from .values import Values

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
        self._values = Values(registry, self._refer)

    def _refer(self, tracked):
        if tracked.told == "nothing":
            self._referred.append(tracked)

    def _begin(self):
        self._placed = set()
        self._infos = []
        self._changes = []

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
            "objects": self._infos,
            "changes": self._changes,
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
        return {"objects": self._infos, "changes": self._changes}

    def _describe(self, tracked):
        self._tell_ancestors(tracked)
        tracked.told = "contents"
        self._infos.append(self._info(tracked))
        if tracked.memento is not None:
            told = [[slot.name, self._values.slot(slot)] for slot in slots(tracked, tracked.memento)]
            self._tell_changes({"object": tracked.id}, told)

    def _tell_differences(self, tracked):
        told = []

        def tell(before, after):
            name = (after or before).name
            told.append([name, self._values.slot(after), self._values.slot(before)])

        differences(tracked, tracked.memento.previous, tracked.memento, tell)
        if told:
            self._tell_ancestors(tracked)
            self._tell_place(tracked)
            self._tell_changes({"object": tracked.id}, told)

    def _tell_changes(self, owner, told):
        if told:
            self._changes.append({"owner": owner, "slots": told})

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
                change = [name, self._binding(now, name)]
                told.append(change if is_first else change + [self._binding(before, name)])
            self._tell_changes({"frame": activation.id}, told)

    def _binding(self, variables, name):
        return self._values.value(variables[name]) if name in variables else None

    def _info(self, tracked):
        tracked.told_origin = self._origin(tracked)
        shape = tracked.shape
        info = {
            "id": tracked.id,
            "class": qualname_of(type(tracked.object)),
            "kind": _WIRE_KINDS.get(shape.kind, shape.kind),
            "origin": tracked.told_origin,
            "described": tracked.told == "contents",
            "size": 0 if tracked.memento is None else size(tracked.memento),
        }
        if shape.reason is not None:
            info.update(label="opaque", reason=shape.reason)
        return info

    def _origin(self, tracked):
        parent = tracked.parent
        if type(parent) is Root:
            return {"frame": parent.activation.id, "name": parent.name}
        if tracked.place == CLASS:
            return {"object": parent.id, "slot": "i:class"}
        slot = self._origins.slot(tracked)
        origin = {"object": parent.id, "slot": slot.name}
        key = slot.key if slot.name[:2] == "e:" and parent.shape.kind == "dict" else slot.value
        if slot.name[:2] == "e:":
            origin["key"] = self._values.key(key)
        return origin

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
        if tracked.told != "nothing" and tracked.told_origin == self._origin(tracked):
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
