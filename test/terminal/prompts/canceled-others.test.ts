import { describeCancel, describeCancelWithoutState } from './flows/cancel-cases.ts';
import { GATEWAY_FLOWS } from './flows/gateway-flows.ts';
import { OTHER_FLOWS } from './flows/other-flows.ts';

// A flow that some flags shorten has no question that the whole one does not have.
const isWhole = ({ line }: { readonly line: string }): boolean => !/--|seoul/.test(line);

describeCancel([...GATEWAY_FLOWS, ...OTHER_FLOWS].filter(isWhole));

describeCancelWithoutState([
  ['gateway create', 'Gateway name'],
  ['gateway create berlin', 'CIDRs of VPC berlin'],
  ['vpc add', 'VPC name'],
]);
