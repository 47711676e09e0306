import type { Need } from './machine/debian.js';
import type { Machine } from './machine/machine.js';
import type { Origin, ServerName } from './server.js';

/** A server's program on this machine. */
export interface Program {
  readonly origin: Extract<Origin, 'binary' | 'registry'>;
  readonly file: string;
  /** What comes before the server's own arguments: the options of the Java machine. */
  readonly leading: readonly string[];
  /** Known beforehand where the server itself does not tell it. */
  readonly version?: string;
}

/** Where clients reach the server, and where Kafka's broker reaches its own controller. */
export interface Ports {
  readonly port: number;
  readonly innerPort: number;
}

export interface Place extends Ports {
  /** Holds its data, settings and log. */
  readonly folder: string;
}

export interface Container {
  readonly image: string;
  /** Empty for the command that the image has of its own. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export interface Answer {
  /** Missing where the server does not tell it: Kafka. */
  readonly version?: string;
}

/** All that is particular to one of the three servers. */
export interface Recipe {
  readonly name: ServerName;
  /** What Debian's packages must bring before the program can be had. */
  needs(machine: Machine): Promise<readonly Need[]>;
  /** The program: found, or brought from a registry into the cache. */
  program(machine: Machine): Promise<Program>;
  /** Writes what the server wants to find in its folder. */
  prepare(program: Program, place: Place, machine: Machine): Promise<void>;
  arguments(place: Place): readonly string[];
  /** The same server as a container, on the same port inside as outside. */
  container(ports: Ports): Container;
  address(port: number): string;
  /** Does once, to a server that we started, what makes it usable; throws while it does not answer. Safe to repeat. */
  establish(address: string): Promise<void>;
  /** Tries once whether it serves, and tells its version; throws while it does not. Changes nothing. */
  probe(address: string): Promise<Answer>;
}
