/** What keeps a variable from being read or written, as far as it is known when it is captured. */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { Marking, Surroundings } from './surroundings';

export function markingOf(variable: Dap.Variable, around: Surroundings, isAmbiguous: boolean): Marking | undefined {
  const { presentationHint: hint, type = '', value } = variable;
  const attributes = hint?.attributes ?? [];
  if (hint?.lazy === true || attributes.includes('hasSideEffects'))
    return { label: 'lazy', reason: 'reading it would run code of the program' };
  if (around.writable !== 'writable') return around.writable;
  const { inherited } = around;
  if (inherited !== undefined && (inherited.extent !== 'beside-elements' || !isElement(variable.name)))
    return inherited;
  if (attributes.includes('readOnly') || attributes.includes('constant'))
    return { label: 'read-only', reason: 'the debugger calls it read-only', extent: 'parts' };
  if (isConstant(type)) return { label: 'read-only', reason: 'it is declared const', extent: 'parts' };
  if (type.endsWith('&'))
    return { label: 'read-only', reason: 'a reference stands for one variable for as long as it lives' };
  if (isAmbiguous) return { label: 'read-only', reason: 'the debugger has several variables of this name here' };
  if (/\.\.\.$|…"?$/.test(value)) return { label: 'truncated', reason: 'the debugger shows only a part of it' };
  if (variable.variablesReference > 0 && isManaged(type))
    return {
      label: 'read-only',
      reason: `a ${shortType(type)} manages its memory itself`,
      extent: isSmartPointer(type) ? 'parts' : 'beside-elements',
    };
  return undefined;
}

export function isConstant(type: string): boolean {
  return /\bconst$/.test(type) || (/^const\b/.test(type) && !/[*&]/.test(type));
}

/**
 * Whether it is a container or a smart pointer of the C++ standard library. The pointers, sizes and capacities in it belong
 * together with memory that may have been freed since; only its elements can be written alone.
 */
function isManaged(type: string): boolean {
  return /^std::(?!(?:pair|tuple|array|atomic|complex|optional|variant|byte)\b)/.test(type) && !/[*&]$/.test(type);
}

/** What it points to is the program's own. */
function isSmartPointer(type: string): boolean {
  return /^std::(?:unique|shared|weak|auto)_ptr\b/.test(type);
}

function isElement(name: string): boolean {
  return /^\[.*\]$/s.test(name);
}

function shortType(type: string): string {
  return type.replace(/<.*$/s, '');
}
