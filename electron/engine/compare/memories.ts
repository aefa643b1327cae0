import type { SessionConfig } from '../../../shared/config/session.ts';
import type { Engine, EngineOptions } from '../engine.ts';
import type { Contestant, Learning } from '../oracle/trial.ts';
import { Knowledge, type KnowledgeState } from '../route/knowledge.ts';

/** What each contestant's router knows after its last order: its next one begins with it, in whichever market. */
export class Memories implements Learning {
  private readonly config: SessionConfig;
  private readonly known = new Map<string, KnowledgeState>();

  /** `config` of the session. */
  constructor(config: SessionConfig) {
    this.config = config;
  }

  recall({ name, knowledge: own }: Contestant): Partial<Pick<EngineOptions, 'config' | 'knowledge'>> {
    const knowledge = this.known.get(name);
    if (!own) return knowledge ? { knowledge } : {};
    const config = { ...this.config, knowledge: own };
    return { config, knowledge: knowledge ?? new Knowledge(config).save() };
  }

  remember(engine: Engine, { name }: Contestant): void {
    this.known.set(name, engine.knowledge());
  }
}
