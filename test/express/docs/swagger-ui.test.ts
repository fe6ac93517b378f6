import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { createAssets } from '../../../src/express/docs/assets.ts'

describe('Swagger UI', () => {
  /** A folder that belongs to no package with Swagger UI. */
  async function emptyFolder() {
    const path = await mkdtemp(join(tmpdir(), 'docs-'))
    return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
  }

  it('is looked for from the document first', async () => {
    await using folder = await emptyFolder()
    for (const name of ['swagger-ui-express', 'swagger-ui-dist']) {
      await mkdir(join(folder.path, 'node_modules', name), { recursive: true })
      await writeFile(join(folder.path, 'node_modules', name, 'index.js'), '')
    }
    await writeFile(join(folder.path, 'node_modules/swagger-ui-dist/swagger-ui.css'), 'of the application')
    const css = await createAssets(join(folder.path, 'openapi.yaml')).read('swagger-ui.css')
    assert.equal((await css.encoded('identity')).toString(), 'of the application')
  })

  it('stops the start with what to do when it is wanted and not installed', async () => {
    await using folder = await emptyFolder()
    const main = join(folder.path, 'main.mjs')
    const assets = new URL('../../../src/express/docs/assets.ts', import.meta.url)
    await writeFile(
      main,
      `import { createAssets } from '${assets}'
      try { createAssets('<document>') } catch (error) { console.log(error.code, error.message) }`,
    )
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', import.meta.resolve('tsx'), main], {
      cwd: folder.path,
    })
    assert.match(stdout, /^configuration the gate does not start: 1 error/)
    assert.match(stdout, /error docs\.swagger-ui-missing: .*\n.*npm install swagger-ui-express.*docs: false/)
  })
})
