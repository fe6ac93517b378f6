import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { metrics } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { portcullis } from '../../src/index.ts'
import { createTestIssuer } from '../../src/testing/index.ts'
import { bearer, documentOf } from '../support/guarded.ts'

describe('the recipe for OpenTelemetry', () => {
  it('counts decisions and what happens to keys, and observes what the gate holds', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))
    // Its meters are made as it is loaded.
    const { observeGate } = await import('../../examples/opentelemetry/metrics.ts')

    const issuer = await createTestIssuer({ listen: true })
    const document = documentOf({ '/orders/{id}': { get: { security: [{ auth0: [] }] } } })
    const gate = await portcullis(document, { schemes: issuer.schemes, env: {}, log: false })
    observeGate(gate)
    await gate.ready()
    const ask = (headers: Record<string, string>) => gate.decide({ method: 'GET', target: '/orders/5', headers })
    await ask(bearer(await issuer.token()))
    await ask({})
    await gate.reload()

    await reader.forceFlush()
    const points = exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap((scope) => scope.metrics)
      .flatMap(({ descriptor, dataPoints }) => dataPoints.map((point) => ({ name: descriptor.name, ...point })))
    const find = (name: string, wanted: Record<string, unknown>) =>
      points.find(
        (point) =>
          point.name === name && Object.entries(wanted).every(([key, value]) => point.attributes[key] === value),
      )?.value
    const route = { 'http.route': '/orders/{id}', 'http.request.method': 'GET' }
    assert.equal(find('portcullis.decisions', { ...route, 'portcullis.allowed': true }), 1)
    assert.equal(find('portcullis.decisions', { ...route, 'portcullis.reason': 'credential.missing' }), 1)
    assert.equal(find('portcullis.key_events', { 'portcullis.kind': 'loaded' }), 1)
    assert.equal(find('portcullis.key_events', { 'portcullis.kind': 'refreshed' }), 1)
    assert.equal(find('portcullis.reloads', { 'portcullis.kind': 'reloaded' }), 1)
    assert.equal(find('portcullis.keys', { 'portcullis.state': 'fresh' }), 1)
    assert.equal(find('portcullis.counters', { 'portcullis.counter': 'allowed' }), 1)
    assert.ok(!JSON.stringify(points).includes('/orders/5'))
    await gate.close()
    await issuer.close()
  })

  it('is what the guide shows', () => {
    const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
    const example = read('examples/opentelemetry/metrics.ts').replace('../../src/index.ts', 'portcullis')
    assert.ok(read('docs/observability.md').includes(`\`\`\`ts\n${example}\`\`\``))
  })
})
