import { describeMtu } from './mtu-cases.ts';

describeMtu('iptables');
