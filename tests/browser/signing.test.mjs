// Signing in a browser: read, a wrong name, the right one, the receipt, the roll; declining; paper; own words.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import * as support from './support.mjs'
import { desktop, openBrowser, openVisitor, phone, serveDemo } from './support.mjs'

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
const button = (visitor, name) => visitor.page.getByRole('button', { name })

const signInAs = (role, options) => support.signInAs(browser, demo.url, role, options)
const publish = (name, options) => support.publishCode(browser, demo.url, name, options)

async function sign (member, name) {
  await member.go('/my')
  await member.press(link(member, `Sign “${name}” as`))
  const text = await main(member).innerText()
  for (const words of ['not an oath', 'not a Form 700', 'not a notification of interests', 'paper counts the same',
    'Mayor, City Council', 'elected']) assert.ok(text.includes(words), words)
  await member.page.getByLabel('I have read this code').check()
  await member.page.getByLabel('Type your name').fill('somebody else')
  await member.page.getByLabel('Your password').fill('demonstration')
  await member.press(button(member, 'Sign this code'), 400)
  await member.page.getByRole('alert').getByRole('link').click()
  assert.equal(await member.page.evaluate(() => document.activeElement.id), 'name')
  assert.ok(await member.page.getByLabel('I have read this code').isChecked())
  await member.page.getByLabel('Type your name').fill('imogen VALE')
  await member.page.getByLabel('Your password').fill('demonstration') // however fresh the sign-in
  await member.press(button(member, 'Sign this code'))
  assert.match(await member.page.getByRole('alert').innerText(), /this page is its receipt/)
  return new URL(member.page.url()).pathname
}

async function writeOwnWords (member) {
  await member.go('/my/commitments')
  await member.press(main(member).locator('a[href="/my/words/code-of-conduct"]'))
  const write = main(member).getByRole('link', { name: /^Write/ }).first()
  await member.press(write)
  await member.page.getByLabel('How do you keep this?').fill('I answer every letter myself.')
  await member.press(button(member, 'Publish'))
  await member.go('/members/imogen-vale')
  assert.match(await main(member).innerText(), /I answer every letter myself\./)
}

async function paper (officer, slug, name) {
  await officer.go('/office/commitments')
  await officer.press(link(officer, name))
  await officer.press(main(officer).getByRole('link', { name: /Enter a form on paper of Tobias Renn/ }))
  await officer.press(button(officer, 'Enter this form'), 400)
  await officer.page.getByLabel('Day on which you received it').fill('2020-01-02')
  await officer.page.getByLabel('Where is the paper kept?').fill('Folder 3')
  await officer.press(button(officer, 'Enter this form'), 400) // before the text was in force
  assert.match(await officer.page.getByRole('alert').innerText(), /came into force only on/)
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Los_Angeles' }).format(new Date())
  await officer.page.getByLabel('Day on which you received it').fill(today)
  await officer.press(button(officer, 'Enter this form'))
  assert.match(await officer.page.getByRole('alert').innerText(), /Entered/)
  await officer.go(`/office/commitments/${slug}`)
  await officer.press(main(officer).getByRole('link', { name: /Put the entry right of Tobias Renn/ }))
  for (const path of [`/office/commitments/${slug}/form/every`, `/office/commitments/${slug}/names/city-council`,
    `/office/commitments/${slug}/display/every`, '/codes/code-of-conduct/kept']) await officer.go(path)
}

async function journey (options, name) {
  const officer = await publish(name, options)
  const member = await signInAs('Sign in as a member', options)
  const receipt = await sign(member, name)
  const visitor = await openVisitor(browser, demo.url, options)
  await visitor.go(receipt)
  const slug = (await link(visitor, name).getAttribute('href')).split('/')[2]
  await visitor.go(`/codes/${slug}/signed`)
  await visitor.press(link(visitor, 'Imogen Vale'))
  assert.equal(new URL(visitor.page.url()).pathname, receipt)
  await visitor.go(`/codes/${slug}/signed/city-council`)
  await paper(officer, slug, name)
  await member.press(await withdrawLink(member, name))
  await member.press(button(member, 'Withdraw my signature'))
  await visitor.go(`/codes/${slug}/signed`)
  assert.match(await main(visitor).innerText(), /Withdrawn on/)
  await member.go('/my')
  await member.press(link(member, `Sign “${name}” as`))
  await member.press(link(member, 'I do not wish to sign'))
  await member.page.getByLabel('Why (optional)').fill('I keep my own promises.')
  await member.press(button(member, 'I do not wish to sign'))
  assert.match(await main(member).innerText(), /You said that you do not wish to sign/)
  for (const one of [officer, member, visitor]) await one.close()
}

async function withdrawLink (member, name) {
  await member.go('/my/commitments')
  return main(member).getByRole('link', { name: `Withdraw ${name}, edition 1` })
}

for (const javaScriptEnabled of [false, true]) {
  for (const [width, viewport] of Object.entries({ phone, desktop })) {
    const script = javaScriptEnabled ? 'on' : 'off'
    test(`signing, JavaScript ${script}, ${width}`, async () => {
      await journey({ viewport, javaScriptEnabled }, `Rules of Patience (${width}, ${script})`)
    })
  }
}

test('how I keep the code', async () => {
  const member = await signInAs('Sign in as a member', { viewport: phone })
  await writeOwnWords(member)
  await member.close()
})
