/** The meanings of a failed change of a VPC. */
import type { UserError } from '../../../errors.ts';
import type { ProviderProgram } from '../../provider.ts';
import { awsErrorCode, isThrottled } from '../errors.ts';

/** An object is visible to other calls only some seconds after its creation. EC2 spells its errors in several ways. */
const NOT_YET = /^Invalid(Vpc|Subnet|InternetGateway|Gateway|RouteTable|(Security)?Group)(I[dD])?\.NotFound$/;
const GONE =
  /^(Invalid(Vpc|Subnet|InternetGateway|RouteTable|Association|(Security)?Group)(I[dD])?\.NotFound|Gateway\.NotAttached)$/;
/** A network interface that is being deleted still uses its subnet and security group. */
const IN_USE = /^DependencyViolation$/;

/** True for the answer to a question about an object that is not visible yet. */
export const isNotVisible = ({ code }: UserError): boolean => code === 'provider-no-such-id';

export const awsVpcMeaningOf: ProviderProgram['meaningOf'] = (stderr, direction) => {
  const code = awsErrorCode(stderr) ?? '';
  if (isThrottled(code)) return 'busy';
  if (direction === 'create') return NOT_YET.test(code) ? 'not-yet' : undefined;
  if (GONE.test(code)) return 'done-already';
  return IN_USE.test(code) ? 'busy' : undefined;
};
