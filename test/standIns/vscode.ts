/**
 * As much of `vscode` as the parts need that follow a session's events: settings at their defaults, event emitters, and a
 * debug session whose messages pass the trackers as VS Code passes them. To be imported before what imports `vscode`.
 */
import { EventEmitter as NodeEmitter } from 'node:events';
import Module from 'node:module';
import type * as vscode from 'vscode';

const factories: vscode.DebugAdapterTrackerFactory[] = [];
const ended = new NodeEmitter();

class EventEmitter<T> {
  readonly #emitter = new NodeEmitter();
  readonly event = (listener: (value: T) => void): vscode.Disposable => {
    this.#emitter.on('event', listener);
    return { dispose: () => void this.#emitter.off('event', listener) };
  };
  fire(value: T): void {
    this.#emitter.emit('event', value);
  }
  dispose(): void {
    this.#emitter.removeAllListeners();
  }
}

const standIn = {
  EventEmitter,
  workspace: { getConfiguration: () => ({ get: <T>(_name: string, fallback: T): T => fallback }) },
  debug: {
    registerDebugAdapterTrackerFactory: (_type: string, factory: vscode.DebugAdapterTrackerFactory) => {
      factories.push(factory);
      return { dispose: () => void factories.splice(factories.indexOf(factory), 1) };
    },
    onDidTerminateDebugSession: (listener: (session: vscode.DebugSession) => void) => {
      ended.on('end', listener);
      return { dispose: () => void ended.off('end', listener) };
    },
  },
};

/** The trackers of a session that begins. */
export function trackersOf(session: vscode.DebugSession): readonly vscode.DebugAdapterTracker[] {
  return factories.map((factory) => factory.createDebugAdapterTracker(session) as vscode.DebugAdapterTracker);
}

export function endSession(session: vscode.DebugSession): void {
  ended.emit('end', session);
}

type Load = (request: string, ...more: unknown[]) => unknown;
const loading = Module as unknown as { _load: Load };
const load = loading._load;
loading._load = (request, ...more) => (request === 'vscode' ? standIn : load.call(Module, request, ...more));
