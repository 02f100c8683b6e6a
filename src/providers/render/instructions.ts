/** What is done where, numbered: for people in front of the clouds' consoles. */

import type { Name } from '../../model/values.ts';
import { fileText, oneFile, type Rendering } from '../../render/rendering.ts';
import { awsPlace, gcpPlace } from '../places.ts';
import { banner, type CloudScene, stepsOf } from './scene.ts';

export function renderInstructions(scene: CloudScene): Rendering {
  const steps = stepsOf(scene);
  const width = String(steps.length).length;
  const text = fileText([
    banner(scene),
    '',
    ...[...new Set(steps.map(({ side }) => side))].map((side) => `${side} is ${placeText(scene, side)}.`),
    '',
    ...steps.map(({ side, what }, at) => `${String(at + 1).padStart(width)}. ${side}: ${what}`),
  ]);
  return oneFile(`${scene.peering.name}${scene.undo ? '.undo' : ''}.txt`, text);
}

function placeText({ state, peering, access }: CloudScene, side: Name): string {
  if (peering.via === 'gcp') {
    const { project, network } = gcpPlace(state, side, access);
    return `network ${network} of GCP project ${project}`;
  }
  const { account, region, vpcId, profile } = awsPlace(state, side, access);
  const where = `${vpcId} in region ${region} of ${account ? `AWS account ${account}` : 'its AWS account'}`;
  return profile ? `${where}, profile ${profile}` : where;
}
