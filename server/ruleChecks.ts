/** Checks the workspace's rules in the sessions that stand still, and says in Problems what is violated where. */
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { type Check, diagnostics, publications } from './invariants/diagnostics';
import type { PlaceSource, Remembered } from './invariants/dependencies';
import { Earlier, type Memory } from './invariants/earlier';
import { type Documents, KeptDocuments } from './invariants/keptDocuments';
import { NOT_EVALUATED } from './invariants/judge';
import type { KnownRule } from './invariants/rule';
import { type KnownFile, Rules } from './invariants/rules';
import type { Verdict } from './language/ruleFeatures';
import type { Resolution, StateSource } from './invariants/schemaRule';
import type {
  FileContent,
  InvariantResult,
  JudgeParams,
  RuleId,
  RulesToEvaluateParams,
  RuleToEvaluate,
  SessionId,
} from './protocol';
import { cellPath, placeOf } from './session/cells';
import { resolvePath } from './session/resolvePath';
import type { Session } from './session/session';
import { NeedsDescription } from './session/stateView';
import type { ObjectId } from './value';

export class RuleChecks {
  readonly rules = new Rules();
  readonly #checks = new Map<SessionId, Check>();
  readonly #memories = new Map<SessionId, Memory>();
  readonly #documents = new Map<SessionId, Documents>();
  #published: readonly string[] = [];
  #wanted = '';

  constructor(
    private readonly publish: (uri: string, diagnostics: readonly Diagnostic[]) => void,
    /** What was said of rules has changed. */
    private readonly verdictsChanged: () => void,
    /** These files, and no others, are to be told of. */
    private readonly want: (uris: readonly string[]) => void = () => undefined,
  ) {}

  /** What the last check of a session that stands came to; of several, the worst. */
  verdictOf(rule: RuleId): Verdict | undefined {
    const verdicts = [...this.#checks].flatMap(([session, { judgements }]): Verdict[] =>
      judgements.flatMap(({ rule: judged, outcome, result }) =>
        judged === rule ? [{ session, ...outcome, message: result.message }] : [],
      ),
    );
    return WORST_FIRST.flatMap((status) => verdicts.find((verdict) => verdict.status === status) ?? [])[0];
  }

  declared(name: string, uri: string): { readonly text: KnownFile; readonly rule: KnownRule } | undefined {
    const files = [...this.rules.files].sort((one, other) => Number(other.uri === uri) - Number(one.uri === uri));
    for (const text of files) {
      const rule = text.rules.find((known) => known.rule.name === name);
      if (rule !== undefined) return { text, rule };
    }
    return undefined;
  }

  /** `text` is that of a rules file; null where there is none any more. */
  fileChanged(uri: string, text: string | null): void {
    this.rules.fileChanged(uri, text);
    this.#rulesChanged();
  }

  /** A file that schemas refer to. */
  schemaFileChanged(uri: string, content: FileContent): void {
    this.rules.schemaFileChanged(uri, content);
    this.#rulesChanged();
  }

  #rulesChanged(): void {
    const uris = [...this.rules.schemaFiles].sort();
    if (uris.join('\n') !== this.#wanted) {
      this.#wanted = uris.join('\n');
      this.want(uris);
    }
    this.#publish();
  }

  rulesToEvaluate(session: Session, { location, which }: RulesToEvaluateParams): readonly RuleToEvaluate[] {
    return this.rules.rulesToEvaluate(location, this.#earlier(session, stateSource(session), which), session.language);
  }

  /**
   * Throws `NeedsDescription` where a schema looks at objects that are not described yet. Null, and nothing is said of any
   * rule, where it refuses because of new ones.
   */
  judge(session: Session, params: JudgeParams): readonly InvariantResult[] | null {
    const { evaluations, location, which, exception, newRules } = params;
    const state = this.#stateSource(session);
    const judging = this.rules.judge(evaluations, state, location, this.#earlier(session, state, which), exception);
    if (judging.kind === 'needs') throw new NeedsDescription(judging.objects);
    const { judgements } = judging;
    if (newRules === 'refuse' && judgements.some(({ outcome }) => outcome === NOT_EVALUATED)) return null;
    this.#checks.set(session.id, { judgements, ...(location !== undefined && { location }) });
    this.#publish();
    return judgements.map(({ result }) => result);
  }

  /** What is known from earlier checks; nothing where all rules are to be checked. */
  #earlier(session: Session, state: StateSource, which: 'all' | 'changed'): Earlier {
    const memory = this.#memories.get(session.id);
    const kept = which === 'all' || memory === undefined ? new Map<RuleId, Remembered>() : memory;
    this.#memories.set(session.id, kept);
    return new Earlier(kept, state, placeSource(session));
  }

  /** The documents are the store's own state, so that a check of all rules may have them as well. */
  #stateSource(session: Session): StateSource {
    const documents = this.#documents.get(session.id) ?? (new Map() as Documents);
    this.#documents.set(session.id, documents);
    const state = stateSource(session);
    return { ...state, kept: new KeptDocuments(documents, state, placeSource(session)) };
  }

  /** The session has ended. */
  close(session: SessionId): void {
    this.#memories.delete(session);
    this.#documents.delete(session);
    this.forget(session);
  }

  /** The session goes on or has ended: what was found where it stood says nothing any more. */
  forget(session: SessionId): void {
    if (this.#checks.delete(session)) this.#publish();
  }

  #publish(): void {
    const now = diagnostics(this.rules.files, [...this.#checks.values()]);
    for (const [uri, found] of publications(now, this.#published)) this.publish(uri, found);
    this.#published = [...now.keys()];
    this.verdictsChanged();
  }
}

const WORST_FIRST: readonly Verdict['status'][] = ['violated', 'not-checked', 'held', 'not-applicable'];

function stateSource(session: Session): StateSource {
  const { heap } = session;
  const state = session.stateAt(session.store.version);
  const info: StateSource['info'] = (object) => heap.info(object);
  return {
    info,
    slots: (object) => (info(object)?.described === true ? state.slots({ object }) : 'not-described'),
    resolve: (path): Resolution => {
      try {
        const place = resolvePath(path, heap.stack, state, info);
        const slot = place && state.slots(place.owner).get(place.slot);
        return slot === undefined ? { kind: 'absent' } : { kind: 'found', slot };
      } catch (error) {
        if (error instanceof NeedsDescription) return { kind: 'needs', objects: error.objects };
        throw error;
      }
    },
  };
}

function placeSource({ heap, store, language }: Session): PlaceSource {
  const [top] = heap.stack;
  const { version } = store;
  return {
    language,
    top: top === undefined ? undefined : { frame: top.activation },
    slot: (owner, name) => store.get(cellPath(owner, name)),
    info: (object) => heap.info(object),
    version,
    changedSince: (since) => {
      if (since < store.oldestVersion) return undefined;
      const changed = new Map<ObjectId, string[]>();
      for (const { path } of store.diff(since, version)) {
        const place = placeOf(path);
        if (place === undefined || !('object' in place.owner)) continue;
        const names = changed.get(place.owner.object);
        if (names === undefined) changed.set(place.owner.object, [place.slot]);
        else names.push(place.slot);
      }
      return changed;
    },
  };
}
