/** Every command of the extension, as the manifest contributes them. */
export const COMMAND_IDS = [
  'savepoint.create',
  'savepoint.createNamed',
  'savepoint.rollbackTo',
  'savepoint.rollbackVariable',
  'savepoint.rollback',
  'savepoint.undoRollback',
  'savepoint.redoRollback',
  'savepoint.restoreBranch',
  'savepoint.rewindTo',
  'savepoint.stepBack',
  'savepoint.release',
  'savepoint.commit',
  'savepoint.showChanges',
  'savepoint.check',
  'savepoint.continueWithDeadline',
  'savepoint.runUntilBroken',
  'savepoint.rollbackToGood',
  'savepoint.showChangesSinceGood',
  'savepoint.markGood',
  'savepoint.learn',
  'savepoint.withdrawConsent',
  'savepoint.showReport',
  'savepoint.showMore',
  'savepoint.openCheckpoint',
  'savepoint.closeCheckpoint',
  'savepoint.exportSavepoint',
  'savepoint.exportSession',
  'savepoint.compareArchived',
  'savepoint.restoreArchived',
  'savepoint.showArchivedChanges',
  'savepoint.deleteAllData',
] as const;

export type CommandId = (typeof COMMAND_IDS)[number];

/** `argument` is what the place it was called from passes: a node of the tree, a variable, or nothing. */
export type Command = (argument: unknown) => Promise<void>;

export type CommandTable<Id extends CommandId = CommandId> = Readonly<Record<Id, Command>>;
