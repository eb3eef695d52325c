"""How much of what was reached can be restored, and why the rest can not. Kept up to date, not counted at each capture."""
from .places import size


class Tally:
    def __init__(self):
        self._cells = 0

    def count(self, changed):
        """Takes the objects that a capture found changed."""
        for tracked in changed:
            memento = tracked.memento
            # Most are new, with attributes or contents only.
            if memento.previous is not None:
                self._cells -= size(memento.previous)
            if memento.contents is None and not memento.shape.slots and memento.shape.hidden is None:
                self._cells += len(memento.values)
            else:
                self._cells += size(memento)

    def recount(self, tracked):
        """After objects were forgotten."""
        self._cells = sum(size(item.memento) for item in tracked if item.memento is not None)

    def result(self, registry, origins, walk):
        reasons = {}

        def add(label, reason, tracked):
            entry = reasons.setdefault(reason, {"label": label, "reason": reason, "count": 0, "examples": []})
            entry["count"] += 1
            if len(entry["examples"]) < 3:
                entry["examples"].append(origins.path(tracked))

        hidden = 0
        for tracked in registry.limited:
            shape = tracked.shape
            if shape.reason is not None:
                add("opaque", shape.reason, tracked)
            elif shape.hidden is not None:
                hidden += 1
                add("opaque", shape.hidden, tracked)
        if walk.truncated is not None:
            for tracked in registry.tracked:
                if tracked.memento is None and tracked.shape.reason is None:
                    add("truncated", "met after the budget of %s" % walk.truncated, tracked)
        cells = self._cells + len(walk.roots)
        return {"cells": cells, "restorable": cells - hidden, "reasons": list(reasons.values())}
