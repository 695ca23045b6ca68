import type { Described, Snapshot } from '../broker/published.js';
import { type Phase, phaseAt } from './phase.js';

/** The phase that the scaling plan of a pool is in, if it has one. */
export function currentPhase(
  { plans }: Pick<Snapshot, 'plans'>,
  { body }: Described<'host-pool'>,
  now: number,
): Phase | undefined {
  const plan = body.scalingPlan === undefined ? undefined : plans.get(body.scalingPlan);
  return plan && phaseAt(plan.body, now);
}
