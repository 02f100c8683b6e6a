import { describePeerings } from './peering-cases.ts';

describePeerings('nftables');
