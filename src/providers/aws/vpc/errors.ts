/** The meanings of a failed change of a VPC. */
import type { ProviderProgram } from '../../provider.ts';
import { awsErrorCode, isThrottled } from '../errors.ts';

/** An object is visible to other calls only some seconds after its creation. */
const NOT_YET = /^Invalid(VpcID|SubnetID|InternetGatewayID|GatewayID|RouteTableID|Group|GroupId)\.NotFound$/;
const GONE =
  /^(Invalid(VpcID|SubnetID|InternetGatewayID|RouteTableID|Group|GroupId)\.NotFound|Gateway\.NotAttached)$/;
/** A network interface that is being deleted still uses its subnet and security group. */
const IN_USE = /^DependencyViolation$/;

export const awsVpcMeaningOf: ProviderProgram['meaningOf'] = (stderr, direction) => {
  const code = awsErrorCode(stderr) ?? '';
  if (isThrottled(code)) return 'busy';
  if (direction === 'create') return NOT_YET.test(code) ? 'not-yet' : undefined;
  if (GONE.test(code)) return 'done-already';
  return IN_USE.test(code) ? 'busy' : undefined;
};
