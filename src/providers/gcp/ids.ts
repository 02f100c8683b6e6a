/** The ids of GCP, as they may appear in commands. */
import { idParser } from '../ids.ts';

export const parseGcpProject = idParser('GCP project', /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, 'my-project-1');
export const parseGcpNetwork = idParser('GCP network', /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, 'my-network');
