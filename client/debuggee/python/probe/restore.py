"""
Writes what an epoch's mementos say back into the same objects: only what differs, and only what is asked for. What
cannot be written is told with its reason, and the rest goes on.
"""
from .model import MISSING, as_of, same
from .places import attribute_slot
from .raw import delete_item, set_class, set_item


class Failures:
    def __init__(self):
        self.list = []

    def object(self, number, slot, reason):
        self._add({"object": number}, slot, reason)

    def binding(self, number, slot, reason):
        self._add({"frame": number}, slot, reason)

    def _add(self, owner, slot, reason):
        failure = {"owner": owner, "reason": reason}
        if slot is not None:
            failure["slot"] = slot
        self.list.append(failure)


def restore_object(registry, number, asked, epoch, failures):
    tracked = registry.by_number(number)
    target = None if tracked is None else as_of(tracked.memento, epoch)
    if target is None:
        reason = None if tracked is None else tracked.shape.reason
        failures.object(number, None, reason or "nothing of it was kept then")
        return

    def fail(slot, reason):
        failures.object(number, slot, reason)

    item = tracked.object
    if type(item) is not target.shape.type and (asked is None or "i:class" in asked):
        _restore_class(tracked, target, fail)
    shape = registry.shape(type(item))
    numbering = tracked.numbering
    now = shape.read(tracked, item, tracked.memento, epoch)
    # Looking must not use up the numbers that the next capture is to give the entries.
    tracked.numbering = numbering
    if shape.get_namespace is not None:
        _restore_namespace(item, now, target, asked, fail)
    _restore_slots(item, now, target, asked, fail)
    if shape.contents is not None and target.shape.contents is shape.contents:
        shape.contents.write(tracked, item, now.contents, target.contents, asked, fail)


def _restore_class(tracked, target, fail):
    try:
        # The next capture finds that it is of another class than at the last one, and tells it.
        set_class(tracked.object, target.shape.type)
    except TypeError:
        fail("i:class", "the language does not let this class be assigned")


def _restore_namespace(item, now, target, asked, fail):
    """Attributes, and their order where all are asked for."""
    namespace = now.namespace
    if target.namespace is not None and target.namespace is not namespace and asked is None:
        # Another dict was put into its place, which may be somebody else's.
        if now.shape.set_namespace is not None:
            namespace = target.namespace
            now.shape.set_namespace(item, namespace)
    present = dict(zip(tuple(dict.keys(namespace)), tuple(dict.values(namespace))))
    then = dict(zip(target.keys, target.values))
    for name in list(present):
        if name not in then and _is_asked(name, asked):
            delete_item(namespace, name)
    is_complete = asked is None
    if is_complete and not _is_in_order(present, target.keys):
        for name in list(dict.keys(namespace)):
            delete_item(namespace, name)
        present = {}
    for name, value in then.items():
        if _is_asked(name, asked) and (name not in present or not same(present[name], value)):
            set_item(namespace, name, value)


def _is_asked(name, asked):
    return asked is None or attribute_slot(name) in asked


def _is_in_order(present, keys):
    """Whether the names that stay are a beginning of the wanted ones, so that the rest can be added behind them."""
    wanted = set(keys)
    return all(one == other for one, other in zip([name for name in present if name in wanted], keys))


def _restore_slots(item, now, target, asked, fail):
    then = dict(zip(target.shape.slot_names, target.values[len(target.keys) :]))
    present = now.values[len(now.keys) :]
    for name, slot, value in zip(now.shape.slot_names, now.shape.slots, present):
        if name not in then or same(then[name], value) or (asked is not None and "p:" + name not in asked):
            continue
        try:
            if then[name] is MISSING:
                slot.__delete__(item)
            else:
                slot.__set__(item, then[name])
        except (AttributeError, TypeError):
            fail("p:" + name, "the language does not let it be assigned")
