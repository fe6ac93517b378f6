import { medianOf, withSpread } from '../../statistics.ts'
import type { Table } from '../../table.ts'
import { bare, bareVerify, fresh, newest } from './contenders.ts'
import type { Figures } from './server.ts'

/** Who costs how much more than bare Express, on the newest Express. */
export function overviewOf(all: readonly Figures[], note: string): Table {
  const shown = all.filter(({ expressVersion }) => expressVersion === newest)
  const loads = [...new Set(shown.map(({ load }) => load))]
  const contenders = [...new Set(shown.map(({ contender }) => contender))]
  const cell = (contender: string, load: string): string => {
    const figures = shown.find((one) => one.contender === contender && one.load === load)
    return figures === undefined ? '' : (faultOf(figures) ?? timesBare(figures, all))
  }
  return {
    title: `CPU of a request, in times of bare Express ${newest}`,
    note,
    columns: ['contender', ...loads],
    rows: contenders.map((contender) => [contender, ...loads.map((load) => cell(contender, load))]),
  }
}

/** Everything that was measured. */
export function detailsOf(all: readonly Figures[]): Table {
  return {
    title: 'The same in full',
    note:
      'CPU: median, lowest and highest round, in microseconds. The times are medians of what the figures of one round are ' +
      'divided by each other. Latencies in milliseconds, of all rounds. Memory: what the process holds at the end.',
    columns: [
      'contender',
      'Express',
      'sent',
      'CPU, µs',
      'times bare Express',
      'above it, µs',
      `times ${bareVerify}`,
      'requests/s',
      'p50',
      'p99',
      'MB',
    ],
    rows: all.map((one) => [
      one.contender,
      one.expressVersion,
      one.wrong.size === 0 ? one.load : `${one.load} (${faultOf(one)})`,
      withSpread(one.cpu, 0),
      timesBare(one, all),
      medianOf(differences(one, baselineOf(one, all))).toFixed(0),
      one.load.startsWith(fresh) ? medianOf(ratios(one, verifyOf(one, all))).toFixed(2) : '',
      medianOf(one.perSecond).toFixed(0),
      percentile(one.latencies, 0.5).toFixed(2),
      percentile(one.latencies, 0.99).toFixed(2),
      one.megabytes.toFixed(0),
    ]),
    data: all.map(({ latencies, wrong, ...figures }) => ({
      ...figures,
      wrong: [...wrong],
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
    })),
  }
}

/** Said in place of figures that mean nothing. */
function faultOf({ wrong }: Figures): string | undefined {
  return wrong.size === 0 ? undefined : `answers ${[...wrong].join(', ')}`
}

function timesBare(one: Figures, all: readonly Figures[]): string {
  return medianOf(ratios(one, baselineOf(one, all))).toFixed(2)
}

function baselineOf(one: Figures, all: readonly Figures[]): Figures | undefined {
  return sameLoad(bare, one, all)
}

function verifyOf(one: Figures, all: readonly Figures[]): Figures | undefined {
  return sameLoad(bareVerify, one, all)
}

function sameLoad(contender: string, { expressVersion, load }: Figures, all: readonly Figures[]): Figures | undefined {
  return all.find(
    (other) => other.contender === contender && other.expressVersion === expressVersion && other.load === load,
  )
}

/** Of the same rounds. */
function ratios(one: Figures, baseline: Figures | undefined): readonly number[] {
  return one.cpu.map((cpu, round) => cpu / (baseline?.cpu[round] ?? Number.NaN))
}

function differences(one: Figures, baseline: Figures | undefined): readonly number[] {
  return one.cpu.map((cpu, round) => cpu - (baseline?.cpu[round] ?? Number.NaN))
}

function percentile(values: readonly number[], part: number): number {
  const ordered = [...values].sort((a, b) => a - b)
  return ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * part))] ?? Number.NaN
}
