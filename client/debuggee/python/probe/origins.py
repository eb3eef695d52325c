"""The shortest way to an object from the captured frames, kept from the walk that found it and checked before use."""
from .model import Root
from .places import CLASS, children, slot_at, value_at
from .values import literal_text


class Origins:
    def __init__(self, registry):
        self._registry = registry
        self._roots = ()
        self._is_fresh = False

    def begin(self, roots):
        """A new capture: what was known may be stale."""
        self._roots = roots
        self._is_fresh = False

    def check(self, several):
        """Finds the ways anew if one of them is stale."""
        if self._is_fresh:
            return
        roots = {(root.activation.id, root.name): root.value for root in self._roots}
        valid = {}
        if not all(self._is_valid(tracked, roots, valid) for tracked in several):
            self._find_all()

    def _is_valid(self, tracked, roots, valid):
        way = []
        while tracked.id not in valid:
            way.append(tracked)
            parent = tracked.parent
            if type(parent) is Root:
                answer = roots.get((parent.activation.id, parent.name)) is tracked.object
            else:
                answer = parent.memento is not None and _holds(parent, tracked)
                if answer:
                    valid.setdefault(tracked.id, True)
                    tracked = parent
                    continue
            valid[tracked.id] = answer
        answer = valid[tracked.id]
        for step in way:
            valid[step.id] = answer
        return answer

    def _find_all(self):
        self._is_fresh = True
        seen = set()
        queue = []

        def reach(item, parent, place):
            tracked = self._registry.get(item)
            if tracked is None or tracked.id in seen:
                return
            seen.add(tracked.id)
            tracked.parent = parent
            tracked.place = place
            queue.append(tracked)

        for root in self._roots:
            reach(root.value, root, 0)
        for tracked in queue:
            if tracked.memento is None:
                continue
            for place, child in children(tracked.memento):
                reach(child, tracked, place)
            reach(tracked.memento.shape.type, tracked, CLASS)

    def slot(self, tracked):
        """The slot of its parent that holds an object."""
        return slot_at(tracked.parent, tracked.parent.memento, tracked.place)

    def path(self, tracked):
        """The way as a person would write it, for examples."""
        steps = []
        while len(steps) < 100:
            parent = tracked.parent
            if type(parent) is Root:
                return parent.name + "".join(reversed(steps))
            steps.append(_step(self._registry, parent, self.slot(tracked)))
            tracked = parent
        return "…" + "".join(reversed(steps))


def _holds(parent, tracked):
    if tracked.place == CLASS:
        return parent.memento.shape.type is tracked.object
    return any(value is tracked.object for value in value_at(parent, parent.memento, tracked.place))


def _step(registry, parent, slot):
    sort, _, name = slot.name.partition(":")
    if sort == "e":
        text = literal_text(registry, slot.value if parent.shape.kind == "python-set" else slot.key)
        return ("{%s}" if parent.shape.kind == "python-set" else "[%s]") % (text or "…")
    if sort == "v":
        return "::" + name
    if sort == "i":
        return ".__class__" if name == "class" else ""
    return "[%s]" % name if name.isdigit() else "." + name
