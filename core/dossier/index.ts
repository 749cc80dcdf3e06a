/** 一户一档: the papers in their order, and what is there of each. */
export { dossierPapers, partWords } from './order.ts'
export type { DossierPaper, DossierPart } from './order.ts'
export { completenessOf, dossierOf, hasDossier } from './completeness.ts'
export type { Completeness, DossierCase, DossierFacts, PaperLine, PaperState } from './completeness.ts'
