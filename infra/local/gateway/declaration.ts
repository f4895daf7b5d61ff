import * as v from 'valibot';
import type { Assembly } from '../template/assembly.ts';

export type JwtDeclaration = { issuer: string; audience: string[] };
export type RouteDeclaration = {
  /** `GET /v1/orders/{id}` or `$default`. */
  routeKey: string;
  functionName: string;
  jwt?: JwtDeclaration;
  /** One of them is enough; none are asked for when empty. */
  scopes: string[];
};
export type CorsDeclaration = {
  allowOrigins: string[];
  allowMethods: string[];
  allowHeaders: string[];
  exposeHeaders: string[];
  allowCredentials: boolean;
  maxAge?: number;
};
export type ApiDeclaration = { id: string; routes: RouteDeclaration[]; cors?: CorsDeclaration };

const texts = v.array(v.string());
const Api = v.object({
  ProtocolType: v.literal('HTTP'),
  CorsConfiguration: v.optional(
    v.object({
      AllowOrigins: v.optional(texts, []),
      AllowMethods: v.optional(texts, []),
      AllowHeaders: v.optional(texts, []),
      ExposeHeaders: v.optional(texts, []),
      AllowCredentials: v.optional(v.boolean(), false),
      MaxAge: v.optional(v.number()),
    }),
  ),
});
const Integration = v.object({
  IntegrationType: v.literal('AWS_PROXY'),
  IntegrationUri: v.string(),
  PayloadFormatVersion: v.literal('2.0'),
});
const Authorizer = v.object({
  AuthorizerType: v.literal('JWT'),
  IdentitySource: v.tuple([v.literal('$request.header.Authorization')]),
  JwtConfiguration: v.object({ Issuer: v.string(), Audience: texts }),
});
const Route = v.object({
  RouteKey: v.string(),
  Target: v.pipe(v.string(), v.startsWith('integrations/')),
  AuthorizationType: v.optional(v.picklist(['NONE', 'JWT']), 'NONE'),
  AuthorizerId: v.optional(v.string()),
  AuthorizationScopes: v.optional(texts, []),
});

/** @throws Error when there is not exactly one API, or a route leads nowhere */
export const declaredApi = (assembly: Assembly): ApiDeclaration => {
  const [api, ...more] = assembly.all('AWS::ApiGatewayV2::Api', Api);
  if (!api || more.length > 0) throw new Error('the local host serves exactly one HTTP API');
  const integrations = new Map(
    assembly.all('AWS::ApiGatewayV2::Integration', Integration).map(({ ref, properties }) => [ref, properties]),
  );
  const authorizers = new Map(
    assembly.all('AWS::ApiGatewayV2::Authorizer', Authorizer).map(({ ref, properties }) => [ref, properties]),
  );
  const routes = assembly.all('AWS::ApiGatewayV2::Route', Route).map(({ stack, id, properties }): RouteDeclaration => {
    const { RouteKey: routeKey, Target, AuthorizationType, AuthorizerId = '', AuthorizationScopes } = properties;
    const integration = integrations.get(Target.slice('integrations/'.length));
    if (!integration) throw new Error(`${stack}/${id}: no integration ${Target}`);
    const functionName = integration.IntegrationUri.split(':').at(-1) ?? '';
    if (AuthorizationType === 'NONE') return { routeKey, functionName, scopes: [] };
    const jwt = authorizers.get(AuthorizerId)?.JwtConfiguration;
    if (!jwt) throw new Error(`${stack}/${id}: no authorizer ${AuthorizerId}`);
    return {
      routeKey,
      functionName,
      jwt: { issuer: jwt.Issuer, audience: jwt.Audience },
      scopes: AuthorizationScopes,
    };
  });
  const cors = api.properties.CorsConfiguration;
  return {
    id: api.ref,
    routes,
    ...(cors && {
      cors: {
        allowOrigins: cors.AllowOrigins,
        allowMethods: cors.AllowMethods,
        allowHeaders: cors.AllowHeaders,
        exposeHeaders: cors.ExposeHeaders,
        allowCredentials: cors.AllowCredentials,
        maxAge: cors.MaxAge,
      },
    }),
  };
};
