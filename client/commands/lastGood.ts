/** The commands of quick fixes: back to the last good savepoint, whole or in part, and what has changed since it. */
import type { Savepoint, SavepointApi, SessionState } from '../apiTypes';
import { SavepointError } from '../savepointError';
import { lastGood } from '../triggers/decideTrigger';
import { changesText } from '../views/changesText';
import type { TextDocuments } from '../views/textDocuments';
import type { Reports } from './announceReport';
import type { CommandTable } from './commandIds';
import { showWork } from './showWork';
import { mustBePaused, sessionFor } from './target';

/** What a quick fix passes. */
interface Fix {
  readonly session: string;
  /** Only these places and what they hold. */
  readonly paths?: readonly string[];
}

export function lastGoodCommands(
  api: SavepointApi,
  documents: TextDocuments,
  reports: Reports,
): CommandTable<'savepoint.rollbackToGood' | 'savepoint.showChangesSinceGood'> {
  return {
    'savepoint.rollbackToGood': async (argument) => {
      const { state, savepoint } = await lastGoodFor(api, argument);
      mustBePaused(state);
      const { session } = state;
      const paths = isFix(argument) ? argument.paths : undefined;
      const work = api.rollbackTo(savepoint.id, { session, ...(paths !== undefined && { paths }) });
      const report = await showWork({ title: `Rolling back to '${savepoint.name}'`, kind: 'writes' }, work);
      const extent = paths === undefined ? '' : ` with ${paths.join(', ')} alone`;
      reports.announce({ session, goal: { target: `savepoint '${savepoint.name}'${extent}` }, report });
    },
    'savepoint.showChangesSinceGood': async (argument) => {
      const { state, savepoint } = await lastGoodFor(api, argument);
      const compared = api.diff(savepoint.id, undefined, { session: state.session });
      const changes = await showWork({ title: `Comparing with '${savepoint.name}'`, kind: 'reads' }, compared);
      const { before, after } = changesText(changes);
      await documents.showDifference(`Changes since ${savepoint.name}`, before, after);
    },
  };
}

async function lastGoodFor(
  api: SavepointApi,
  argument: unknown,
): Promise<{ readonly state: SessionState; readonly savepoint: Savepoint }> {
  const named = isFix(argument) ? api.sessions().find(({ session }) => session.id === argument.session) : undefined;
  const state = named ?? (await sessionFor(api, argument));
  const savepoint = lastGood([...state.savepoints, ...state.autoSavepoints]);
  if (savepoint === undefined)
    throw new SavepointError(
      'no-savepoint',
      `There is no savepoint of '${state.session.name}' at which all invariants held: create one while they do.`,
    );
  return { state, savepoint };
}

function isFix(argument: unknown): argument is Fix {
  return typeof argument === 'object' && argument !== null && 'session' in argument && !('kind' in argument);
}
