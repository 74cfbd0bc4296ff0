/** What the server sends, as in `schemas/*.schema.json` of the project. */

export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export interface TextEdit {
  range: Range;
  newText: string;
}

export interface Edit {
  title: string;
  edits: TextEdit[];
  checks: string[];
  safe: boolean;
}

export interface Advisory {
  headline: string;
  nextStep: string;
  why: string;
  severity: 'hint' | 'info' | 'warning' | 'error';
  confidence: number;
  category: string;
  range: Range;
  evidence: { rule: string; range: Range; source: string; cwe: string[] }[];
  risk?: string;
  edit?: Edit;
}

export type Lane = 'programmatic' | 'realtime' | 'refined';

export interface Emit {
  path: string;
  unit: string;
  range: Range;
  lane: Lane;
  advisories: Advisory[];
  lineage: { key: string; model?: string; ageMs?: number; contextChanged?: boolean };
}

export interface Upgrade {
  uri: string;
  version: number | null;
  emit: Emit;
  inTime: boolean;
}

export type ModelsState = 'programmatic' | 'warming' | 'ready' | 'refining' | 'paused' | 'missing';

export interface Status {
  state: 'starting' | 'idle' | 'analysing';
  roles?: Record<string, { model: string | null; why: string }>;
  backend: { kind: string; reachable?: boolean | null; trouble?: string | null };
  models?: { state: ModelsState; why: string };
}
