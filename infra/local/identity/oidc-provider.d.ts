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
  }

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
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
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
