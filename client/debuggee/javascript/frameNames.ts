/** The names that a frame sees, asked of the debugger once per scope of the source: its names are fixed. */
import type { DapPort, FrameToCapture } from '../debuggee';
import type { NameSpec } from './probe/frameSpec';
import type { NameInfo, SourceScopes, Standing } from './sourceScopes';

/** What the source and the debugger say of a place where a frame stands. */
export interface FramePlace {
  readonly names: readonly NameSpec[];
  /** Undefined where the source cannot be had. */
  readonly standing: Standing | undefined;
  /** The private names that the source mentions, with their `#`. */
  readonly privateNames: readonly string[];
}

/**
 * The debugger completes an element access with whatever is in scope. This reads no values; a request for `variables`
 * would have it run the program's own `toString`.
 */
const EVERYTHING = { text: 'x[""]', column: 4 };

export class FrameNames {
  /** What the debugger lists, by scope. */
  readonly #visible = new Map<string, readonly string[]>();
  readonly #sources = new Map<string, Promise<SourceScopes | undefined>>();
  /** The names of the global object's properties, as the probe told them. */
  globals: ReadonlySet<string> = new Set();

  constructor(readonly port: DapPort) {}

  /** @param stands whether the program still stands where the frame is: else the debugger may list anything */
  async of(frame: FrameToCapture, stands: () => boolean = () => true): Promise<FramePlace> {
    const scopes = await this.#scopesOf(frame);
    const infos: ReadonlyMap<string, NameInfo> | undefined = scopes?.namesAt(frame.line, frame.column);
    // The debugger leaves out what is not initialized yet, so its list alone would not do for the whole scope.
    const all = new Set([...(await this.#visibleIn(frame, scopes, stands)), ...(infos?.keys() ?? [])]);
    const names = [...all].flatMap((name) => {
      const info = infos?.get(name);
      if (!isVariable(name) && !(name === 'arguments' && info !== undefined)) return [];
      // It is in its dead zone: reading it gives nothing, and writing it would only confuse the program.
      if (info?.isUninitialized === true) return [];
      return info === undefined && infos !== undefined && this.globals.has(name) ? [] : [specOf(name, info)];
    });
    names.push(['this', 'body', true, -1, false]);
    const standing = scopes?.standingAt(frame.line, frame.column);
    return { names, standing, privateNames: scopes?.privateNames ?? [] };
  }

  /** Where a frame stands in its function; undefined where the source cannot be had. */
  async standing(frame: FrameToCapture): Promise<Standing | undefined> {
    return (await this.#scopesOf(frame))?.standingAt(frame.line, frame.column);
  }

  /** Whether a frame's function meets what is thrown where it stands; false where the source cannot be had. */
  async catches(frame: FrameToCapture): Promise<boolean> {
    return (await this.#scopesOf(frame))?.catchesAt(frame.line, frame.column) ?? false;
  }

  async #visibleIn(
    frame: FrameToCapture,
    scopes: SourceScopes | undefined,
    stands: () => boolean,
  ): Promise<readonly string[]> {
    const scope = frame.source === undefined ? undefined : scopeOf(frame, scopes);
    const known = scope === undefined ? undefined : this.#visible.get(scope);
    if (known !== undefined) return known;
    const { targets } = await this.port.request('completions', { frameId: frame.frameId, ...EVERYTHING });
    const names = targets.map(({ label }) => label);
    if (scope !== undefined && stands()) this.#visible.set(scope, names);
    return names;
  }

  /** A source is read and parsed once: what a program runs does not change while it runs. */
  #scopesOf(frame: FrameToCapture): Promise<SourceScopes | undefined> {
    const { source } = frame;
    if (source === undefined) return this.#parsed(frame, '');
    let scopes = this.#sources.get(source);
    if (scopes === undefined) this.#sources.set(source, (scopes = this.#parsed(frame, source)));
    return scopes;
  }

  async #parsed(frame: FrameToCapture, path: string): Promise<SourceScopes | undefined> {
    const text = await frame.readSource();
    if (text === undefined) {
      // It is asked for again: the debugger may not have given it because the program went on.
      this.#sources.delete(path);
      return undefined;
    }
    // The parser is large and not needed before the first savepoint.
    const { SourceScopes } = await import('./sourceScopes');
    return SourceScopes.parse(text, path);
  }
}

/** What names the scope that a frame stands in: all places in one scope see the same names. */
function scopeOf(frame: FrameToCapture, scopes: SourceScopes | undefined): string {
  const place = scopes?.scopeAt(frame.line, frame.column) ?? `${frame.line}:${frame.column}`;
  return `${frame.source ?? ''}:${frame.function}:${place}`;
}

function specOf(name: string, info: NameInfo | undefined): NameSpec {
  if (info === undefined) return [name, 'unknown', false, -1, false];
  return [name, info.place, info.isConstant, info.declaration, info.isCaptured];
}

const RESERVED = new Set(
  (
    'this arguments eval await yield let static implements interface package private protected public enum null true ' +
    'false break case catch class const continue debugger default delete do else export extends finally for function ' +
    'if import in instanceof new return super switch throw try typeof var void while with'
  ).split(' '),
);

/** js-debug's own name for what a function is about to return. */
const RETURN_VALUE = '$returnValue';

/** A name that can stand in a text and is a variable of the program. */
function isVariable(label: string): boolean {
  return (
    /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(label) && !RESERVED.has(label) && label !== RETURN_VALUE
  );
}
