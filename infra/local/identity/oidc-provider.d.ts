/** The part of oidc-provider this room uses; the package ships no types of its own. */
declare module 'oidc-provider' {
  import type { EventEmitter } from 'node:events';
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export type StoredPayload = Record<string, unknown> & { consumed?: number; grantId?: string; uid?: string };

  export interface Adapter {
    upsert(id: string, payload: StoredPayload, expiresIn?: number): Promise<void>;
    find(id: string): Promise<StoredPayload | undefined>;
    findByUid(uid: string): Promise<StoredPayload | undefined>;
    findByUserCode(userCode: string): Promise<StoredPayload | undefined>;
    consume(id: string): Promise<void>;
    destroy(id: string): Promise<void>;
    revokeByGrantId(grantId: string): Promise<void>;
  }

  export interface Client {
    clientId: string;
    clientAuthMethod: string;
    redirectUris: string[];
    grantTypeAllowed(grantType: string): boolean;
  }

  export interface Token {
    accountId?: string;
    resourceServer?: { accessTokenTTL?: number };
  }

  export interface Context {
    method: string;
    path: string;
    res: ServerResponse;
    type: string;
    body: unknown;
    oidc: {
      provider: Provider;
      client: Client;
      session: { accountId: string };
      requestParamScopes: Set<string>;
      entities: {
        AuthorizationCode?: { authTime?: number };
        RefreshToken?: { authTime?: number };
        RotatedRefreshToken?: { remainingTTL: number };
      };
    };
  }

  export interface Interaction {
    uid: string;
    prompt: { name: string };
    params: Record<string, unknown>;
    /** What was kept with it. */
    result?: unknown;
  }

  export interface Session {
    accountId?: string;
    destroy(): Promise<void>;
  }

  /** A request as Koa sees it. */
  export type RequestContext = { readonly request: unknown };

  export interface Grant {
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    save(): Promise<string>;
  }

  export class Provider extends EventEmitter {
    constructor(issuer: string, configuration: object);
    Grant: new (properties: {
      accountId: string;
      clientId: string;
    }) => Grant;
    readonly issuer: string;
    Session: { get(context: RequestContext): Promise<Session> };
    createContext(request: IncomingMessage, response: ServerResponse): RequestContext;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    interactionResult(
      request: IncomingMessage,
      response: ServerResponse,
      result: object,
      options: { mergeWithLastSubmission: boolean },
    ): Promise<string>;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: { login: { accountId: string } },
      options: { mergeWithLastSubmission: boolean },
    ): Promise<void>;
  }

  export const errors: Record<
    'InvalidGrant' | 'InvalidTarget' | 'SessionNotFound',
    new (
      description?: string,
    ) => Error
  > & { InvalidScope: new (description: string, scope: string) => Error };

  export const interactionPolicy: { base(): { remove(prompt: string): void } };
}
