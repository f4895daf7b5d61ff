import { Client } from '@smithy/core/client';
import { Wire } from './wire.ts';

/** Answers a command of an AWS service; `input` and what comes back are as the client's caller sees them. */
export type Services = {
  call(service: string, command: string, input: object): Promise<object>;
  /** True where requests go all the way to the client's HTTP handler, and answers come back as bytes. */
  isWired: boolean;
};

type Context = { commandName: string };
type AnyClient = { middlewareStack: object; config: { serviceId: string; requestHandler: unknown } };

/**
 * Has every client of AWS, however it is made, ask the services that `current` names: where its first step (`initialize`)
 * would begin, with the input as it was given; or, where they are wired, at its last, where a socket would be. In the first
 * case the stack of steps stands for itself only: putting together what nobody gets to is most of the cost of a call.
 */
export const interceptAws = (current: () => Services | undefined): void => {
  const stacks = new WeakMap<object, { whole: object; initial: object }>();
  const meet = (client: AnyClient) => {
    const { serviceId, requestHandler } = client.config;
    const answer = async ({ input }: { input: object }, { commandName }: Context) => {
      const services = current();
      if (!services) throw new Error(`nobody answers ${serviceId} ${commandName}`);
      return { output: await services.call(serviceId, commandName, input), response: {} };
    };
    const initial = {
      concat: () => initial,
      resolve: (_: unknown, context: Context) => (args: { input: object }) => answer(args, context),
    };
    client.config.requestHandler = new Wire(serviceId, current, requestHandler);
    return { whole: client.middlewareStack, initial };
  };
  const { send } = Client.prototype;
  Client.prototype.send = function (this: Client<never, never, never, never>, ...args: unknown[]) {
    const client = this as unknown as AnyClient;
    const known = stacks.get(client) ?? meet(client);
    stacks.set(client, known);
    client.middlewareStack = current()?.isWired ? known.whole : known.initial;
    return (send as (...all: unknown[]) => unknown).apply(this, args);
  } as typeof send;
};
