/** The requests about sessions that can only be looked at. */
import type { CheckpointFiles } from '../checkpoint/checkpointFiles';
import * as protocol from '../protocol';
import { answerOf, type Wire } from '../wire';
import type { Archives } from './archives';

export function handleArchives(wire: Wire, archives: Archives, checkpoints: CheckpointFiles): void {
  wire.onRequest(protocol.OpenArchive, ({ source }) => answerOf(() => archives.open(source)));
  wire.onRequest(protocol.ArchiveDiff, ({ source, from, to, offset, limit }) =>
    answerOf(() => archives.diff(source, from, to, offset, limit)),
  );
  wire.onRequest(protocol.ExportArchive, ({ source, ...wishes }) =>
    answerOf(() => checkpoints.write(archives.session(source), { ...wishes, undescribed: 'leave' })),
  );
  wire.onRequest(protocol.ArchivedValues, (params) => answerOf(() => archives.values(params)));
}
