/** The names that a frame sees, asked of the debugger once per place in the source, since a place's scopes are fixed. */
import type { DapPort, FrameToCapture } from '../debuggee';
import type { NameSpec } from './probe/frames';
import type { NameInfo, SourceScopes, Standing } from './sourceScopes';

/** What the source and the debugger say of a place where a frame stands. */
export interface FramePlace {
  readonly names: readonly NameSpec[];
  /** Undefined where the source cannot be had. */
  readonly standing: Standing | undefined;
}

/**
 * The debugger completes an element access with whatever is in scope. This reads no values; a request for `variables`
 * would have it run the program's own `toString`.
 */
const EVERYTHING = { text: 'x[""]', column: 4 };

export class FrameNames {
  readonly #byPlace = new Map<string, FramePlace>();
  readonly #sources = new Map<string, { readonly text: string; readonly scopes: SourceScopes | undefined }>();
  /** The names of the global object's properties, as the probe told them. */
  globals: ReadonlySet<string> = new Set();

  constructor(readonly port: DapPort) {}

  async of(frame: FrameToCapture): Promise<FramePlace> {
    const place = frame.source === undefined ? undefined : placeOf(frame);
    const known = place === undefined ? undefined : this.#byPlace.get(place);
    if (known !== undefined) return known;
    const [visible, scopes] = await Promise.all([this.#visible(frame.frameId), this.#scopes(frame)]);
    const infos: ReadonlyMap<string, NameInfo> | undefined = scopes?.namesAt(frame.line, frame.column);
    const names = visible.flatMap((name) => {
      const info = infos?.get(name);
      // It is in its dead zone: reading it gives nothing, and writing it would only confuse the program.
      if (info?.isUninitialized === true) return [];
      return info === undefined && infos !== undefined && this.globals.has(name) ? [] : [specOf(name, info)];
    });
    names.push(['this', 'body', true, -1, false]);
    const found = { names, standing: scopes?.standingAt(frame.line, frame.column) };
    if (place !== undefined) this.#byPlace.set(place, found);
    return found;
  }

  /** Where a frame stands in its function; undefined where the source cannot be had. */
  async standing(frame: FrameToCapture): Promise<Standing | undefined> {
    return (await this.#scopes(frame))?.standingAt(frame.line, frame.column);
  }

  /** A source has changed, or a name could not be found: asks again. */
  forget(frame: FrameToCapture): void {
    this.#byPlace.delete(placeOf(frame));
  }

  async #visible(frameId: number): Promise<string[]> {
    const { targets } = await this.port.request('completions', { frameId, ...EVERYTHING });
    return [...new Set(targets.map(({ label }) => label))].filter(isVariable);
  }

  async #scopes(frame: FrameToCapture): Promise<SourceScopes | undefined> {
    const text = await frame.readSource();
    if (text === undefined) return undefined;
    const path = frame.source ?? '';
    let source = this.#sources.get(path);
    if (source?.text !== text) {
      // The parser is large and not needed before the first savepoint.
      const { SourceScopes } = await import('./sourceScopes');
      source = { text, scopes: SourceScopes.parse(text, path) };
      this.#sources.set(path, source);
    }
    return source.scopes;
  }
}

function placeOf(frame: FrameToCapture): string {
  return `${frame.source ?? ''}:${frame.line}:${frame.column}:${frame.function}`;
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
