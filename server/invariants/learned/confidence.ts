/**
 * How sure a rule is that held in every sample so far: Daikon's justification (Ernst et al., "Dynamically discovering
 * likely program invariants", 2001). A rule is reported as likely where the chance that it held by accident is at most
 * one in a hundred, which is Daikon's confidence limit of .99.
 */

export const CONFIDENCE_LIMIT = 0.99;

/** Guards against a sum of halves that comes out a hair above what it is. */
const SLACK = 1e-12;

/**
 * How many samples a rule needs, given the chance, from 0 to below 1, that a sample satisfies it by accident.
 */
export function samplesNeeded(chance: number): number {
  return chance <= 0 ? 1 : Math.max(1, Math.ceil(Math.log(1 - CONFIDENCE_LIMIT) / Math.log(chance) - SLACK));
}

/** Of an order, a sign, a type: each sample could as well have been the other way. */
export const EVEN_CHANCE = 0.5;

/**
 * Of a bound: were the real range wider by one gap between the distinct values seen, this is how often a sample would
 * have stayed within the bound all the same.
 */
export function boundChance(distinctValues: number): number {
  return distinctValues / (distinctValues + 1);
}
