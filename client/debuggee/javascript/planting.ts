/**
 * Writes into a JavaScript program what it held in another run: the probe makes and fills objects, the texts assign
 * variables, each in its frame, and private fields. Each write is tried by itself, so that one that fails keeps none of the
 * others from being made.
 */
import type { PlantedWrite } from '../../../server/protocol';
import type { PlantRequest, PlantResult } from '../debuggee';
import { plantedData } from '../plantedData';
import type { Texts } from './texts';

type Evaluate = (frameId: number, text: string) => Promise<unknown>;

export async function plant(
  { frames, made, writes }: PlantRequest,
  texts: Texts,
  evaluate: Evaluate,
): Promise<PlantResult> {
  const [paused] = frames;
  if (paused === undefined) throw new Error('There is no frame to write through.');
  await evaluate(paused.frameId, `${texts.plant(plantedData(made, writes))}""`);
  const privates = writes.flatMap((write) => (write.kind === 'private' ? [write.name] : []));
  for (const name of new Set(privates))
    await goingOn(privates.length, () => evaluate(paused.frameId, `${texts.plantPrivates(name)}""`));
  for (const [frameId, assignments] of assignmentsByFrame(frames, writes, texts))
    await evaluate(frameId, `${assignments}""`);
  return (await evaluate(paused.frameId, texts.allPlanted())) as PlantResult;
}

/** An object that turns out to have no such field ends the text; the probe passes over it the next time. */
async function goingOn(most: number, run: () => Promise<unknown>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await run();
      return;
    } catch (error) {
      if (attempt >= most) throw error;
    }
  }
}

/** A module's variables are seen from the paused frame, if they are seen at all. */
function assignmentsByFrame(
  frames: PlantRequest['frames'],
  writes: readonly PlantedWrite[],
  texts: Texts,
): ReadonlyMap<number, string> {
  const byFrame = new Map<number, string>();
  for (const [number, write] of writes.entries()) {
    if (write.kind !== 'variable') continue;
    const frame = frames.find(({ activation }) => activation === write.frame) ?? frames[0];
    if (frame === undefined) continue;
    byFrame.set(frame.frameId, (byFrame.get(frame.frameId) ?? '') + texts.plantVariable(number, write.name));
  }
  return byFrame;
}
