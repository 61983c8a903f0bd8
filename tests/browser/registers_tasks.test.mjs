// What a declaration gives others to see to (S14), walked in the demonstration: somebody declares relatives on staff, the office
// accepts it, the line manager sees to it, the office to what is about the line manager. With scripts on a desk and without on a phone.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { desktop, openBrowser, openVisitor, phone, serveDemo, signInAs } from './support.mjs'

const password = 'harbour lantern ferry 7'
const links = {} // with which each sets a password, used once
let demo, browser

before(async () => {
  demo = await serveDemo()
  browser = await openBrowser()
  for (const slug of ['ansel-thistlewood', 'corin-wexcombe']) {
    links[slug] = new URL(demo.run('people', 'invite', slug, '--email', `${slug}@alderquay.example`).trim()).pathname
  }
})

after(async () => {
  await browser?.close()
  await demo?.stop()
})

const main = visitor => visitor.page.getByRole('main')
const said = async visitor => (await main(visitor).innerText()).replace(/\s+/g, ' ')
const link = (visitor, name) => visitor.press(main(visitor).getByRole('link', { name, exact: true }).first())
const button = (visitor, name, status = 200) => visitor.press(main(visitor).getByRole('button', { name, exact: true }).first(), status)
const next = (visitor, status = 200) => button(visitor, 'Save and continue', status)
const fill = (visitor, name, text) => visitor.page.getByLabel(name).first().fill(text)
const check = (visitor, name) => visitor.page.getByLabel(name, { exact: true }).first().check()

async function shows (visitor, ...words) {
  const text = await said(visitor)
  for (const word of words) assert.match(text, word)
}

async function enter (slug, options) {
  const visitor = await openVisitor(browser, demo.url, options)
  if (links[slug]) {
    await visitor.go(links[slug])
    delete links[slug]
    await fill(visitor, 'New password', password)
    await button(visitor, 'Set password and sign in')
  } else {
    await visitor.go('/sign-in')
    await fill(visitor, 'E-mail address', `${slug}@alderquay.example`)
    await fill(visitor, 'Password', password)
    await button(visitor, 'Sign in')
  }
  return visitor
}

async function sign (visitor, word) {
  await link(visitor, 'Check your answers')
  await link(visitor, 'Continue to sign')
  await visitor.page.getByLabel(/true and complete/).check()
  await fill(visitor, 'Your password', word)
  await button(visitor, 'Sign and hand in')
  await shows(visitor, /Receipt/)
}

// One more relative in the declaration that is open.
async function addRelative (ansel, relative, answers) {
  const { page } = ansel
  await link(ansel, /^A relative who works here/)
  const add = main(ansel).getByRole('button', { name: /^Add/ })
  if (await add.count()) {
    await ansel.press(add.first())
  } else {
    await page.locator('input[name=any][value=yes]').check()
    await next(ansel)
  }
  await next(ansel, 400)
  await fill(ansel, /relative's name/, relative)
  await next(ansel)
  await check(ansel, 'Brother or sister')
  await next(ansel)
  for (const [question, text] of [[/which department/, 'Planning'], [/their job/, 'Clerk'], [/Since when/, '2024-02']]) {
    await fill(ansel, question, text)
    await next(ansel)
  }
  for (const answer of answers) {
    await check(ansel, answer)
    await next(ansel)
  }
  await fill(ansel, /What has been arranged/, 'Nothing yet')
  await next(ansel)
  await link(ansel, 'Back to the list of tasks')
}

// A relative in an award, and the line manager as a relative, in one declaration, which the office accepts.
async function declareRelatives (ansel, officer, relative) {
  await ansel.go('/my/registers/family-on-staff')
  const again = main(ansel).getByRole('button', { name: 'Something has changed', exact: true })
  const changes = await again.count() > 0
  if (!changes) await shows(ansel, /Then your line manager reads the answers too/)
  await ansel.press(changes ? again : main(ansel).getByRole('button', { name: 'Begin', exact: true }))
  await addRelative(ansel, relative, ['No', 'Yes'])
  if (!changes) await addRelative(ansel, 'Corin Wexcombe', ['Yes', 'No'])
  await sign(ansel, password)
  await officer.go('/office/registers')
  await link(officer, /Ansel Thistlewood/)
  await shows(officer, new RegExp(relative))
  assert.doesNotMatch(await said(officer), /Public by/)
  await check(officer, 'Accept it')
  await button(officer, 'Decide')
  await shows(officer, /Accepted/)
  return !changes
}

// From the list of what is to be seen to: what that person declared and is still to do.
async function arrange (who, person, words) {
  const todo = main(who).getByRole('listitem').filter({ hasText: 'To do' }).getByRole('link', { name: person })
  await who.press(todo.first())
  const one = new URL(who.page.url()).pathname
  await shows(who, /That you read it is noted in the activity log/)
  await button(who, 'It is arranged', 400)
  await shows(who, /Say what was arranged/)
  await fill(who, 'What was arranged, and from when on?', words)
  await button(who, 'It is arranged')
  await shows(who, /Arranged/)
  await who.go(one)
  await shows(who, new RegExp(words))
}

for (const [name, options] of [
  ['with scripts on a desk', { viewport: desktop, tag: 'Desk' }],
  ['without scripts on a phone', { viewport: phone, javaScriptEnabled: false, tag: 'Phone' }]
]) {
  test(`What relatives give to see to, ${name}`, async () => {
    const { tag } = options
    const relative = `Bertil ${tag}`
    const ansel = await enter('ansel-thistlewood', options)
    const corin = await enter('corin-wexcombe', options)
    const officer = await signInAs(browser, demo.url, 'Sign in as the ethics officer', options)
    const first = await declareRelatives(ansel, officer, relative)

    await corin.go('/my')
    await shows(corin, /See to it that nobody hires, pays or awards a contract to a relative/)
    await corin.press(main(corin).locator('a[href="/my/tasks"]').first())
    await arrange(corin, /^Ansel Thistlewood/, `The city clerk decides from May on, ${tag}`)
    await shows(corin, new RegExp(relative))
    await ansel.go('/my/tasks')
    await shows(ansel, /Nothing is to be seen to/)

    // What is about the line manager the line manager does not see to: the office does, where nobody stands above.
    await corin.go('/my/tasks')
    assert.equal(await main(corin).getByRole('listitem').filter({ hasText: 'To do' }).filter({ hasText: 'Ansel' }).count(), 0)
    await officer.go('/office/registers')
    await link(officer, /^Relatives: what is to be seen to/)
    await shows(officer, first
      ? /To do Ansel Thistlewood: See to it that relatives do not supervise each other With the ethics officer: no line manager/
      : /Arranged Ansel Thistlewood: See to it that relatives do not supervise each other With the ethics officer/,
    /Arranged Ansel Thistlewood: See to it that nobody hires, pays or awards a contract to a relative With Corin Wexcombe/)
    if (first) await arrange(officer, /^Ansel Thistlewood/, `A neighbouring city appraises, ${tag}`)
    for (const one of [ansel, corin, officer]) await one.close()
  })
}
