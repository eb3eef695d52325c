/** The outcomes of a session's earlier checks, given out again for as long as what they were made from is as it was. */
import { dependenciesOf, type PlaceSource, readsTheSame, type Remembered, seesTheSame } from './dependencies';
import { readPaths, type ReadPath } from './expressionPaths';
import type { RuleId } from '../protocol';
import type { Outcome } from './judge';
import type { KnownRule } from './rule';
import type { StateSource } from './schemaRule';

/** Outcomes by the rule's number; kept for a session by whoever checks its rules. */
export type Memory = Map<RuleId, Remembered>;

export class Earlier {
  /** `state` and `places` are the debuggee's now. */
  constructor(
    private readonly memory: Memory,
    private readonly state: StateSource,
    private readonly places: PlaceSource,
  ) {}

  /** Undefined where the rule has to be checked. */
  outcomeOf({ id, rule }: KnownRule): Outcome | undefined {
    const remembered = this.memory.get(id);
    if (remembered === undefined) return undefined;
    const { dependencies, outcome } = remembered;
    if (rule.kind === 'expression') {
      const now = dependenciesOf(pathsOf(rule.expression), this.places);
      return readsTheSame(dependencies, now) ? outcome : undefined;
    }
    if (rule.kind !== 'schema') return undefined;
    const resolution = this.state.resolve(rule.variable);
    if (resolution.kind !== 'found') return undefined;
    return seesTheSame(dependencies, resolution.slot, this.places) ? outcome : undefined;
  }

  noteExpression({ id, rule }: KnownRule, outcome: Outcome): void {
    if (rule.kind !== 'expression' || !isDecided(outcome)) {
      this.memory.delete(id);
      return;
    }
    this.memory.set(id, { outcome, dependencies: dependenciesOf(pathsOf(rule.expression), this.places) });
  }

  noteSchema({ id, rule }: KnownRule, outcome: Outcome, objects: ReadonlySet<number>): void {
    const resolution = rule.kind === 'schema' ? this.state.resolve(rule.variable) : undefined;
    if (resolution?.kind !== 'found' || !isDecided(outcome)) {
      this.memory.delete(id);
      return;
    }
    const { version } = this.places;
    this.memory.set(id, { outcome, dependencies: { kind: 'objects', slot: resolution.slot, objects, version } });
  }
}

/** What could not be checked is tried again. */
function isDecided({ status }: Outcome): boolean {
  return status === 'held' || status === 'violated';
}

const known = new Map<string, readonly ReadPath[] | undefined>();
const MOST_KNOWN = 1_000;

function pathsOf(expression: string): readonly ReadPath[] | undefined {
  if (!known.has(expression)) {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(expression, readPaths(expression));
  }
  return known.get(expression);
}
