/** What is to be planted, as the probes take it: contents are values that JSON has, or lists of what they are and which. */
import type { PlantedContent, PlantedWrite, Planting } from '../../server/protocol';
import type { Value } from '../../server/value';

type Encoded = null | boolean | number | string | readonly (string | number)[];

export function plantedData(made: Planting['made'], writes: Planting['writes']): object {
  return {
    made: made.map((object) => ({ ...object, entries: object.entries.map((entry) => entry.map(encode)) })),
    writes: writes.map(encodeWrite),
  };
}

function encodeWrite(write: PlantedWrite): object {
  return {
    kind: write.kind,
    ...('object' in write && { object: write.object }),
    ...('frame' in write && { frame: write.frame }),
    ...('name' in write && { name: write.name }),
    ...('key' in write && { key: encode(write.key) }),
    ...('keys' in write && { keys: write.keys.map(encode) }),
    ...('content' in write && write.content !== null && { content: encode(write.content) }),
  };
}

function encode(content: PlantedContent): Encoded {
  if ('object' in content) return ['object', content.object];
  if ('made' in content) return ['made', content.made];
  return encodeValue(content.value);
}

function encodeValue(value: Value): Encoded {
  if (value === null || typeof value !== 'object') return value;
  switch (value.type) {
    case 'number':
    case 'bigint':
    case 'float':
    case 'literal':
      return [value.type, value.text];
    default:
      return ['undefined'];
  }
}
