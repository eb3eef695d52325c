/** From offsets in a text to lines and characters, both counted from 0 in UTF-16 units, as the editor does. */
import type { Position, Range } from 'vscode-languageserver-protocol';

export class TextPositions {
  readonly #lineStarts: readonly number[];

  constructor(private readonly text: string) {
    const starts = [0];
    for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
    this.#lineStarts = starts;
  }

  /** What lies beyond the end is taken as the end. */
  range(offset: number, length: number): Range {
    return { start: this.#at(offset), end: this.#at(offset + length) };
  }

  #at(offset: number): Position {
    const inside = Math.min(offset, this.text.length);
    let [low, high] = [0, this.#lineStarts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#lineStarts[middle] ?? 0) <= inside) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: inside - (this.#lineStarts[low] ?? 0) };
  }
}
