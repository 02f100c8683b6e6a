/**
 * The interface of a provider: how it turns a peering into resources, observes them, and changes them. The pure facts
 * that flags, prompts and rules need are in its `ProviderSpec`; this half is loaded only by verbs that use it.
 */
import type { Ip } from '../model/address/cidr.ts';
import type { DesiredGateway } from '../model/desired/gateway.ts';
import type { Instant } from '../model/instant.ts';
import type { Peering } from '../model/peering.ts';
import type { Change, Resource } from '../model/resource.ts';
import type { Creation, IdValue, State, Vpc } from '../model/state.ts';
import type { ImportedVpc } from '../model/transitions/import-vpcs.ts';
import type { Report } from '../model/transitions/observe.ts';
import type { Name } from '../model/values.ts';
import type { WaitingRequest } from '../model/waiting-request.ts';
import type { Rendering } from '../render/rendering.ts';
import type { Block } from './render/hcl.ts';

/** A value that only the provider knows until a command has printed it. */
export interface Learned {
  /** Its variable in a shell script. */
  readonly learned: string;
  /** For scripts that get it from outside: a noun phrase with an example. */
  readonly describe: string;
  /** Matches the output of the command. */
  readonly pattern: RegExp;
  /** The words with which the program prints the value if it exists already. */
  readonly find?: readonly Word[];
  /** The text that they print if it does not: then there is nothing to delete. */
  readonly nothing?: string;
  /** Text before and after the value, in the same word. */
  readonly around?: readonly [string, string];
}

/** One word of a command line, unquoted. */
export type Word = string | Learned;

/** A name that an object of others may have. */
export interface NameClaim {
  readonly name: string;
  /** A noun for the object: `network`. */
  readonly what: string;
  /** The words with which the program prints a line for each such object: its name, a comma, and the marks of its owner. */
  readonly words: readonly string[];
  /** The line of the object that peerway itself creates. */
  readonly own: string;
  /** True if the command would replace such an object instead of being refused. */
  readonly isReplaced?: boolean;
}

/** One command of the operator's own program. The same value is shown, rendered and run. */
export interface Command {
  readonly program: string;
  readonly words: readonly Word[];
  /** Its output is this value, for the commands that follow. */
  readonly learns?: Learned;
  /** It only reads, and is repeated until it prints this. */
  readonly until?: string;
  /** Its output begins with this if it has succeeded. Any other output is its error, also with exit status 0. */
  readonly confirms?: string;
  /** The words with which the program prints something if the result of a creation exists, for scripts. */
  readonly exists?: readonly Word[];
  /** The name that a creation needs, for scripts: they must not add to an object of others. */
  readonly claim?: NameClaim;
}

/** A command for a gateway in a cloud, with one line for people. */
export interface TitledCommand extends Command {
  readonly title: string;
}

/** Account or project of each side, by the keys of the provider's access table. */
export type Access = ReadonlyMap<Name, Readonly<Record<string, string>>>;

/** The plan, and how its VPCs are reached. */
export interface PlanScene {
  readonly state: State;
  readonly access: Access;
}

/** A peering with its state, and how its sides are reached. */
export interface Scene extends PlanScene {
  readonly peering: Peering;
  /** The only side that is reached (default: both). */
  readonly side?: Name;
}

/** A peering to render. */
export interface RenderScene extends Scene {
  /** True to render the removal. */
  readonly undo: boolean;
}

interface EngineBase {
  /** The resources of a peering on both sides, in the order in which they are created. */
  desired(scene: Scene): Resource[];
  /** The changes from one state to the next that concern a peering of either. */
  changes(before: State, after: State, peering: Peering): Change[];
}

/** A provider that connects gateways. */
export interface GatewayEngine extends EngineBase {
  readonly ends: 'gateway';
  /** Renders each side; without a format, in the default format of its device. */
  render(scene: RenderScene, format?: string): Rendering;
}

/** The observed sides by VPC; a side that could not be observed is absent. */
export type ObservedSides<Observed> = ReadonlyMap<Name, Observed>;

/** A provider that connects its own VPCs through the operator's own program. */
export interface VpcEngine<Observed = unknown> extends EngineBase {
  readonly ends: 'vpc';
  readonly program: ProviderProgram;
  /** States of a connection from which it never becomes active, in the provider's words. */
  readonly endStates: readonly string[];
  /** Returns the ordered changes after which the desired resources exist. Creates everything if nothing was observed. */
  diff(scene: Scene, desired: readonly Resource[], observed: ObservedSides<Observed>): Change[];
  /**
   * The deletions of a peering in order: routes and rules first, so that no route outlives the connection.
   * @param observed  limits them to what exists, and adds leftovers; without it, everything is deleted
   */
  removal(scene: Scene, observed?: ObservedSides<Observed>): Change[];
  /**
   * The changes that remove what the plan does not want on the observed sides of a peering that stays: peerway's own
   * routes and rules of networks that it no longer connects, and options that are on.
   */
  strays(scene: Scene, observed: ObservedSides<Observed>): Change[];
  /** The commands that list everything of a peering at the provider, also routes and rules that the plan lacks. */
  leftoverQueries(scene: Scene): Command[];
  /** The command that carries out a change, or that reads until the change has happened. */
  command(scene: Scene, change: Change): Command;
  /** Reads one side. `ask` runs a command that only reads and returns its output as JSON. */
  observe(scene: Scene, side: Name, ask: Ask): Promise<Observed>;
  /** Returns the record that the observed sides result in. */
  report(peering: Peering, observed: ObservedSides<Observed>, now: Instant): Report;
  /** The id of the connection that works, as far as the observed sides show it. */
  identify(scene: Scene, observed: ObservedSides<Observed>): string | undefined;
  /** True while the provider may need a moment to show the result of a request or a half that was just created. */
  isSettling(observed: ObservedSides<Observed>): boolean;
  /** Everything that is wrong at the provider beyond missing resources. */
  findings(scene: Scene, observed: ObservedSides<Observed>, now: Instant): Finding[];
  /**
   * Reads obstacles on one side that peerway does not manage and that only a diagnosis asks for, such as network ACLs;
   * absent where there are none.
   */
  obstacles?(scene: Scene, side: Name, ask: Ask): Promise<Finding[]>;
  /** Throws if the observed peering is not the one of the plan: then nothing of it may be deleted. */
  assertOwn(scene: Scene, observed: ObservedSides<Observed>): void;
  /** Objects that look like the peering and are left alone by a removal, one line each. */
  bystanders(scene: Scene, observed: ObservedSides<Observed>): string[];
  /** Why the provider has ended the connection of the scene; undefined while it stands. */
  endedBecause(
    scene: Scene,
    observed: ObservedSides<Observed>,
  ): { readonly message: string; readonly hint: string } | undefined;
  /** Location of a side, for people: its id, with its region and account, or its project. */
  placeText(scene: Scene, side: Name): string;
  terraform(scene: RenderScene, changes: readonly Change[]): Block[];
  /** The part of the cloud that a WireGuard gateway in one of its VPCs needs. */
  readonly gateway: GatewayPart;
  readonly networks: NetworkImport;
  readonly requests: RequestInbox;
  /** Creates VPCs; absent where peerway cannot. */
  readonly creation?: CreationPart;
}

/** Reads requests of anyone at the provider that wait for an answer. */
export interface RequestInbox {
  /** VPCs that one question reads together. */
  groups(scene: PlanScene, vpcs: readonly Name[]): Name[][];
  /** The requests for the VPCs of a group, or the halves that they have made. */
  read(scene: PlanScene, vpcs: readonly Name[], ask: Ask): Promise<WaitingRequest[]>;
  /** The command that rejects a request for a VPC; absent where a request is of no effect without an acceptance. */
  rejection?(scene: PlanScene, request: WaitingRequest, vpc: Name): Command;
}

/** Runs a command that only reads. */
export type Ask = (words: readonly string[]) => Promise<unknown>;

/** The configuration that a cloud needs for a WireGuard gateway: without it, the cloud drops forwarded packets. */
export interface GatewayPart {
  /** In the order in which they are run. Exit 3 when ids of the VPC are missing. */
  commands(gateway: CloudGateway): TitledCommand[];
  terraform(gateway: CloudGateway): Block[];
  /** The setting that belongs to the instance's own Terraform resource. */
  readonly instanceSetting: string;
  /** Parts that the plan does not know enough for, one line each. */
  notes(desired: DesiredGateway): string[];
}

/** A gateway in a cloud. */
export interface CloudGateway {
  readonly desired: DesiredGateway;
  /** Its address in the VPC, by which the cloud identifies it. */
  readonly address: Ip;
  readonly cloud: NonNullable<DesiredGateway['cloud']>;
}

/** A VPC that peerway creates. */
export type CreatedVpc = Vpc & { readonly creation: Creation };

/** A VPC that peerway creates, and how its provider is reached. */
export interface VpcScene {
  readonly vpc: CreatedVpc;
  /** Account or project, by the keys of the provider's access table. */
  readonly access: Readonly<Record<string, string>>;
}

/** The resources of a VPC that peerway creates. All of them are recognized by the id of the creation. */
export interface CreationPart<Observed = unknown> {
  /** In the order in which they are created. */
  desired(scene: VpcScene): Resource[];
  /** Reads everything that exists of the VPC. `ask` runs a command that only reads and returns its output as JSON. */
  observe(scene: VpcScene, ask: Ask): Promise<Observed>;
  /** True if nothing of the VPC exists. */
  isAbsent(observed: Observed): boolean;
  /** The ids of the resources that exist, by the variables that their commands learn. */
  values(observed: Observed): ReadonlyMap<string, string>;
  /** The ids of the VPC in the plan that follow from these values. */
  ids(scene: VpcScene, values: ReadonlyMap<string, string>): Readonly<Record<string, IdValue>>;
  /** Returns the ordered changes after which the desired resources exist. Creates everything if nothing was observed. */
  diff(scene: VpcScene, desired: readonly Resource[], observed?: Observed): Change[];
  /** The deletions in order, of everything that exists if it was observed. */
  removal(scene: VpcScene, observed?: Observed): Change[];
  command(scene: VpcScene, change: Change): Command;
  /** Objects that peerway did not create and without whose removal the VPC cannot be deleted, one line each. */
  blockers(scene: VpcScene, observed: Observed, ask: Ask): Promise<string[]>;
  /** Variables of the program for changes: it must not repeat one by itself, which would create a second object. */
  readonly env: Readonly<Record<string, string>>;
  readonly meaningOf: ProviderProgram['meaningOf'];
  /** The text that the program prints for an object that does not exist. */
  readonly nothing: string;
  /** Location of the VPC, for people. */
  placeText(scene: VpcScene): string;
  terraform(scene: VpcScene, changes: readonly Change[]): Block[];
}

/** Reads the provider's networks, for `vpc import`. */
export interface NetworkImport {
  /** The commands to run for a selection, by place: a region, or a project. */
  questions(selection: Selection): readonly PlaceQuestions[];
  /** The place that saved output describes. Exit 2 when the selection names several. */
  placeOf(selection: Selection): string | undefined;
  /** The networks in saved or fresh output. Exit 2 for other documents. */
  read(documents: readonly unknown[], place?: string): ImportedVpc[];
  /** Explains why a network cannot be imported yet; undefined when it can. */
  unplaced(vpc: ImportedVpc): Unplaced | undefined;
  /** Hint for documents that cannot be read: how to save the output. */
  readonly saveHint: string;
  /** A command to inspect the provider's answer by hand. */
  readonly inspect: string;
}

/** Commands whose JSON output describes the networks of one place. */
export interface PlaceQuestions {
  readonly place?: string;
  readonly commands: readonly (readonly string[])[];
  /** Commands that the operator may have no right to run; without their output, the networks lack a part. */
  readonly optional?: readonly (readonly string[])[];
}

/** A network that lacks an id it cannot be used without: as an error, and as a warning when others can be imported. */
export interface Unplaced {
  readonly message: string;
  readonly hint: string;
  readonly warning: string;
}

/** Which networks to read. */
export interface Selection {
  /** Values of the provider's import flags. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/** Something that keeps a peering from being as planned. */
export interface Finding {
  readonly side: Name;
  /** As scripts see it. */
  readonly code: string;
  readonly what: string;
  /** The command that fixes it. */
  readonly fix: string;
  /** True when nothing is wrong yet. */
  readonly isNote?: boolean;
  /** The means to fix it without the operator; absent where they have to decide. */
  readonly remedy?: Remedy;
}

/** Applying the peering again, or one change of a resource that the plan does not want. */
export type Remedy = { readonly by: 'apply' } | { readonly by: 'change'; readonly change: Change };

/** The operator's own program of a provider, and how to read its errors. */
export interface ProviderProgram {
  readonly name: string;
  /** Link or command to install it. */
  readonly install: string;
  /** Environment variables that turn off its pager and its prompts. */
  readonly env: Readonly<Record<string, string>>;
  /** The words that name an operation in messages. */
  operationOf(words: readonly string[]): string;
  /** Returns the error in the stderr of the program. */
  explain(stderr: string): ProviderError;
  /** Returns the meaning of a failed change: it is done already, or may work in a moment. */
  meaningOf(stderr: string, direction: Direction): 'done-already' | 'busy' | 'not-yet' | undefined;
  /** True when the provider itself has rejected a change, so that nothing was done. */
  isRejection(ran: { readonly exit: number | undefined; readonly stderr: string }): boolean;
}

/** Direction of a change: creating or removing. */
export type Direction = 'create' | 'remove';

/** A provider's error in one line. */
export interface ProviderError {
  /** `provider-…`, as scripts see it. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export type Engine = GatewayEngine | VpcEngine;
