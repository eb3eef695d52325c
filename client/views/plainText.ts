/** Text that comes from the debuggee, made safe for places where VS Code gives a meaning to some characters. */

/** For labels, descriptions and the status bar, where `$(name)` would become an icon. */
export function withoutIcons(text: string): string {
  return onOneLine(text).replaceAll('$(', '$\u200b(');
}

/** For notifications, where `[text](target)` would become a link. */
export function withoutLinks(text: string): string {
  return onOneLine(text).replaceAll('](', ']\u200b(');
}

export function onOneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n\u2028\u2029]+\s*/gu, ' ');
}

/** `1 change`, `2 changes`; `no changes` where there are none. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  if (number === 0) return `no ${plural}`;
  return `${number.toLocaleString('en-US')} ${number === 1 ? singular : plural}`;
}
