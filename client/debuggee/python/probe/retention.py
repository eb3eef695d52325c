"""Gives up what no kept epoch needs: mementos at every capture, objects when many may have become free."""
from .places import children

# So many objects may be found or changed after epochs were dropped before the graph is searched for garbage.
_SWEEP_AFTER = 1_000


class Retention:
    def __init__(self, registry, frames, tally):
        self._registry = registry
        self._frames = frames
        self._tally = tally
        # Objects with more than one memento.
        self._chained = {}
        self._kept = ()
        self._has_dropped = False
        self._news = 0

    def retain(self, epochs, present, changed, roots):
        kept = sorted({*epochs, present}, reverse=True)
        self._has_dropped = self._has_dropped or not set(self._kept) <= set(kept)
        self._kept = kept
        for tracked in changed:
            if tracked.memento.previous is not None:
                self._chained[tracked.id] = tracked
        for tracked in list(self._chained.values()):
            prune(tracked.memento, kept)
            if tracked.memento.previous is None:
                del self._chained[tracked.id]
        for activation in self._frames.activations:
            if activation.memento is not None:
                prune(activation.memento, kept)
        self._news += len(changed)
        # With no savepoint left, what the program has let go of is let go of here, too.
        if self._has_dropped and (self._news >= _SWEEP_AFTER or len(kept) == 1):
            self._has_dropped = False
            self._news = 0
            self._sweep(roots)

    def _sweep(self, roots):
        self._frames.sweep(self._kept[-1])
        needed = set()
        queue = []

        def reach(value):
            tracked = self._registry.get(value)
            if tracked is not None and tracked.id not in needed:
                needed.add(tracked.id)
                queue.append(tracked)

        for root in roots:
            reach(root.value)
        for activation in self._frames.activations:
            for memento in chain(activation.memento):
                for value in memento.values:
                    reach(value)
        for tracked in queue:
            for memento in chain(tracked.memento):
                reach(memento.shape.type)
                for _, child in children(memento):
                    reach(child)
        self._registry.sweep(lambda tracked: tracked.id in needed)
        self._tally.recount(self._registry.tracked)


def chain(memento):
    while memento is not None:
        yield memento
        memento = memento.previous


def prune(newest, kept):
    """Keeps of a chain its newest memento and those that are the state of a kept epoch; `kept` descends."""
    last = newest
    at = 0
    memento = newest.previous
    while memento is not None:
        # The epochs from this memento's up to the next newer one's see it.
        while at < len(kept) and kept[at] >= last.epoch:
            at += 1
        if at == len(kept):
            break
        if kept[at] >= memento.epoch:
            last.previous = memento
            last = memento
        memento = memento.previous
    last.previous = None
