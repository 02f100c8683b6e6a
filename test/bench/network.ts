/** Writes a state of many gateways: `network.mjs <folder> <gateways> mesh|ring|hub`. */
import { largeNetwork, type Shape } from '../support/large-networks.ts';
import { writeState } from '../support/state-file.ts';

const [folder = '', count = '0', shape = 'mesh'] = process.argv.slice(2);
writeState(folder, largeNetwork(Number(count), shape as Shape));
