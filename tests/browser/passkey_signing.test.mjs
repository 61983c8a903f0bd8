// Signing with a passkey of Chromium's virtual authenticator: the receipt, checked by the verb and by the script that needs
// OpenSSL alone; showing it to everybody, and back; without JavaScript the password's way stays.
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import * as support from './support.mjs'
import { addPasskey, desktop, openBrowser, openVisitor, phone, serveDemo, top } from './support.mjs'

const program = process.env.ABOVEBOARD || join(top, 'build/aboveboard')
let demo, browser

before(async () => {
  demo = await serveDemo()
  browser = await openBrowser()
})

after(async () => {
  await browser?.close()
  await demo?.stop()
})

const main = visitor => visitor.page.getByRole('main')
const link = (visitor, name) => main(visitor).getByRole('link', { name }).first()
const button = (visitor, name) => visitor.page.getByRole('button', { name }).first()

const signInAs = (role, options) => support.signInAs(browser, demo.url, role, options)
const publish = async (name, options) => (await support.publishCode(browser, demo.url, name, options)).close()

async function download (visitor, locator) {
  const waiting = visitor.page.waitForEvent('download')
  await locator.click()
  return (await waiting).path()
}

const script = (receipt, site) => spawnSync('sh', [join(top, 'docs/verify-receipt.sh'), receipt, site], { encoding: 'utf8' })

async function fillIn (member, name) {
  await member.go('/my')
  await member.press(link(member, `Sign “${name}” as`))
  await member.page.getByLabel('I have read this code').check()
  await member.page.getByLabel('Type your name').fill('Imogen Vale')
}

async function journey (name, options) {
  await publish(name, options)
  const member = await signInAs('Sign in as a member', options)
  await fillIn(member, name)
  assert.equal(await button(member, 'Sign with your passkey').count(), 0) // there is none yet
  await addPasskey(member, 'Desk')
  await fillIn(member, name)
  await member.page.getByLabel('Type your name').fill('somebody else')
  await member.press(button(member, 'Sign with your passkey'), 400)
  await member.page.getByLabel('Type your name').fill('Imogen Vale')
  await member.press(button(member, 'Sign with your passkey'))
  assert.match(await main(member).innerText(), /You sign as Mayor, City Council, with the name “Imogen Vale”/)
  await member.press(button(member, 'Sign this code'))
  assert.match(await member.page.getByRole('alert').innerText(), /this page is its receipt/)
  assert.match(await main(member).innerText(), /signed in with a passkey/)
  const page = new URL(member.page.url()).pathname

  const visitor = await openVisitor(browser, demo.url, options)
  await visitor.go(page)
  const open = await download(visitor, link(visitor, 'Download the receipt'))
  assert.ok(!readFileSync(open, 'utf8').includes('signed_statement'))
  assert.equal(script(open, demo.url).status, 1)

  await member.go('/my/commitments')
  const receipt = await download(member, link(member, `passkey’s signature of ${name}`))
  const checked = script(receipt, demo.url)
  assert.equal(checked.status, 0, checked.stderr)
  assert.match(checked.stdout, /"name_typed":"Imogen Vale"/)
  assert.match(script(receipt, 'https://elsewhere.example').stderr, /another site/)
  assert.match(execFileSync(program, ['commitments', 'verify', receipt], { encoding: 'utf8' }), /A passkey signed these words/)
  assert.match(demo.run('commitments', 'verify', receipt), /The log has had its key/)
  const changed = receipt + '.changed'
  writeFileSync(changed, readFileSync(receipt, 'utf8').replace('Imogen Vale\\",\\"nonce', 'Imogen Hale\\",\\"nonce'))
  assert.equal(script(changed, demo.url).status, 1)
  assert.equal(spawnSync(program, ['commitments', 'verify', changed]).status, 1)

  await member.press(link(member, `Who can have it (the receipt of ${name}`))
  await member.press(button(member, 'Everybody can have it'))
  await visitor.go(page)
  assert.match(await main(visitor).innerText(), /By the signer’s choice/)
  assert.equal(script(await download(visitor, link(visitor, 'Download the receipt')), demo.url).status, 0)
  await member.press(link(member, `Who can have it (the receipt of ${name}`))
  await member.press(button(member, 'Only I can have it'))
  await visitor.go(page)
  assert.equal(script(await download(visitor, link(visitor, 'Download the receipt')), demo.url).status, 1)

  await member.press(link(member, `Withdraw ${name}`))
  await member.press(button(member, 'Withdraw my signature'))
  await member.go(page.replace('/signed/', '/my/commitments/') + '/passkey')
  assert.match(await main(member).innerText(), /There is no passkey’s signature here/)
  await member.go('/account')
  await member.press(button(member, 'Remove the passkey Desk'))
  for (const one of [member, visitor]) await one.close()
}

for (const [width, viewport] of Object.entries({ phone, desktop })) {
  test(`signing with a passkey, ${width}`, () => journey(`Rules of Candour (${width})`, { viewport }))
}

test('without JavaScript no passkey is offered, and the password’s way stays', async () => {
  const options = { viewport: desktop }
  await publish('Rules of Quiet', options)
  const member = await signInAs('Sign in as a member', options)
  await addPasskey(member, 'Telephone')
  const plain = await openVisitor(browser, demo.url, { ...options, javaScriptEnabled: false })
  await plain.context.addCookies(await member.context.cookies())
  await fillIn(plain, 'Rules of Quiet')
  assert.ok(!await main(plain).getByText('Sign with your passkey').isVisible())
  await plain.page.getByLabel('Your password').fill('demonstration')
  await plain.press(button(plain, 'Sign this code'))
  assert.match(await main(plain).innerText(), /signed in to this site/)
  for (const one of [member, plain]) await one.close()
})
