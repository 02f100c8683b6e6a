import { GATEWAY_FLOWS } from './gateway-flows.ts';
import { describeLeaving, describeLeavingNothing } from './leaving-cases.ts';
import { OTHER_FLOWS } from './other-flows.ts';

// A flow that some flags shorten has no question that the whole one does not have.
const isWhole = ({ line }: { readonly line: string }): boolean => !/--|seoul/.test(line);

describeLeaving([...GATEWAY_FLOWS, ...OTHER_FLOWS].filter(isWhole));

describeLeavingNothing([
  ['gateway create', 'Gateway name'],
  ['gateway create berlin', 'CIDRs of VPC berlin'],
  ['vpc add', 'VPC name'],
]);
