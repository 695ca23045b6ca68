/** Access policies: who may open what, from where, when and how strongly signed in. Pure. */
import type { Body } from '../resources/kinds.js';
import { type Applicability, type ConnectionFacts, whyNotApplicable } from './applies.js';
import { combineRights, NO_LIMITS, type SessionRights } from './rights.js';

export interface Policy {
  readonly name: string;
  readonly body: Body<'access-policy'>;
}

/** What a person must do to pass; all of it, at one sign-in. */
export interface Requirements {
  readonly multiFactor: boolean;
  /** Sets of `acr` values, one of each. */
  readonly contexts: readonly (readonly string[])[];
  /** Sets of `amr` values, one of each. */
  readonly methods: readonly (readonly string[])[];
  readonly signedInWithinMinutes: number | undefined;
}

export type PolicyOutcome = 'allow' | 'block' | 'stepUp' | 'notApplied';

/** What one policy says, for "what if" and for the trail of a connection. */
export interface PolicyFinding {
  readonly policy: string;
  /** Counts, or is only reported. */
  readonly enforced: boolean;
  readonly outcome: PolicyOutcome;
  /** Why it does not apply, when it does not. */
  readonly reason?: Applicability;
}

export interface PolicyDecision {
  readonly outcome: Exclude<PolicyOutcome, 'notApplied'>;
  /** What is missing when the outcome is `stepUp`. */
  readonly requirements: Requirements;
  /** The strictest of all policies that apply. */
  readonly rights: SessionRights;
  readonly findings: readonly PolicyFinding[];
}

const MINUTE_MS = 60_000;

/** Decides for one connection. A block wins; what is asked for adds up; rights are the strictest of all. */
export function evaluatePolicies(policies: readonly Policy[], facts: ConnectionFacts): PolicyDecision {
  const findings: PolicyFinding[] = [];
  const asking: Body<'access-policy'>[] = [];
  let rights = NO_LIMITS;
  let blocked = false;
  for (const { name, body } of policies) {
    if (body.state === 'disabled') continue;
    const enforced = body.state === 'enabled';
    const reason = whyNotApplicable(body, facts);
    if (reason) {
      findings.push({ policy: name, enforced, outcome: 'notApplied', reason });
      continue;
    }
    const outcome = outcomeOf(body, facts);
    findings.push({ policy: name, enforced, outcome });
    if (!enforced) continue;
    rights = combineRights(rights, body.session);
    if (outcome === 'block') blocked = true;
    if (outcome === 'stepUp') asking.push(body);
  }
  const outcome = blocked ? 'block' : asking.length > 0 ? 'stepUp' : 'allow';
  return { outcome, requirements: requirementsOf(asking), rights, findings };
}

function outcomeOf({ grant }: Body<'access-policy'>, { authentication, now }: ConnectionFacts): PolicyOutcome {
  if (grant.control === 'block') return 'block';
  const { methods, context, multiFactor, at } = authentication;
  const oneOf = (wanted: readonly string[], present: readonly string[]): boolean =>
    wanted.length === 0 || wanted.some((value) => present.includes(value));
  const strongEnough =
    (!grant.multiFactor || multiFactor) &&
    oneOf(grant.authenticationContext, context === undefined ? [] : [context]) &&
    oneOf(grant.authenticationMethods, methods) &&
    (grant.signedInWithinMinutes === undefined || now - at <= grant.signedInWithinMinutes * MINUTE_MS);
  return strongEnough ? 'allow' : 'stepUp';
}

function requirementsOf(policies: readonly Body<'access-policy'>[]): Requirements {
  const grants = policies.flatMap(({ grant }) => (grant.control === 'allow' ? [grant] : []));
  const ages = grants.flatMap(({ signedInWithinMinutes }) => signedInWithinMinutes ?? []);
  return {
    multiFactor: grants.some(({ multiFactor }) => multiFactor),
    contexts: grants.map(({ authenticationContext }) => authenticationContext).filter(({ length }) => length > 0),
    methods: grants.map(({ authenticationMethods }) => authenticationMethods).filter(({ length }) => length > 0),
    signedInWithinMinutes: ages.length > 0 ? Math.min(...ages) : undefined,
  };
}
