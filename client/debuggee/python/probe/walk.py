"""
One reading of the program: breadth first from the variables of the captured frames, and over everything that earlier
readings followed, so that a change in an object that was unlinked is seen too. Known objects are always compared in
full; the budget ends only the discovery of new ones.
"""
from time import perf_counter

from .places import CLASS


class Walk:
    def __init__(self, registry, budget):
        self._registry = registry
        self._objects = budget["objects"]
        self._end = perf_counter() + budget["milliseconds"] / 1000
        self.roots = []
        # Objects that differ from the capture before, or are new.
        self.changed = []
        self.truncated = None

    def run(self, roots, epoch):
        registry = self._registry
        self.roots = roots
        for root in roots:
            registry.enroll(root.value, root, 0)
        kept = 0
        # The list grows meanwhile.
        for tracked in registry.tracked:
            shape = tracked.shape
            if shape.reason is not None:
                continue
            item = tracked.object
            last = tracked.memento
            try:
                if last is not None:
                    kept += 1
                    if type(item) is shape.type and tracked.numbering is None and shape.holds(item, last):
                        continue
                elif not self._may_discover(kept):
                    continue
                else:
                    kept += 1
                self._read(tracked, item, last, epoch)
            except Exception as error:
                registry.give_up(tracked, error)

    def _may_discover(self, kept):
        if self.truncated is None:
            if kept >= self._objects:
                self.truncated = "objects"
            elif kept & 255 == 255 and perf_counter() > self._end:
                self.truncated = "milliseconds"
        return self.truncated is None

    def _read(self, tracked, item, last, epoch):
        registry = self._registry
        shape = tracked.shape
        if type(item) is not shape.type:
            shape = tracked.shape = registry.shape(type(item))
        memento = tracked.memento = shape.read(tracked, item, last, epoch)
        self.changed.append(tracked)
        registry.enroll_all(memento.values, tracked, 0)
        if shape.contents is not None:
            for part in shape.contents.parts(memento.contents):
                registry.enroll_all(part, tracked, len(memento.values))
        if shape.follows_class and shape.kind != "class":
            registry.enroll(shape.type, tracked, CLASS)
