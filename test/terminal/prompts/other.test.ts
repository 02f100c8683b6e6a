import { describeFlows } from './flows/flow-cases.ts';
import { OTHER_FLOWS } from './flows/other-flows.ts';

describeFlows(OTHER_FLOWS);
