import { Client } from '@smithy/core/client';
import { Wire } from './wire.ts';

/** Answers a command of an AWS service; `input` and what comes back are as the client's caller sees them. */
export type Services = {
  call(service: string, command: string, input: object): Promise<object>;
  /** True where requests go all the way to the client's HTTP handler, and answers come back as bytes. */
  isWired: boolean;
};

type Send = (args: { input: object }) => Promise<{ output: object; response: unknown }>;
type Stack = { add(middleware: unknown, options: object): void };
type AnyClient = { middlewareStack: Stack; config: { serviceId: string; requestHandler: unknown } };

/**
 * Has every client of AWS, however it is made, ask the services that `current` names. They are met at the client's first
 * step, before anything is serialised; or, where they are wired, at the last, where a socket would be.
 */
export const interceptAws = (current: () => Services | undefined): void => {
  const met = new WeakSet<object>();
  const meet = (client: AnyClient): void => {
    const { serviceId, requestHandler } = client.config;
    const first = (next: Send, { commandName }: { commandName: string }) => {
      return async (args: { input: object }) => {
        const services = current();
        if (!services) throw new Error(`nobody answers ${serviceId} ${commandName}`);
        if (services.isWired) return next(args);
        return { output: await services.call(serviceId, commandName, args.input), response: {} };
      };
    };
    client.middlewareStack.add(first, { step: 'initialize', priority: 'high', name: 'simulated' });
    client.config.requestHandler = new Wire(serviceId, current, requestHandler);
  };
  const { send } = Client.prototype;
  Client.prototype.send = function (this: Client<never, never, never, never>, ...args: unknown[]) {
    const client = this as unknown as AnyClient;
    if (!met.has(client.middlewareStack)) {
      met.add(client.middlewareStack);
      meet(client);
    }
    return (send as (...all: unknown[]) => unknown).apply(this, args);
  } as typeof send;
};
