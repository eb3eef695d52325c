/** Where the parts of the test host are. */
export interface TestHostPlaces {
  /** The Node that runs VS Code's server. */
  readonly node: string;
  /** The folder that holds VS Code's `out/server-main.js`. */
  readonly server: string;
  /** The version of VS Code. */
  readonly version: string;
  /** A Chromium that Playwright can drive. */
  readonly chromium: string;
}

export function provisionHost(log: (line: string) => void): Promise<TestHostPlaces>;

/** The debug adapters that come from Debian. */
export interface DebuggerPlaces {
  /** An interpreter for which `-m debugpy.adapter` works. */
  readonly python: string;
  /** lldb's debug adapter, spoken to over standard input and output. */
  readonly lldb: string;
  /** Variables that lldb needs to show the elements of C++ containers. */
  readonly lldbEnvironment: Readonly<Record<string, string>>;
  /** A C++ compiler, called as g++ is. */
  readonly compiler: string;
}

export function provisionDebuggers(log: (line: string) => void): Promise<DebuggerPlaces>;
