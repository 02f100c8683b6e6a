/** A peering as Terraform's configuration, from the same steps as the commands. */
import { usage } from '../../errors.ts';
import type { AwsPeering, GcpPeering } from '../../model/cloud-peering.ts';
import { fileText, oneFile, type Rendering } from '../../render/rendering.ts';
import { awsBlocks } from '../aws/terraform.ts';
import { gcpBlocks } from '../gcp/terraform.ts';
import { blockLines } from './hcl.ts';
import { banner, type CloudScene } from './scene.ts';

/** One file with a provider for each side. */
export function renderTerraform(scene: CloudScene): Rendering {
  const { peering, undo } = scene;
  if (undo)
    throw usage('--undo cannot be used with --format terraform', 'run `terraform destroy` to remove it');
  const blocks =
    peering.via === 'aws'
      ? awsBlocks(scene as CloudScene & { peering: AwsPeering })
      : gcpBlocks(scene as CloudScene & { peering: GcpPeering });
  const text = fileText([`# ${banner(scene)}`, ...blocks.flatMap((block) => ['', ...blockLines(block)])]);
  return oneFile(`${peering.name}.tf`, text);
}
