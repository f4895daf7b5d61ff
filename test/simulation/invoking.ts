import type { Deployment } from './deployment.ts';
import type { Kind } from './faults.ts';
import type { Outcome, Simulation } from './simulation.ts';

/** Something that happens by itself once it is chosen. */
export type Action = () => void | Promise<void>;

/** What all that surrounds the functions has in common. */
export type Invoking = {
  /** Invokes a function by its name. */
  invoke(functionName: string, event: unknown): Promise<Outcome>;
  doorOf(functionName: string): string;
  /** Says that something happens which nobody waits for. @returns what goes wrong with it */
  mishap(label: string, kinds: readonly Kind[]): Kind | undefined;
};

export const createInvoking = (simulation: Simulation, deployment: Deployment): Invoking => {
  const functions = new Map(deployment.functions.map((one) => [one.name, one]));
  let invocations = 0;
  return {
    invoke: (functionName, event) => {
      const declared = functions.get(functionName);
      const handler = deployment.handlers.get(functionName);
      if (!declared || !handler) throw new Error(`there is no function ${functionName}`);
      const name = `${declared.door}~${++invocations}`;
      return simulation.invoke(name, declared.timeoutSeconds * 1_000, ({ deadline }) =>
        handler(event, {
          functionName,
          awsRequestId: name,
          getRemainingTimeInMillis: () => deadline - simulation.now(),
        }),
      );
    },
    doorOf: (functionName) => functions.get(functionName)?.door ?? '',
    mishap: (label, kinds) => {
      const kind = simulation.isCalm() ? undefined : simulation.choices.fault(kinds);
      if (kind) simulation.counts.faults++;
      simulation.say(`${label}${kind ? ` !${kind}` : ''}`);
      return kind;
    },
  };
};
