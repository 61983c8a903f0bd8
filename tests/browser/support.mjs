// What the browser tests share: a demonstration site that is served, a browser, and the checks of a page.
import { spawn, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import assert from 'node:assert/strict'

const require = createRequire(import.meta.url)
export const top = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const { chromium } = require('playwright-core')
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const program = process.env.ABOVEBOARD || join(top, 'build/aboveboard')

export const phone = { width: 390, height: 844 }
export const desktop = { width: 1280, height: 900 }

async function freePort () {
  const server = createServer()
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise(resolve => server.close(resolve))
  return port
}

// Makes the demonstration site and serves it; { url, stop }.
export async function serveDemo () {
  const folder = mkdtempSync(join(tmpdir(), 'aboveboard-browser-'))
  const site = join(folder, 'demo.db')
  const port = await freePort()
  const url = `http://localhost:${port}`
  execFileSync(join(top, 'tools/demo'), [program, site, url], { stdio: ['ignore', 'ignore', 'inherit'] })
  const server = spawn(program, ['serve', '--site', site, '--demo', '--listen', `127.0.0.1:${port}`],
    { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  await new Promise((resolve, reject) => {
    server.stderr.on('data', data => {
      said += data
      if (said.includes('Serving on')) resolve()
    })
    server.on('exit', code => reject(new Error(`serve ended with ${code}: ${said}`)))
  })
  const ended = new Promise(resolve => server.removeAllListeners('exit').on('exit', resolve))
  return {
    url,
    async stop () {
      server.kill('SIGTERM')
      const code = await ended
      rmSync(folder, { recursive: true, force: true })
      assert.equal(code, 0, `serve ended with ${code}: ${said}`)
    }
  }
}

export function openBrowser () {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync']
  })
}

// A page in a context of its own. Everything the console says against us is collected in page.complaints.
export async function openPage (browser, { viewport, javaScriptEnabled = true }) {
  const context = await browser.newContext({ viewport, javaScriptEnabled, acceptDownloads: true })
  const page = await context.newPage()
  page.complaints = []
  page.on('console', message => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) page.complaints.push(message.text())
  })
  page.on('pageerror', error => page.complaints.push(String(error)))
  return page
}

// WCAG 2.2 AA as far as a tool can tell; no sideways scrolling; one heading of the first rank; a title.
export async function checkPage (page) {
  await page.evaluate(axeSource)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  }))
  const found = violations.map(v => `${v.id}: ${v.help}\n  ${v.nodes.map(n => n.html).join('\n  ')}`)
  assert.deepEqual(found, [], `${page.url()}\n${found.join('\n')}`)
  const [wide, headings] = await page.evaluate(() => [
    document.documentElement.scrollWidth - document.documentElement.clientWidth,
    document.querySelectorAll('h1').length
  ])
  assert.ok(wide <= 0, `${page.url()} scrolls sideways by ${wide} px`)
  assert.equal(headings, 1, `${page.url()} has ${headings} headings of the first rank`)
  assert.ok((await page.title()).includes('City of Alder Quay'), `${page.url()}: “${await page.title()}”`)
}
