// Signing in: a passkey of Chromium's virtual authenticator is added, signs in, confirms and is removed; an app and recovery
// codes without JavaScript.
import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { desktop, openBrowser, openVisitor, phone, serveDemo } from './support.mjs'

const password = 'harbour lantern ferry 7'
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

// Somebody with a password, who followed the link and is signed in.
async function invited (name, role, options) {
  const visitor = await openVisitor(browser, demo.url, options)
  const email = `${name.toLowerCase().replace(/[^a-z]+/g, '.')}@alderquay.example`
  const address = demo.run('access', 'invite', '--name', name, '--email', email, '--role', role).trim()
  await visitor.go(new URL(address).pathname)
  await visitor.page.getByLabel('New password').fill(password)
  await visitor.press(button(visitor, 'Set password and sign in'))
  return { ...visitor, email }
}

async function authenticator (visitor) {
  const client = await visitor.context.newCDPSession(visitor.page)
  await client.send('WebAuthn.enable')
  const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true
    }
  })
  return {
    forget: () => client.send('WebAuthn.clearCredentials', { authenticatorId })
  }
}

// As if everybody had signed in long ago.
function timePasses () {
  execFileSync('python3', ['-c', `import sqlite3, sys
with sqlite3.connect(sys.argv[1], 30) as site:
    site.execute("UPDATE access_session SET confirmed_ms = 0")`, demo.site])
}

async function signInByPassword (visitor) {
  await visitor.go('/sign-in')
  await visitor.page.getByLabel('E-mail address').fill(visitor.email)
  await visitor.page.getByLabel('Password').fill(password)
  await visitor.press(button(visitor, 'Sign in'))
}

async function passkeyJourney (name, options) {
  const officer = await invited(name, 'officer', options)
  const device = await authenticator(officer)
  await officer.go('/account')
  await officer.press(link(officer, 'Add a passkey'))
  await officer.page.getByLabel('Name of this passkey').fill('Desk')
  await officer.press(button(officer, 'Add a passkey'))
  assert.equal(await main(officer).locator('.site-codes li').count(), 10)
  await officer.press(link(officer, 'I have kept them').or(button(officer, 'I have kept them')).first())
  assert.match(await main(officer).innerText(), /Desk: added/)

  await officer.press(button(officer, 'Sign out'))
  await officer.go('/sign-in')
  assert.ok(!await main(officer).getByText('The passkey was not used').isVisible())
  await officer.press(button(officer, 'Sign in with a passkey'))
  assert.equal(new URL(officer.page.url()).pathname, '/office')

  // The password alone is half of it; the passkey is the other half.
  await officer.press(button(officer, 'Sign out'))
  await signInByPassword(officer)
  assert.match(await main(officer).innerText(), /Second step/)
  await officer.press(button(officer, 'Use your passkey'))
  assert.equal(new URL(officer.page.url()).pathname, '/office')

  // An act that counts, long after signing in: the page asks, and the form goes on.
  timePasses()
  await officer.go('/office/commitments/code-of-conduct/names/city-council')
  await officer.press(main(officer).locator('form button[type=submit]').first())
  assert.match(await main(officer).innerText(), /Confirm that it is you/)
  await officer.page.getByLabel('Your password').fill('not this one')
  await officer.press(button(officer, 'Confirm and go on'), 400)
  await officer.press(button(officer, 'Confirm with your passkey'), 400) // the form's own faults: it went on
  assert.doesNotMatch(await main(officer).innerText(), /Confirm that it is you/)

  timePasses()
  await officer.go('/account')
  await officer.press(button(officer, 'Remove the passkey Desk'))
  await officer.press(button(officer, 'Confirm with your passkey'))
  assert.match(await officer.page.getByRole('alert').innerText(), /The passkey is removed/)
  await officer.press(button(officer, 'Sign out'))
  await officer.go('/sign-in')
  await officer.press(button(officer, 'Sign in with a passkey'), 400)
  assert.match(await officer.page.getByRole('alert').first().innerText(), /not known here/)
  await device.forget()
  await officer.close()
}

function oneTimeCode (typed) {
  const bits = [...typed.replace(/ /g, '')]
    .map(c => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)))
  const mac = createHmac('sha1', key).update(step).digest()
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1e6).padStart(6, '0')
}

async function appJourney (name, options) {
  const clerk = await invited(name, 'clerk', options)
  await clerk.go('/account')
  await clerk.press(link(clerk, 'Add an app for codes'))
  await clerk.page.getByRole('textbox', { name: 'Code' }).fill('000000')
  await clerk.press(button(clerk, 'Add the app'), 400)
  await clerk.page.getByRole('textbox', { name: 'Code' }).fill(oneTimeCode(await main(clerk).locator('.site-code').innerText()))
  await clerk.press(button(clerk, 'Add the app'))
  const codes = await main(clerk).locator('.site-codes li').allInnerTexts()
  assert.equal(codes.length, 10)
  await clerk.press(button(clerk, 'Sign out'))
  await signInByPassword(clerk)
  await clerk.page.getByRole('textbox', { name: 'Code' }).fill('not a code')
  await clerk.press(button(clerk, 'Sign in'), 400)
  await clerk.page.getByRole('textbox', { name: 'Code' }).fill(codes[0])
  await clerk.press(button(clerk, 'Sign in'))
  await clerk.go('/account/passkeys/add')
  timePasses()
  await clerk.go('/account')
  await clerk.press(button(clerk, 'Make new codes'))
  await clerk.page.getByLabel('Or a code').fill(codes[1])
  await clerk.press(button(clerk, 'Confirm and go on'))
  assert.notEqual((await main(clerk).locator('.site-codes li').allInnerTexts())[0], codes[0])
  await clerk.go('/account')
  await clerk.press(button(clerk, 'Remove the app'))
  await clerk.go('/forgotten')
  await clerk.close()
}

for (const [width, viewport] of Object.entries({ phone, desktop })) {
  test(`a passkey, ${width}`, () => passkeyJourney(`Oda Fenn ${width}`, { viewport }))
  test(`an app and recovery codes, JavaScript off, ${width}`, () =>
    appJourney(`Cleo Marsh ${width}`, { viewport, javaScriptEnabled: false }))
  test(`an app and recovery codes, JavaScript on, ${width}`, () => appJourney(`Cleo Reed ${width}`, { viewport }))
}

test('accounts, as an administrator sees them', async () => {
  const administrator = await invited('Ada Quill', 'administrator', { viewport: phone })
  await administrator.go('/office/accounts')
  assert.match(await main(administrator).innerText(), /No second step/)
  await administrator.close()
})
