/** Settings of the network. They are part of the state, so that they hold for everyone who uses it. */
import type { Cidr } from './address/cidr.ts';

export const ON_OFF = ['on', 'off'] as const;
export type OnOff = (typeof ON_OFF)[number];

export interface Settings {
  /** The range that tunnel subnets are allocated from. */
  readonly 'tunnel-pool'?: Cidr;
  /** The range that IPv6 tunnel subnets are allocated from. */
  readonly 'tunnel-pool-ipv6'?: Cidr;
  /** With `on`, the operator who requested a peering cannot accept it. */
  readonly 'require-second-operator'?: OnOff;
  /** The age in days at which keys should be replaced, such as `365d`, or `never`. */
  readonly 'key-max-age'?: string;
}

export type SettingName = keyof Settings;

/** A setting as the state holds it. */
export interface Setting {
  readonly name: SettingName;
  readonly value: string;
}

/** Returns the value of a setting, or undefined if the state does not have one. */
export const settingOf = <Key extends SettingName>(
  { settings }: { readonly settings: ReadonlyMap<SettingName, Setting> },
  name: Key,
): Settings[Key] => settings.get(name)?.value as Settings[Key];
