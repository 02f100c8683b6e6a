import { describeFlows } from './flow-cases.ts';
import { GATEWAY_FLOWS } from './gateway-flows.ts';

describeFlows(GATEWAY_FLOWS);
