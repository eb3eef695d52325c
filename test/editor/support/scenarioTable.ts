/**
 * What becomes of each acceptance scenario under each debugger: it passes, or is refused for a reason. The acceptance tests
 * hold the debuggers to it, and the README's table is made of it.
 */
export const SCENARIOS = {
  alias: 'two names of one object, changed through one of them and then parted',
  cycle: 'an object that held itself',
  'nested savepoints': 'back to the inner one, released, back to the outer one',
  'partial rollback': 'one place back, the others left',
  undo: 'a rollback undone, and redone',
  rewind: "back to the savepoint's line",
  drift: "an edit while paused told from the program's own changes, and taken back",
} as const;

export type Scenario = keyof typeof SCENARIOS;

/** `refused`: by an error that has this in its sentence. */
export type Outcome = 'passes' | { readonly refused: string };

export const DEBUGGERS = {
  'js-debug': 'JavaScript (js-debug)',
  debugpy: 'Python (debugpy)',
  lldb: 'C++ (lldb)',
} as const;

export type DebuggerName = keyof typeof DEBUGGERS;

const EXCEPTIONS: Partial<Record<DebuggerName, Partial<Record<Scenario, Outcome>>>> = {
  lldb: { rewind: { refused: "the debugger 'lldb-vscode' can neither go to a line nor restart a frame" } },
};

export function expectedOf(scenario: Scenario, name: DebuggerName): Outcome {
  return EXCEPTIONS[name]?.[scenario] ?? 'passes';
}

/** In Markdown. */
export function scenarioTable(): string {
  const names = Object.keys(DEBUGGERS) as DebuggerName[];
  const head = ['', ...names.map((name) => DEBUGGERS[name])];
  const rows = (Object.keys(SCENARIOS) as Scenario[]).map((scenario) => [
    `**${scenario}**: ${SCENARIOS[scenario]}`,
    ...names.map((name) => textOf(expectedOf(scenario, name))),
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function textOf(outcome: Outcome): string {
  return outcome === 'passes' ? 'passes' : `refused: “${outcome.refused}”`;
}
