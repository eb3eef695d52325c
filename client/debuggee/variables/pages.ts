/** The children of a variable or a scope, page by page where it has many. */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { PatientPort } from './patientPort';

export const PAGE = 1_000;

export interface Container {
  readonly variablesReference: number;
  readonly namedVariables?: number | undefined;
  readonly indexedVariables?: number | undefined;
}

export interface Children {
  readonly variables: readonly Dap.Variable[];
  /** Whether there are more than these. */
  readonly isWhole: boolean;
}

/** At most so many of them; each request may take until `deadline`, by the port's clock. */
export async function childrenOf(
  port: PatientPort,
  container: Container,
  most: number,
  deadline: number,
): Promise<Children> {
  const { variablesReference, indexedVariables: indexed = 0, namedVariables: named = 0 } = container;
  const ask = async (page: Partial<Dap.VariablesArguments>): Promise<readonly Dap.Variable[]> =>
    (await port.request('variables', { variablesReference, ...page }, deadline - port.clock.now())).variables;
  if (indexed <= PAGE) return cut(await ask({}), most);
  const variables = named > 0 ? [...(await ask({ filter: 'named' }))] : [];
  for (let start = 0; start < indexed && variables.length <= most; start += PAGE) {
    const count = Math.min(PAGE, indexed - start);
    const page = await ask({ filter: 'indexed', start, count });
    // An adapter that knows no pages sends everything at once.
    if (page.length > count) return cut(page, most);
    variables.push(...page);
    if (page.length === 0) break;
  }
  return cut(variables, most);
}

function cut(variables: readonly Dap.Variable[], most: number): Children {
  return { variables: variables.slice(0, most), isWhole: variables.length <= most };
}
