import { subscribe } from 'node:diagnostics_channel'
import { metrics } from '@opentelemetry/api'
import type { DecisionEvent, Gate, KeyEvent, PolicyEvent } from '../../src/index.ts'

const meter = metrics.getMeter('portcullis')
const decisions = meter.createCounter('portcullis.decisions', { description: 'Decisions, by operation and reason' })
const keyEvents = meter.createCounter('portcullis.key_events', { description: 'What happened to the keys of issuers' })
const reloads = meter.createCounter('portcullis.reloads', { description: 'Readings of the document after the start' })

// Every value of these attributes is from a closed list or from the document: nothing that a caller sends makes a series.
subscribe('portcullis:decision', (message) => {
  const { operation, allowed, because, reason, status } = message as DecisionEvent
  decisions.add(1, {
    'http.request.method': operation?.method.toUpperCase() ?? 'none',
    'http.route': operation?.path ?? 'none',
    'portcullis.allowed': allowed,
    'portcullis.reason': reason ?? because ?? 'none',
    ...(status !== undefined && { 'http.response.status_code': status }),
  })
})

subscribe('portcullis:keys', (message) => {
  const { issuer, kind, error } = message as KeyEvent
  keyEvents.add(1, { 'portcullis.issuer': issuer, 'portcullis.kind': kind, 'error.type': error ?? 'none' })
})

subscribe('portcullis:policy', (message) => {
  const { kind } = message as PolicyEvent
  reloads.add(1, { 'portcullis.kind': kind })
})

/** What no event tells: how old the keys are, and what the gate holds. */
export function observeGate(gate: Gate): void {
  const age = meter.createObservableGauge('portcullis.keys.age', { unit: 's' })
  const held = meter.createObservableGauge('portcullis.keys', { description: 'Keys that tokens can be verified with' })
  const counters = meter.createObservableCounter('portcullis.counters', { description: 'gate.health().counters' })
  meter.addBatchObservableCallback(
    (result) => {
      const health = gate.health()
      for (const { issuer, state, keys, ageSeconds } of health.issuers) {
        const attributes = { 'portcullis.issuer': issuer, 'portcullis.state': state }
        result.observe(held, keys, attributes)
        if (ageSeconds !== undefined) result.observe(age, ageSeconds, attributes)
      }
      for (const [name, value] of Object.entries(health.counters)) {
        result.observe(counters, value, { 'portcullis.counter': name })
      }
    },
    [age, held, counters],
  )
}
