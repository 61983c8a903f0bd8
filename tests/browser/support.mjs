// What the browser tests share: a demonstration site that is served, a browser, and the checks of every page met.
import { spawn, execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, rmSync, readFileSync } from 'node:fs'
import http from 'node:http'
import { createServer } from 'node:net'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import assert from 'node:assert/strict'

const require = createRequire(import.meta.url)
export const top = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const { chromium } = require('playwright-core')
const { HtmlValidate } = require('html-validate')
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const program = process.env.ABOVEBOARD || join(top, 'build/aboveboard')

export const authority = 'City of Alder Quay'
export const phone = { width: 390, height: 844 }
export const desktop = { width: 1280, height: 900 }
export const zoomed = { width: 320, height: 256 } // 1280 × 1024 at 400 %: WCAG 2.2, 1.4.10

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // Safari takes a list without bullets for no list, unless its role says so.
    'no-redundant-role': 'off',
    'prefer-native-element': ['error', { exclude: ['list'] }],
    // Anchors hold the printed label, “s1.2.1”: valid HTML, and what people cite.
    'valid-id': ['error', { relaxed: true }],
    // Codes and authorities have the names that they have.
    'long-title': 'off'
  }
})

// Files that run side by side are told apart by a loopback address of their own, each “localhost” to its own browser.
const address = process.env.ABOVEBOARD_LOOPBACK || '127.0.0.1'
// A demonstration site that is ready, and the port in its address.
const ready = process.env.ABOVEBOARD_DEMO && { site: process.env.ABOVEBOARD_DEMO, port: process.env.ABOVEBOARD_DEMO_PORT }
process.env.ABOVEBOARD_PASSWORDS ??= 'cheap'

async function freePort () {
  const server = createServer()
  await new Promise(resolve => server.listen(0, address, resolve))
  const { port } = server.address()
  await new Promise(resolve => server.close(resolve))
  return port
}

// Many short commands: made by the program as people run it, served by the one with sanitizers.
const maker = process.env.ABOVEBOARD_RELEASE || program
const quiet = { stdio: ['ignore', 'ignore', 'inherit'] }
const makeCity = (site, url) => {
  if (!ready) return execFileSync(join(top, 'tools/demo'), [maker, site, url], quiet)
  for (const name of readdirSync(dirname(ready.site))) {
    if (name.startsWith(basename(ready.site))) {
      copyFileSync(join(dirname(ready.site), name), site + name.slice(basename(ready.site).length))
    }
  }
}

// A site of the same name with a council, one member of it and these rules: for tests of what rules describe.
export const makeSmall = rules => (site, url) => {
  const run = (...more) => execFileSync(maker, [...more, '--site', site], quiet)
  run('init', '--url', url, '--name', authority, '--timezone', 'America/Los_Angeles', '--colour', '#1d5c63', '--demo')
  run('people', 'add-body', '--name', 'City Council')
  run('people', 'add', '--name', 'Imogen Vale', '--body', 'city-council', '--post', 'Mayor', '--category', 'elected',
    '--from', '2026-01-12')
  run('people', 'invite', 'imogen-vale', '--email', 'imogen.vale@alderquay.example')
  run('rulebook', 'apply', rules)
}

// Makes the demonstration site and serves it; { url, site, run, get, crash, stop }. `run` is the program with more arguments on
// that site, `get` asks for a path without a browser.
export async function serveDemo (make = makeCity) {
  const folder = mkdtempSync(join(tmpdir(), 'aboveboard-browser-'))
  const site = join(folder, 'demo.db')
  const port = ready && make === makeCity ? ready.port : await freePort()
  const url = `http://localhost:${port}`
  make(site, url)
  let server, said, ended
  const start = async () => {
    said = ''
    server = spawn(program, ['serve', '--site', site, '--demo', '--listen', `${address}:${port}`],
      { stdio: ['ignore', 'ignore', 'pipe'] })
    await new Promise((resolve, reject) => {
      server.stderr.on('data', data => {
        said += data
        if (said.includes('Serving on')) resolve()
      })
      server.on('exit', code => reject(new Error(`serve ended with ${code}: ${said}`)))
    })
    ended = new Promise(resolve => server.removeAllListeners('exit').on('exit', resolve))
  }
  await start()
  return {
    url,
    site,
    run: (...more) => execFileSync(program, [...more, '--site', site], { encoding: 'utf8' }),
    get: path => new Promise((resolve, reject) => {
      http.get({ host: address, port, path, headers: { Host: `localhost:${port}` } }, async response => {
        let text = ''
        for await (const piece of response.setEncoding('utf8')) text += piece
        resolve({ status: response.statusCode, text })
      }).on('error', reject)
    }),
    // The server dies in the middle of things, and is started again.
    async crash () {
      server.kill('SIGKILL')
      await ended
      await start()
    },
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
    args: [`--host-resolver-rules=MAP localhost ${address}`, '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync']
  })
}

// Who reads: a context of its own. Every page that it meets is checked, whatever led to it.
export async function openVisitor (browser, url, { viewport, javaScriptEnabled = true }) {
  const context = await browser.newContext({ baseURL: url, viewport, javaScriptEnabled, acceptDownloads: true })
  const page = await context.newPage()
  page.setDefaultTimeout(20000)
  const complaints = []
  page.on('console', message => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(String(error)))
  const visitor = { context, page, javaScriptEnabled, complaints }
  return Object.assign(visitor, {
    go: (path, status = 200) => meet(visitor, () => page.goto(path), status),
    press: (locator, status = 200) => meet(visitor, () => act(page, () => locator.click()), status),
    type: (key, status = 200) => meet(visitor, () => act(page, () => page.keyboard.press(key)), status),
    async close () {
      await context.close()
    }
  })
}

const press = (visitor, name) => visitor.press(visitor.page.getByRole('button', { name }).first())

// A passkey of Chromium’s virtual authenticator, which stays with the visitor’s page.
export async function addPasskey (member, name) {
  const client = await member.context.newCDPSession(member.page)
  await client.send('WebAuthn.enable')
  await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true
    }
  })
  await member.go('/account/passkeys/add')
  await member.page.getByLabel('Name of this passkey').fill(name)
  await member.press(member.page.getByRole('button', { name: 'Add a passkey' }).first())
}

// Somebody whom one click signs in: 'Sign in as a member'.
export async function signInAs (browser, url, role, options) {
  const visitor = await openVisitor(browser, url, options)
  await visitor.go('/sign-in')
  await press(visitor, role)
  return visitor
}

// A code of its own for each run, so that the member has something to sign; the officer who published it.
export async function publishCode (browser, url, name, options) {
  const officer = await signInAs(browser, url, 'Sign in as the ethics officer', options)
  await officer.go('/office/codes/import')
  await officer.page.getByLabel('Or the text itself').fill(`${name}\n\nValues\n\nPatience\n\nPlain dealing\n\n1. Be there on time.\n`)
  await press(officer, 'Make a draft')
  const draft = new URL(officer.page.url()).pathname
  await officer.go(`${draft}/publish`)
  await press(officer, 'Publish')
  return officer
}

// What an action leads to: the answer with which the browser ends, behind any redirect.
async function act (page, action) {
  const navigated = page.waitForResponse(response => response.request().isNavigationRequest() &&
    response.frame() === page.mainFrame() && response.status() !== 303)
  await action()
  const response = await navigated
  await page.waitForLoadState('load')
  return response
}

async function meet (visitor, action, status) {
  const response = await action()
  assert.equal(response.status(), status, `${response.url()} answered ${response.status()}`)
  await checkPage(visitor, response)
  return response
}

async function checkPage (visitor, response) {
  const { page } = visitor
  const where = `${page.url()} at ${page.viewportSize().width} px`
  await checkMarkup(response, where)
  await checkFrame(page, where)
  if (visitor.javaScriptEnabled) await checkAccess(page, where)
  assert.deepEqual(visitor.complaints, [], where)
  const path = new URL(page.url()).pathname
  if (/^\/($|about|privacy|accessibility|members|codes|signed|log|registers|data)/.test(path)) {
    assert.equal((await response.allHeaders())['set-cookie'], undefined, `${where} sets a cookie`)
  }
}

async function checkMarkup (response, where) {
  const text = await response.text()
  const { results } = await validator.validateString(text, where)
  const found = results.flatMap(result => result.messages).map(message =>
    `${message.ruleId}: ${message.message}: …${text.slice(Math.max(0, message.offset - 80), message.offset + 80)}…`)
  assert.deepEqual(found, [], where)
}

async function checkFrame (page, where) {
  const { wide, headings, title, lang } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    headings: document.querySelectorAll('h1').length,
    title: document.title.replace(/\s+/g, ' '),
    lang: document.documentElement.lang
  }))
  assert.ok(wide <= 0, `${where} scrolls sideways by ${wide} px`)
  assert.equal(headings, 1, `${where} has ${headings} headings of the first rank`)
  assert.ok(title.endsWith(` – ${authority}`) && title.length > authority.length + 3, `${where}: “${title}”`)
  assert.equal(lang, 'en')
}

// WCAG 2.2 AA as far as a tool can tell.
async function checkAccess (page, where) {
  await page.evaluate(axeSource)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  }))
  const found = violations.map(v => `${v.id}: ${v.help}\n  ${v.nodes.map(n => n.html).join('\n  ')}`)
  assert.deepEqual(found, [], where)
}
