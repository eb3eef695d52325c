/** The requests of the Debug Adapter Protocol that are used, each with its arguments and its response's body. */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';

export interface DapRequests {
  threads: { arguments: undefined; response: Dap.ThreadsResponse['body'] };
  stackTrace: { arguments: Dap.StackTraceArguments; response: Dap.StackTraceResponse['body'] };
  scopes: { arguments: Dap.ScopesArguments; response: Dap.ScopesResponse['body'] };
  variables: { arguments: Dap.VariablesArguments; response: Dap.VariablesResponse['body'] };
  setVariable: { arguments: Dap.SetVariableArguments; response: Dap.SetVariableResponse['body'] };
  setExpression: { arguments: Dap.SetExpressionArguments; response: Dap.SetExpressionResponse['body'] };
  completions: { arguments: Dap.CompletionsArguments; response: Dap.CompletionsResponse['body'] };
  evaluate: { arguments: Dap.EvaluateArguments; response: Dap.EvaluateResponse['body'] };
  writeMemory: { arguments: Dap.WriteMemoryArguments; response: Dap.WriteMemoryResponse['body'] };
  exceptionInfo: { arguments: Dap.ExceptionInfoArguments; response: Dap.ExceptionInfoResponse['body'] };
  source: { arguments: Dap.SourceArguments; response: Dap.SourceResponse['body'] };
  setBreakpoints: { arguments: Dap.SetBreakpointsArguments; response: Dap.SetBreakpointsResponse['body'] };
  breakpointLocations: {
    arguments: Dap.BreakpointLocationsArguments;
    response: Dap.BreakpointLocationsResponse['body'];
  };
  gotoTargets: { arguments: Dap.GotoTargetsArguments; response: Dap.GotoTargetsResponse['body'] };
  goto: { arguments: Dap.GotoArguments; response: Dap.GotoResponse['body'] };
  restartFrame: { arguments: Dap.RestartFrameArguments; response: Dap.RestartFrameResponse['body'] };
  next: { arguments: Dap.NextArguments; response: Dap.NextResponse['body'] };
  stepIn: { arguments: Dap.StepInArguments; response: Dap.StepInResponse['body'] };
  stepOut: { arguments: Dap.StepOutArguments; response: Dap.StepOutResponse['body'] };
  continue: { arguments: Dap.ContinueArguments; response: Dap.ContinueResponse['body'] };
  pause: { arguments: Dap.PauseArguments; response: Dap.PauseResponse['body'] };
}
