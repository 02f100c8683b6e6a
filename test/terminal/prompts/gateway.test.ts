import { describeFlows } from './flows/flow-cases.ts';
import { GATEWAY_FLOWS } from './flows/gateway-flows.ts';

describeFlows(GATEWAY_FLOWS);
