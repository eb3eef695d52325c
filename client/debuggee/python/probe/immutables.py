"""
Values that cannot change: they are kept by reference and not followed. Each is shown as the language writes it; for
types beside the commonest this goes by the type itself, so that no method of the program is called.
"""
import types

from .model import Missing
from .raw import module_of_class, qualname_of

_LONGEST = 500

_BUILT_IN = (
    type(None),
    bool,
    int,
    float,
    complex,
    str,
    bytes,
    range,
    type(...),
    type(NotImplemented),
    types.BuiltinFunctionType,
    types.CodeType,
    types.WrapperDescriptorType,
    types.MethodWrapperType,
    types.MethodDescriptorType,
    types.ClassMethodDescriptorType,
    types.GetSetDescriptorType,
    types.MemberDescriptorType,
    Missing,
)

# Found by name, so that nothing is imported into the program on their account.
_OF_LIBRARY = frozenset(
    [
        ("datetime", "date"),
        ("datetime", "datetime"),
        ("datetime", "time"),
        ("datetime", "timedelta"),
        ("datetime", "timezone"),
        ("decimal", "Decimal"),
        ("fractions", "Fraction"),
        ("uuid", "UUID"),
        ("re", "Pattern"),
        ("pathlib", "PosixPath"),
        ("pathlib", "WindowsPath"),
        ("pathlib", "PurePosixPath"),
        ("pathlib", "PureWindowsPath"),
        ("pathlib._local", "PosixPath"),
        ("zoneinfo", "ZoneInfo"),
        ("ipaddress", "IPv4Address"),
        ("ipaddress", "IPv6Address"),
        ("types", "GenericAlias"),
        ("types", "UnionType"),
    ]
)

_OF_BUILT_IN = frozenset(map(id, _BUILT_IN))


def text_of(kind):
    """What writes a value of that type; None where it can change or is the program's own."""
    if id(kind) in _OF_BUILT_IN:
        return built_in_text
    name = (module_of_class(kind), qualname_of(kind))
    if name not in _OF_LIBRARY:
        return None
    return zoned_text if name in (("datetime", "datetime"), ("datetime", "time")) else built_in_text


def built_in_text(value):
    return shortened(repr(value), value)


def zoned_text(value):
    """A time zone may be the program's own, and its methods are not called."""
    return repr(value.replace(tzinfo=None)) + ("" if value.tzinfo is None else " in a time zone")


def shortened(text, value):
    if len(text) <= _LONGEST:
        return text
    return "%s… (%d characters, %x)" % (text[:_LONGEST], len(text), hash(text) & 0xFFFFFFFFFFFF)
