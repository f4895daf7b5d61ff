import { Duration, Stack, Validations } from 'aws-cdk-lib';
import {
  type CfnStage,
  CorsHttpMethod,
  type CorsPreflightOptions,
  HttpApi,
  HttpAuthorizer,
  HttpAuthorizerType,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { gatewayScopes, type Route } from '#shared/route';
import type { Handler } from './handler.ts';
import type { Table } from './table.ts';

const isPublic = (declared: HttpRoute) =>
  Validations.of(declared).acknowledge({ id: 'AwsSolutions-APIG4', reason: 'The contract says: anyone.' });

/** Browsers of these origins may call, with a token that their page holds: there are no cookies to send along. */
const cors = (allowOrigins: string[]): CorsPreflightOptions => ({
  allowOrigins,
  allowMethods: [
    CorsHttpMethod.GET,
    CorsHttpMethod.HEAD,
    CorsHttpMethod.PUT,
    CorsHttpMethod.POST,
    CorsHttpMethod.PATCH,
    CorsHttpMethod.DELETE,
  ],
  allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match', 'if-none-match'],
  exposeHeaders: [
    'allow',
    'deprecation',
    'etag',
    'idempotency-replayed',
    'link',
    'location',
    'ratelimit',
    'ratelimit-policy',
    'retry-after',
    'sunset',
    'x-request-id',
  ],
  maxAge: Duration.hours(1),
});

/** The front door. A route belongs to the handler behind it, so it is deployed and removed with it. */
export class Api extends HttpApi {
  /** Methods by path, as far as routes have been declared. */
  readonly methods = new Map<string, string[]>();
  private readonly jwt: IHttpRouteAuthorizer;
  private readonly table: Table;

  constructor(
    scope: Construct,
    id: string,
    { issuer, audience, table }: { issuer: string; audience: string[]; table: Table },
  ) {
    const allowedOrigins: string[] = scope.node.getContext('allowedOrigins');
    super(scope, id, { ...(allowedOrigins.length > 0 && { corsPreflight: cors(allowedOrigins) }) });
    this.table = table;
    const authorizer = new HttpAuthorizer(this, 'Tokens', {
      httpApi: this,
      type: HttpAuthorizerType.JWT,
      identitySource: ['$request.header.Authorization'],
      jwtIssuer: issuer,
      jwtAudience: audience,
    });
    this.jwt = HttpAuthorizer.fromHttpAuthorizerAttributes(this, 'ImportedTokens', {
      authorizerId: authorizer.authorizerId,
      authorizerType: 'JWT',
    });
    const logs = new LogGroup(this, 'AccessLogs', { retention: RetentionDays.ONE_MONTH });
    const stage = this.defaultStage?.node.defaultChild as CfnStage;
    stage.accessLogSettings = {
      destinationArn: logs.logGroupArn,
      format: JSON.stringify({
        requestId: '$context.requestId',
        routeKey: '$context.routeKey',
        status: '$context.status',
        latency: '$context.responseLatency',
        integrationError: '$context.integrationErrorMessage',
      }),
    };
    stage.defaultRouteSettings = {
      throttlingBurstLimit: 1_000,
      throttlingRateLimit: 500,
      detailedMetricsEnabled: true,
    };
  }

  /** What answers GET also answers HEAD; whoever has to say who they are is counted. */
  route(contract: Route, handler: Handler) {
    const { method, path } = contract;
    this.methods.set(path, [...(this.methods.get(path) ?? []), method]);
    const scopes = gatewayScopes(contract);
    const integration = new HttpLambdaIntegration('Integration', handler);
    for (const taken of method === 'GET' ? (['GET', 'HEAD'] as const) : [method]) {
      const declared = new HttpRoute(handler, `${taken}${path}`.replaceAll(/\W+/g, '-'), {
        httpApi: this,
        routeKey: HttpRouteKey.with(path, HttpMethod[taken]),
        integration,
        authorizer: contract.callers === 'anyone' ? new HttpNoneAuthorizer() : this.jwt,
        ...(scopes.length > 0 && { authorizationScopes: scopes }),
      });
      if (contract.callers === 'anyone') isPublic(declared);
    }
    if (contract.callers !== 'anyone') this.table.limits(handler);
  }

  /** What no route matches. */
  otherwise(handler: Handler) {
    handler.addEnvironment('ROUTES', Stack.of(handler).toJsonString(Object.fromEntries(this.methods)));
    const declared = new HttpRoute(handler, 'Otherwise', {
      httpApi: this,
      routeKey: HttpRouteKey.DEFAULT,
      integration: new HttpLambdaIntegration('Integration', handler),
      authorizer: new HttpNoneAuthorizer(),
    });
    isPublic(declared);
  }
}
