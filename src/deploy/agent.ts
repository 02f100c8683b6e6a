/** The agent that runs on a gateway, as one shell text. It only defines functions: sourcing it does nothing. */
import { RESOLVE_ENDPOINTS } from '../render/resolve.ts';
import adopt from './agent/adopt.sh?raw';
import altered from './agent/altered.sh?raw';
import apply from './agent/apply.sh?raw';
import boot from './agent/boot.sh?raw';
import change from './agent/change.sh?raw';
import confirm from './agent/confirm.sh?raw';
import firewall from './agent/firewall.sh?raw';
import inspect from './agent/inspect.sh?raw';
import managers from './agent/managers.sh?raw';
import paths from './agent/paths.sh?raw';
import prelude from './agent/prelude.sh?raw';
import prepare from './agent/prepare.sh?raw';
import probe from './agent/probe.sh?raw';
import resolve from './agent/resolve.sh?raw';
import stage from './agent/stage.sh?raw';
import undo from './agent/undo.sh?raw';

export const AGENT = [
  prelude,
  inspect,
  firewall,
  paths,
  managers,
  probe,
  change,
  stage,
  prepare,
  apply,
  altered,
  undo,
  confirm,
  boot,
  adopt,
  RESOLVE_ENDPOINTS,
  resolve,
].join('\n');
