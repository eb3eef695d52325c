"""What the probe asks of the debugger that it is evaluated by."""
import sys


def invalidate_variables():
    """
    Tells the editor, by an event of the debug adapter protocol on the debugger's own connection, that its views of
    variables are out of date. Without it they would show the old values until the next stop.
    """
    # The debugger has these long since; under other names they are in a version that this probe does not know.
    constants = sys.modules.get("_pydevd_bundle.pydevd_constants")
    schema = sys.modules.get("_pydevd_bundle._debug_adapter.pydevd_schema")
    commands = sys.modules.get("_pydevd_bundle.pydevd_net_command")
    if constants is None or schema is None or commands is None:
        return False
    event = schema.InvalidatedEvent(body=schema.InvalidatedEventBody(areas=["variables"]))
    # Zero answers no request. The command's number is for the debugger's log only.
    constants.get_global_debugger().writer.add_command(commands.NetCommand(502, 0, event, is_json=True))
    return True
