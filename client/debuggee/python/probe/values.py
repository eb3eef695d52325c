"""Writes values as `server/value.ts` describes them, as data for JSON."""
from .model import MISSING

_LONGEST_STRING = 10_000
_SHOWN_OF_LONG_STRING = 1_000
_LARGEST_EXACT = 2**53
_MOST_DIGITS = 4_000


class Values:
    def __init__(self, registry, reference):
        """`reference` gives what stands for an object that is referred to."""
        self._registry = registry
        self._reference = reference

    def value(self, value):
        kind = type(value)
        if kind is str:
            return value if len(value) <= _LONGEST_STRING else _long_string(value)
        if kind is int:
            return value if -_LARGEST_EXACT <= value <= _LARGEST_EXACT else {"type": "bigint", "text": int_text(value)}
        if kind is float:
            return _float(value)
        if value is MISSING:
            return {"type": "unavailable", "reason": "it is out of reach"}
        shape = self._registry.shape(kind)
        if shape.text is not None:
            return {"type": "literal", "text": shape.text(value), "class": shape.name}
        tracked = self._registry.get(value)
        if tracked is None:
            return {"type": "unavailable", "reason": "it was not followed"}
        return self._reference(tracked)

    def key(self, key):
        """A key is a part of paths, so that tuples are written out."""
        kind = type(key)
        if kind is str or kind is int:
            return self.value(key)
        text = literal_text(self._registry, key)
        return self.value(key) if text is None else {"type": "literal", "text": text, "class": kind.__name__}

    def slot(self, slot):
        if slot is None:
            return None
        if slot.key is MISSING and slot.reason is None:
            return self.value(slot.value)
        detail = {"type": "slot", "value": self.value(slot.value)}
        if slot.key is not MISSING:
            detail["key"] = self.key(slot.key)
        if slot.reason is not None:
            detail.update(label="opaque", reason=slot.reason)
        return detail


def class_name(tracked):
    return type.__dict__["__qualname__"].__get__(type(tracked.object))


def element_of(name):
    """The index that a slot's name is of; -1 if it is of none."""
    digits = name[2:]
    if name[:2] != "p:" or not (digits.isascii() and digits.isdigit()) or len(digits) > 10:
        return -1
    return int(digits) if digits == "0" or digits[0] != "0" else -1


def literal_text(registry, value):
    """The text of an immutable value, or of a tuple of such; None for what has an identity."""
    kind = type(value)
    if kind is tuple and len(value) <= 10:
        parts = [literal_text(registry, part) for part in value]
        if any(part is None for part in parts):
            return None
        return "(%s%s)" % (", ".join(parts), "," if len(parts) == 1 else "")
    if kind is int:
        return int_text(value)
    text = registry.shape(kind).text
    return None if text is None else text(value)


def int_text(value):
    """In hexadecimal where the language refuses to write as many digits."""
    return str(value) if value.bit_length() < _MOST_DIGITS * 3 else hex(value)


def _float(value):
    if value != value:
        return {"type": "number", "text": "NaN"}
    if value in (float("inf"), float("-inf")):
        return {"type": "number", "text": "Infinity" if value > 0 else "-Infinity"}
    # In this language 1.0 is another value than 1, which JSON cannot tell.
    return {"type": "float", "text": repr(value)} if value.is_integer() else value


def _long_string(value):
    return {
        "type": "string",
        "text": value[:_SHOWN_OF_LONG_STRING],
        "length": len(value),
        "digest": "%x" % (hash(value) & 0xFFFFFFFFFFFFFFFF),
    }
