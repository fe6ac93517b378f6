export * from '../../diagnostics/words.ts'
