/** The language features of the wire: requests of the language server protocol, answered from the rules as they stand. */
import type { Connection } from 'vscode-languageserver';
import {
  type CodeAction,
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  HoverRequest,
  type ServerCapabilities,
} from 'vscode-languageserver-protocol';
import { isRulesFile } from '../invariants/rules';
import type { KnownRule } from '../invariants/rule';
import { pathCompletions, ruleActions, type RuledText, ruleHover, ruleLenses, type VerdictOf } from './ruleFeatures';

export interface LanguageSource {
  /** The text of that uri that rules are in. */
  text(uri: string): RuledText | undefined;
  readonly verdictOf: VerdictOf;
  /** A rule by its name, and the text that declares it: in the text of this uri first. */
  declared(name: string, uri: string): { readonly text: RuledText; readonly rule: KnownRule } | undefined;
  /** The paths of variables in the paused frames of sessions. */
  paths(): readonly string[];
}

export const LANGUAGE_CAPABILITIES = {
  hoverProvider: true,
  codeLensProvider: { resolveProvider: false },
  codeActionProvider: true,
  completionProvider: { triggerCharacters: ['.', '"'] },
} satisfies ServerCapabilities;

export function registerLanguage(wire: Pick<Connection, 'onRequest'>, source: LanguageSource): void {
  wire.onRequest(CodeLensRequest.type, ({ textDocument: { uri } }) => {
    const text = source.text(uri);
    return text === undefined || isRulesFile(uri) ? [] : ruleLenses(text, source.verdictOf);
  });
  wire.onRequest(HoverRequest.type, ({ textDocument: { uri }, position }) => {
    const text = source.text(uri);
    return text === undefined ? null : ruleHover(text, position, source.verdictOf);
  });
  wire.onRequest(CompletionRequest.type, ({ textDocument: { uri }, position }) => {
    const text = source.text(uri);
    return text === undefined || !isRulesFile(uri) ? [] : pathCompletions(text.text, position, source.paths());
  });
  wire.onRequest(CodeActionRequest.type, ({ textDocument: { uri }, context }) =>
    context.diagnostics.flatMap((diagnostic): CodeAction[] => {
      const declared = typeof diagnostic.code === 'string' ? source.declared(diagnostic.code, uri) : undefined;
      if (diagnostic.source !== 'savepoint' || declared === undefined) return [];
      const { text, rule } = declared;
      return ruleActions(diagnostic, text, rule, source.verdictOf(rule.id));
    }),
  );
}
