import { describeFlows } from './flow-cases.ts';
import { OTHER_FLOWS } from './other-flows.ts';

describeFlows(OTHER_FLOWS);
