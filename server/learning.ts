/** Samples of good states, of all sessions for as long as the server lives, and what is learned from them. */
import { JAVASCRIPT, PYTHON } from './invariants/learned/dialect';
import { learn } from './invariants/learned/learn';
import type { Sample } from './invariants/learned/sample';
import type { Language, LearnedRule } from './protocol';
import { SavepointError } from './savepointError';
import { sampleOf } from './session/samples';
import type { Session } from './session/session';
import type { CapturedFrame } from './value';

/** The oldest are forgotten beyond this. */
const MOST_SAMPLES = 5_000;

export class Learning {
  readonly #samples = new Map<Language, Sample[]>();
  /** The savepoints that were sampled, so that none counts twice. */
  readonly #sampled = new Set<string>();

  /** Takes what the paused frame held at a savepoint as a sample of a good state. */
  add(session: Session, savepoint: number): void {
    const key = `${session.id} ${savepoint}`;
    const { version, frames } = session.momentOf(savepoint);
    const [top] = frames;
    if (top === undefined || this.#sampled.has(key)) return;
    const around = framesAround(top, frames, session.language);
    this.#sampled.add(key);
    const samples = this.#samples.get(session.language) ?? [];
    samples.push(sampleOf(top, around, session.stateAt(version), (object) => session.heap.info(object)));
    if (samples.length > MOST_SAMPLES) samples.shift();
    this.#samples.set(session.language, samples);
  }

  /** Throws where rules cannot be written in the program's language. */
  rules({ language, name }: Session): readonly LearnedRule[] {
    if (language === 'other')
      throw new SavepointError(
        'cannot-write',
        `Invariants are learned for JavaScript and Python; '${name}' is in another language.`,
      );
    return learn(this.#samples.get(language) ?? [], language === 'python' ? PYTHON : JAVASCRIPT);
  }
}

/** Those whose variables the paused frame may see: of the scopes around it, and of the code that its module runs in JavaScript. */
function framesAround(top: CapturedFrame, frames: readonly CapturedFrame[], language: Language): CapturedFrame[] {
  const ofSource = frames.filter(({ source }) => source !== undefined && source === top.source);
  const closures = ofSource.filter(({ scope }) => scope === 'closure');
  const outermost = ofSource.filter(({ scope }) => scope === undefined).at(-1);
  const isModule = language === 'javascript' && outermost?.function === '<anonymous>' && outermost !== top;
  return isModule ? [outermost, ...closures] : closures;
}
