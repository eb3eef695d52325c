/** The names that a frame sees, asked of the debugger once per scope of the source: its names are fixed. */
import type { DapPort, FrameToCapture } from '../debuggee';
import type { NameSpec } from './probe/frames';
import type { NameInfo, SourceScopes } from './sourceScopes';

/**
 * The debugger completes an element access with whatever is in scope. This reads no values; a request for `variables`
 * would have it run the program's own `toString`.
 */
const EVERYTHING = { text: 'x[""]', column: 4 };

export class FrameNames {
  readonly #byScope = new Map<string, readonly NameSpec[]>();
  readonly #sources = new Map<string, Promise<SourceScopes | undefined>>();
  /** The names of the global object's properties, as the probe told them. */
  globals: ReadonlySet<string> = new Set();

  constructor(readonly port: DapPort) {}

  async of(frame: FrameToCapture): Promise<readonly NameSpec[]> {
    const scopes = await this.#scopesOf(frame);
    const scope = frame.source === undefined ? undefined : scopeOf(frame, scopes);
    const known = scope === undefined ? undefined : this.#byScope.get(scope);
    if (known !== undefined) return known;
    const infos = scopes?.namesAt(frame.line, frame.column);
    const visible = await this.#visible(frame.frameId);
    const names = visible.flatMap((name) => {
      const info = infos?.get(name);
      return info === undefined && infos !== undefined && this.globals.has(name) ? [] : [specOf(name, info)];
    });
    names.push(['this', 'body', true, -1, false]);
    if (scope !== undefined) this.#byScope.set(scope, names);
    return names;
  }

  async #visible(frameId: number): Promise<string[]> {
    const { targets } = await this.port.request('completions', { frameId, ...EVERYTHING });
    return [...new Set(targets.map(({ label }) => label))].filter(isVariable);
  }

  /** A source is read and parsed once: what the program runs does not change while it runs. */
  #scopesOf(frame: FrameToCapture): Promise<SourceScopes | undefined> {
    const path = frame.source ?? '';
    let scopes = frame.source === undefined ? undefined : this.#sources.get(path);
    if (scopes === undefined) this.#sources.set(path, (scopes = parsed(frame, path)));
    return scopes;
  }
}

async function parsed(frame: FrameToCapture, path: string): Promise<SourceScopes | undefined> {
  const text = await frame.readSource();
  if (text === undefined) return undefined;
  // The parser is large and not needed before the first savepoint.
  const { SourceScopes } = await import('./sourceScopes');
  return SourceScopes.parse(text, path);
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

/** A name that can stand in a text; the debugger also lists things such as a return value. */
function isVariable(label: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(label) && !RESERVED.has(label);
}
