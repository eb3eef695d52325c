/**
 * Whether an expression may change the program that it is evaluated in, as far as its text tells. It errs to one side: what
 * it does not know may change anything. Methods are known by their names alone, so a program's own `map` counts as a map.
 */
import type { Language } from '../protocol';

/** A phrase that completes "it …"; undefined where the expression only looks. */
export function sideEffect(expression: string, language: Language): string | undefined {
  const text = withoutTexts(expression);
  if (text === undefined) return 'builds texts from other expressions';
  const assigned = assignment(text, language);
  if (assigned !== undefined) return assigned;
  const word = WORDS.exec(text)?.[0];
  if (word !== undefined) return `uses ${word}`;
  // A block may hold anything, and loop for ever.
  if (language !== 'python' && /=>\s*\{/u.test(text)) return 'has a function with statements';
  if (/[)\]]\s*(?:\?\.)?\(/u.test(text)) return 'calls what another expression gives';
  for (const { groups } of text.matchAll(/(?<name>[\p{ID_Start}$_][\p{ID_Continue}$]*)\s*(?:\?\.\s*)?\(/gu)) {
    const name = groups?.['name'] ?? '';
    if (!KEYWORDS.has(name) && !isReading(name, language)) return `calls ${name}()`;
  }
  return undefined;
}

/** Without what is in quotes; undefined where a text has expressions in it. */
function withoutTexts(expression: string): string | undefined {
  const text = expression.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`$\\]*`/gu, '""');
  return text.includes('`') || /\bf""/iu.test(text) ? undefined : text;
}

function assignment(text: string, language: Language): string | undefined {
  // In Python a single sign names an argument.
  if (language === 'python') return text.includes(':=') ? 'assigns' : undefined;
  return /\+\+|--|(?<![=!<>])(?:=(?![=>])|>>=|<<=)/u.test(text) ? 'assigns' : undefined;
}

const WORDS = /\b(?:delete|await|yield|new|import|function|class)\b/u;

const KEYWORDS = new Set([
  'if',
  'else',
  'in',
  'is',
  'and',
  'or',
  'not',
  'for',
  'typeof',
  'void',
  'instanceof',
  'lambda',
]);

function isReading(name: string, language: Language): boolean {
  if (language === 'other') return false;
  return (language === 'python' ? PYTHON : JAVASCRIPT).has(name);
}

const words = (...lines: readonly string[]): ReadonlySet<string> => new Set(lines.join(' ').split(' '));

const JAVASCRIPT = words(
  'every some includes filter map find findIndex findLast findLastIndex reduce reduceRight indexOf lastIndexOf at slice',
  'concat join flat flatMap toSorted toReversed keys values entries has get hasOwn hasOwnProperty is isArray isInteger',
  'isSafeInteger isFinite isNaN abs min max floor ceil round trunc sign sqrt hypot pow Number String Boolean BigInt',
  'parseInt parseFloat startsWith endsWith trim toLowerCase toUpperCase charAt charCodeAt codePointAt localeCompare',
  'getTime toFixed',
);

const PYTHON = words(
  'len sum all any min max sorted abs round isinstance issubclass type range zip enumerate reversed set list tuple dict',
  'frozenset str int float bool repr hasattr callable id keys values items get count index startswith endswith lower upper',
  'strip isdigit isalpha isalnum isspace split join map filter divmod pow ord chr isclose isfinite isnan sqrt floor ceil',
  'issubset issuperset isdisjoint total_seconds',
);
