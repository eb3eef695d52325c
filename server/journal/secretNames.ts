/**
 * Which names are those of secrets. A pattern of five letters or more is found anywhere in a name, whatever its case
 * (`password` in `dbPasswordHash`); a shorter one has to be a word of it (`key` in `apiKey` and `API_KEYS`, not in
 * `monkey` or `keyboard`).
 */
export class SecretNames {
  readonly #anywhere: readonly string[];
  readonly #words: ReadonlySet<string>;
  readonly #known = new Map<string, boolean>();

  constructor(patterns: readonly string[]) {
    const given = patterns.map((pattern) => joined(pattern)).filter((pattern) => pattern !== '');
    this.#anywhere = given.filter((pattern) => pattern.length >= SHORTEST_ANYWHERE);
    this.#words = new Set(given.filter((pattern) => pattern.length < SHORTEST_ANYWHERE));
  }

  has(name: string): boolean {
    let known = this.#known.get(name);
    if (known === undefined) {
      known = this.#isSecret(name);
      if (this.#known.size < MOST_KNOWN) this.#known.set(name, known);
    }
    return known;
  }

  #isSecret(name: string): boolean {
    const letters = joined(name);
    if (this.#anywhere.some((pattern) => letters.includes(pattern))) return true;
    return wordsOf(name).some((word) => this.#words.has(word) || this.#words.has(word.replace(/s$/u, '')));
  }
}

const SHORTEST_ANYWHERE = 5;
const MOST_KNOWN = 10_000;

/** `set-cookie`, `setCookie` and `SET_COOKIE` alike. */
function joined(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
}
