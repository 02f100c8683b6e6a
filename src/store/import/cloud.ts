/** The schema of cloud peerings in the document of `state export`. */
import * as v from 'valibot';
import { STACK_TYPES } from '../../model/cloud-peering.ts';
import { parseAwsPeering } from '../../model/provider-ids.ts';
import { PEERING_STATUSES } from '../../model/state.ts';
import { parseName, parseOwner } from '../../model/values.ts';
import { flag, object, parseInstant, parseReportedText, text, word } from './values.ts';

const name = text(parseName);
const owner = text(parseOwner);
const instant = text(parseInstant);
const said = text(parseReportedText);

const common = {
  name,
  status: word(PEERING_STATUSES),
  reported: v.exactOptional(object({ code: said, message: said, at: instant })),
  createdAt: instant,
  createdBy: owner,
  createdLogin: v.exactOptional(owner),
  expiresAt: v.exactOptional(instant),
};

const awsSide = object({ vpc: name, owner, dns: flag() });

const gcpSide = object({
  vpc: name,
  owner,
  confirmed: flag(),
  options: object({
    exportCustomRoutes: flag(),
    importCustomRoutes: flag(),
    exportSubnetRoutesWithPublicIp: flag(),
    importSubnetRoutesWithPublicIp: flag(),
  }),
});

/** A peering of AWS or GCP, by `via`. */
export const cloudPeering = v.variant(
  'via',
  [
    object({
      ...common,
      via: v.literal('aws'),
      requester: awsSide,
      accepter: awsSide,
      id: v.exactOptional(text(parseAwsPeering)),
    }),
    object({
      ...common,
      via: v.literal('gcp'),
      requester: gcpSide,
      accepter: gcpSide,
      stackType: word(STACK_TYPES),
    }),
  ],
  'expected a cloud peering: an object with via aws or gcp',
);
