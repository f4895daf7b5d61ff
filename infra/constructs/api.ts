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
  HttpStage,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { gatewayScopes, type Route } from '#shared/route';
import type { CdnKeys } from './cdn.ts';
import type { Handler } from './handler.ts';
import type { Identity } from './identity.ts';
import type { Table } from './table.ts';

/** What all callers together may ask of a route that says nothing else. */
const TOGETHER = { burst: 1_000, perSecond: 500 };

const throttled = ({ burst, perSecond }: NonNullable<Route['throttle']>) => ({
  throttlingBurstLimit: burst,
  throttlingRateLimit: perSecond,
});

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

/** The front door, which stands behind the CDN. A route belongs to the handler behind it, so it is deployed and removed with it. */
export class Api extends HttpApi {
  /** Methods by path, as far as routes have been declared. */
  readonly methods = new Map<string, string[]>();
  private readonly throttles = new Map<string, NonNullable<Route['throttle']>>();
  private readonly jwt: IHttpRouteAuthorizer;
  private readonly table: Table;
  private readonly identity: Identity;
  private readonly cdnKeys: CdnKeys;

  constructor(
    scope: Construct,
    id: string,
    { identity, table, cdnKeys }: { identity: Identity; table: Table; cdnKeys: CdnKeys },
  ) {
    const allowedOrigins: string[] = scope.node.getContext('allowedOrigins');
    super(scope, id, {
      createDefaultStage: false,
      ...(allowedOrigins.length > 0 && { corsPreflight: cors(allowedOrigins) }),
    });
    this.table = table;
    this.identity = identity;
    this.cdnKeys = cdnKeys;
    const authorizer = new HttpAuthorizer(this, 'Tokens', {
      httpApi: this,
      type: HttpAuthorizerType.JWT,
      identitySource: ['$request.header.Authorization'],
      jwtIssuer: identity.issuer,
      jwtAudience: identity.audience,
    });
    this.jwt = HttpAuthorizer.fromHttpAuthorizerAttributes(this, 'ImportedTokens', {
      authorizerId: authorizer.authorizerId,
      authorizerType: 'JWT',
    });
  }

  /** What answers GET also answers HEAD; whoever has to say who they are is counted, and asked for where it is dangerous. */
  route(contract: Route, handler: Handler) {
    const { method, path, throttle } = contract;
    this.cdnKeys.guard(handler);
    if (throttle) this.throttles.set(`${method} ${path}`, throttle);
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
    if (contract.dangerous) this.identity.administered(handler, 'AdminGetUser');
  }

  /** What no route matches. */
  otherwise(handler: Handler) {
    this.cdnKeys.guard(handler);
    handler.addEnvironment('ROUTES', Stack.of(handler).toJsonString(Object.fromEntries(this.methods)));
    const declared = new HttpRoute(handler, 'Otherwise', {
      httpApi: this,
      routeKey: HttpRouteKey.DEFAULT,
      integration: new HttpLambdaIntegration('Integration', handler),
      authorizer: new HttpNoneAuthorizer(),
    });
    isPublic(declared);
  }

  /** Opens the door: everything that was declared, in a stack that is deployed after it, since the stage names its routes. */
  open(scope: Construct) {
    const stage = new HttpStage(scope, 'Stage', { httpApi: this, stageName: '$default', autoDeploy: true });
    const logs = new LogGroup(scope, 'AccessLogs', { retention: RetentionDays.ONE_MONTH });
    const declared = stage.node.defaultChild as CfnStage;
    declared.accessLogSettings = {
      destinationArn: logs.logGroupArn,
      format: JSON.stringify({
        requestId: '$context.requestId',
        routeKey: '$context.routeKey',
        status: '$context.status',
        latency: '$context.responseLatency',
        integrationError: '$context.integrationErrorMessage',
      }),
    };
    declared.defaultRouteSettings = { ...throttled(TOGETHER), detailedMetricsEnabled: true };
    declared.routeSettings = Object.fromEntries(
      [...this.throttles].map(([key, limit]) => [key, { ...throttled(limit), detailedMetricsEnabled: true }]),
    );
  }
}
