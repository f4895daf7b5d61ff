import * as v from 'valibot';
import type { Assembly } from '../template/assembly.ts';
import type { World } from '../template/world.ts';

export type CdnDeclaration = {
  /** Methods that reach the API. */
  methods: string[];
  /** The API's host, and its port here. */
  host: string;
  /** What the API is told besides, whatever a viewer says under these names; in lower case. */
  headers: Record<string, string>;
};

/** CloudFront's managed policies: nothing is kept, and all goes on but the host. */
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const ALL_VIEWER_EXCEPT_HOST_HEADER = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

/** Answers that CloudFront keeps for a while, even then, unless it is told not to; nothing is kept here. */
const KEPT = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504];

/** Strict, since every setting changes what a viewer sees. */
const Properties = v.object({
  DistributionConfig: v.strictObject({
    CustomErrorResponses: v.pipe(
      v.array(v.strictObject({ ErrorCode: v.number(), ErrorCachingMinTTL: v.literal(0) })),
      v.check((all) => KEPT.every((code) => all.some(({ ErrorCode }) => ErrorCode === code)), 'errors would be kept'),
    ),
    DefaultCacheBehavior: v.strictObject({
      AllowedMethods: v.array(v.string()),
      CachePolicyId: v.literal(CACHING_DISABLED),
      Compress: v.literal(false),
      OriginRequestPolicyId: v.literal(ALL_VIEWER_EXCEPT_HOST_HEADER),
      TargetOriginId: v.string(),
      ViewerProtocolPolicy: v.literal('https-only'),
    }),
    Enabled: v.literal(true),
    HttpVersion: v.string(),
    IPV6Enabled: v.boolean(),
    Origins: v.tuple([
      v.strictObject({
        CustomOriginConfig: v.looseObject({ OriginProtocolPolicy: v.literal('https-only') }),
        DomainName: v.string(),
        Id: v.string(),
        OriginCustomHeaders: v.array(v.strictObject({ HeaderName: v.string(), HeaderValue: v.string() })),
      }),
    ]),
  }),
});

/**
 * The distribution that stands before the API.
 * @param reveal text in which what stands for a secret is that secret
 * @throws Error when there is not exactly one, it leads elsewhere, or it does what the local host does not
 */
export const declaredCdn = (
  assembly: Assembly,
  { apiUrl }: World,
  reveal: (text: string) => string,
): CdnDeclaration => {
  const [cdn, ...more] = assembly.all('AWS::CloudFront::Distribution', Properties);
  if (!cdn || more.length > 0) throw new Error('the local host serves exactly one distribution');
  const { DefaultCacheBehavior, Origins } = cdn.properties.DistributionConfig;
  const [{ Id, DomainName, OriginCustomHeaders }] = Origins;
  const { host } = new URL(apiUrl);
  if (DefaultCacheBehavior.TargetOriginId !== Id || DomainName !== host) {
    throw new Error(`${cdn.stack}/${cdn.id}: it leads to ${DomainName}, not to the API`);
  }
  return {
    methods: DefaultCacheBehavior.AllowedMethods,
    host,
    headers: Object.fromEntries(
      OriginCustomHeaders.map(({ HeaderName, HeaderValue }) => [HeaderName.toLowerCase(), reveal(HeaderValue)]),
    ),
  };
};
