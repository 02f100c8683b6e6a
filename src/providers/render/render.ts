import { usage } from '../../errors.ts';
import { CLOUD_NAMES } from '../../model/rules/provider-ids.ts';
import { type CloudFormat, FORMATS_OF } from '../../render/cloud-format-names.ts';
import type { Rendering } from '../../render/rendering.ts';
import { renderInstructions } from './instructions.ts';
import type { CloudScene } from './scene.ts';
import { renderScript } from './script.ts';
import { renderTerraform } from './terraform.ts';

const RENDERERS = {
  'aws-cli': renderScript,
  gcloud: renderScript,
  terraform: renderTerraform,
  steps: renderInstructions,
} as const satisfies Readonly<Record<CloudFormat, (scene: CloudScene) => Rendering>>;

/** A peering that a cloud carries in one of its formats. A usage error where the format is another cloud's. */
export function renderCloud(scene: CloudScene, format: CloudFormat): Rendering {
  const formats = FORMATS_OF[scene.peering.via];
  if (formats.includes(format)) return RENDERERS[format](scene);
  throw usage(
    `Peering ${scene.peering.name} is via ${CLOUD_NAMES[scene.peering.via]}, which has no format ${format}`,
    `one of ${formats.join(', ')}`,
  );
}
