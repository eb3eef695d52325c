/**
 * Which requests of the protocol change what a session is, and so are written to its journal; and why the others are
 * not. A test holds this list against the protocol: a new request has to be put into one of the two.
 *
 * What is journaled is replayed through the same code, so it has to come to the same each time: by its parameters and
 * the session alone, without clock, chance, files or rules.
 */

/** Where the parameters of a journaled request bring values of the debuggee along. */
type Reading = 'capture' | 'description';

export const JOURNALED: Readonly<Record<string, readonly Reading[]>> = {
  'savepoint/openSession': [],
  'savepoint/observe': ['capture'],
  'savepoint/describe': ['description'],
  'savepoint/savepoint': ['capture'],
  'savepoint/autoSavepoint': ['capture'],
  'savepoint/release': [],
  'savepoint/commit': [],
  'savepoint/plan': ['capture'],
  'savepoint/settle': ['capture'],
  'savepoint/beginRewind': ['capture'],
  'savepoint/planArchived': ['capture'],
  'savepoint/settleArchived': ['capture'],
  'savepoint/endRewind': [],
  'savepoint/resumed': [],
};

const READS = 'it only reads';

export const EXEMPT: Readonly<Record<string, string>> = {
  'savepoint/diff': READS,
  'savepoint/branchDiff': READS,
  'savepoint/drift': READS,
  'savepoint/retained': READS,
  'savepoint/rulesToEvaluate': READS,
  'savepoint/rulesToWatch': READS,
  'savepoint/judge': 'what a check found is found anew by the next one',
  'savepoint/learn': READS,
  'savepoint/addRules': 'it edits a text that it is given',
  'savepoint/markGood': 'samples are of the server, and not of a session',
  'savepoint/closeSession': 'it ends the journal',
  'savepoint/listPast': 'it is about no session that goes on',
  'savepoint/deleteAllData': 'it removes the journals',
  'savepoint/openArchive': READS,
  'savepoint/compareArchived': READS,
  'savepoint/exportSession': READS,
  'savepoint/exportArchive': READS,
  'savepoint/archiveDiff': READS,
  'savepoint/archivedValues': READS,
};
