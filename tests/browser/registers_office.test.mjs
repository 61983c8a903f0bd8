// Registers from both sides of the counter: "May I accept this?" and what becomes of a gift, review, approval step by step, periods
// that are signed off, what is withheld by law or at once, corrections, forms on paper, withdrawals; with scripts on a desk and
// without them on a phone. One site for all: each visitor has gifts and sources of their own.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { desktop, makeSmall, openBrowser, openVisitor, phone, serveDemo, signInAs, top } from './support.mjs'

const staff = ['Ansel Brook', 'Piotr Zalewicz', 'Hana Mori'] // each the next one's manager
const slug = name => name.toLowerCase().replace(' ', '-')
const password = 'harbour lantern ferry 7'
const day = days => new Date(Date.now() + days * 86400000).toLocaleDateString('en-CA', { timeZone: 'America/Los_Angeles' })
const links = {} // with which those who have none yet set a password
let demo, browser

before(async () => {
  demo = await serveDemo(makeSmall(join(top, 'tests/registers/review')))
  browser = await openBrowser()
  demo.run('people', 'add', '--name', 'Tobias Renn', '--body', 'city-council', '--post', 'Member', '--category', 'elected', '--from',
    '2026-01-12')
  for (const name of staff) {
    demo.run('people', 'add', '--name', name, '--body', 'city-council', '--post', 'Engineer', '--category', 'employee', '--from',
      '2026-01-12')
  }
  for (const name of staff) {
    links[name] = new URL(demo.run('people', 'invite', slug(name), '--email', `${slug(name)}@alderquay.example`).trim()).pathname
  }
  writeFileSync(`${demo.site}.earlier.json`, JSON.stringify(['2026-02-03', '2026-05-04'].map(at => ({
    at: `${at}T18:00:00Z`,
    register: 'gifts',
    category: 'gift',
    person: 'tobias-renn',
    answers: { what: 'A calendar', donor: 'Printers Ltd', received: at, value: '8', outcome: 'accepted' }
  }))))
  demo.run('registers', 'put', `${demo.site}.earlier.json`)
  for (const i of [0, 1]) {
    const { terms } = JSON.parse(demo.run('people', 'show', slug(staff[i]), '--json'))
    demo.run('people', 'change-term', terms[0].id, '--manager', slug(staff[i + 1]))
  }
})

after(async () => {
  await browser?.close()
  await demo?.stop()
})

const main = visitor => visitor.page.getByRole('main')
const said = async visitor => (await main(visitor).innerText()).replace(/\s+/g, ' ')
const link = (visitor, name) => visitor.press(main(visitor).getByRole('link', { name }).first())
const button = (visitor, name, status = 200) => visitor.press(main(visitor).getByRole('button', { name, exact: true }).first(), status)
const next = (visitor, status = 200) => button(visitor, 'Save and continue', status)
const check = (visitor, name) => visitor.page.getByLabel(name, { exact: true }).first().check()
const fill = (visitor, name, text) => visitor.page.getByLabel(name).first().fill(text)

async function shows (visitor, ...words) {
  const text = await said(visitor)
  for (const word of words) assert.match(text, word)
}

async function sign (visitor, word = 'demonstration') {
  await visitor.page.getByLabel(/true and complete/).check()
  await fill(visitor, 'Your password', word)
  await button(visitor, 'Sign and hand in')
  await shows(visitor, /Receipt/)
}

// Somebody with a password of their own, signed in.
async function invited (name, options) {
  const visitor = await openVisitor(browser, demo.url, options)
  const email = `${slug(name)}@alderquay.example`
  if (links[name]) {
    await visitor.go(links[name])
    delete links[name]
    await fill(visitor, 'New password', password)
    await button(visitor, 'Set password and sign in')
  } else {
    await visitor.go('/sign-in')
    await fill(visitor, 'E-mail address', email)
    await fill(visitor, 'Password', password)
    await button(visitor, 'Sign in')
  }
  return visitor
}

// ---- The member ----

async function mayI (member, tag) {
  await member.go('/my/gifts/may')
  await button(member, 'Look it up', 400)
  await shows(member, /Enter what is offered/, /Enter who offers it/)
  const offers = [
    [`Pen ${tag}`, '10', '1', /No limit here keeps you from accepting it/, 'Accepted'],
    [`Hamper ${tag}`, '60', '1', /You may accept it, and it must be registered/, 'Returned'],
    [`Dinner ${tag}`, '300', '10', /It is offered to 10 people together/, 'Refused'],
    [`Watch ${tag}`, '400', '1', /Do not accept it: a limit would be exceeded/, 'Surrendered'],
    [`Vase ${tag}`, '', '1', /Find out what it is worth before you accept it/, 'Used officially']
  ]
  for (const [what, value, people, answer, outcome] of offers) {
    await member.go('/my/gifts/may')
    await fill(member, /What/, what)
    await fill(member, /Who/, `Foundry ${tag}`)
    if (value) await fill(member, /worth/, value)
    else await member.page.getByLabel(/know/).first().check()
    await fill(member, /day|When/i, day(-3))
    await fill(member, /people/, people)
    await button(member, 'Look it up')
    await shows(member, answer)
    await check(member, outcome)
    await button(member, 'Go on to the declaration')
    await link(member, 'Check your answers')
    await link(member, 'Continue to sign')
    await sign(member)
    await shows(member, new RegExp(what), new RegExp(outcome))
  }
}

async function entryOf (visitor, what) {
  await visitor.go('/registers/gifts')
  const href = await main(visitor).getByRole('link', { name: new RegExp(what) }).first().getAttribute('href')
  return href.split('/')[3]
}

// ---- Review ----

// The first question of another entry under that heading of the list of tasks.
async function beginIn (visitor, category) {
  await link(visitor, category)
  const add = main(visitor).getByRole('button', { name: /^Add/ })
  if (await add.count()) {
    await visitor.press(add.first())
  } else {
    await visitor.page.locator('input[name=any][value=yes]').check()
    await next(visitor)
  }
}

async function declareWork (member, employer) {
  await member.go('/my/registers/interests')
  await button(member, (await said(member)).includes('Something has changed') ? 'Something has changed' : 'Begin')
  await beginIn(member, /^Work/)
  await member.page.getByLabel('Name', { exact: true }).fill(employer)
  await next(member)
  await link(member, 'Back to the list of tasks')
  await link(member, 'Check your answers')
  await link(member, 'Continue to sign')
  await sign(member)
}

async function review (member, officer, visitor, tag) {
  await declareWork(member, `Quay ${tag}`)
  await officer.go('/office/registers')
  await link(officer, /Imogen Vale/)
  await shows(officer, new RegExp(`Quay ${tag}`), /28 days after/)
  await button(officer, 'Decide', 400)
  await check(officer, 'Send it back with a message')
  await fill(officer, 'Message to the person', 'Which branch is it?')
  await button(officer, 'Decide')
  await shows(officer, /Sent back with your message/)
  await member.go('/my/registers/interests')
  await shows(member, /Returned to you/)
  await member.press(main(member).locator('a[href^="/declare/"]').first())
  await shows(member, /Which branch is it\?/)
  await link(member, 'Check your answers')
  await link(member, 'Continue to sign')
  await sign(member)
  await officer.go('/office/registers')
  await link(officer, /Imogen Vale/)
  await officer.page.locator('input[name="keep[]"]').last().check()
  await check(officer, 'Accept it')
  await button(officer, 'Decide', 400)
  await shows(officer, /Say why an answer is kept from the public/)
  await fill(officer, /Why are the ticked answers/, `A child ${tag}`)
  await button(officer, 'Decide')
  await shows(officer, /Accepted/)
  await visitor.go('/registers/interests')
  assert.doesNotMatch(await said(visitor), new RegExp(`Quay ${tag}`))
}

async function steps (officer, options) {
  const [ansel, manager, head] = await Promise.all(staff.map(name => invited(name, options)))
  await ansel.go('/my/registers/outside-work')
  await button(ansel, 'Declare something')
  await ansel.page.getByLabel('Name', { exact: true }).fill(`School ${options.tag}`)
  await next(ansel)
  await link(ansel, 'Continue')
  await link(ansel, 'Check your answers')
  await link(ansel, 'Continue to sign')
  await sign(ansel, password)
  for (const who of [manager, head]) {
    await who.go('/my/approvals')
    await link(who, /Ansel Brook/)
    await shows(who, new RegExp(`School ${options.tag}`))
    await check(who, 'Approve it')
    await button(who, 'Decide')
    await shows(who, /The next step was asked/)
  }
  await officer.go('/office/registers')
  await link(officer, /Ansel Brook/)
  await check(officer, 'Approve it')
  await fill(officer, /Conditions, or why not/, 'Not on weekdays')
  await fill(officer, /Approved until which day/, day(100))
  await button(officer, 'Decide')
  await officer.go('/office/registers/approvals/outside-work')
  await shows(officer, /Not on weekdays/)
  await link(officer, /^Withdraw/)
  await button(officer, 'Withdraw it', 400)
  await fill(officer, 'Why?', 'It went on at work')
  await button(officer, 'Withdraw it')
  await shows(officer, /It went on at work/)
  for (const who of [ansel, manager, head]) await who.close()
}

// ---- The office ----

async function withheld (member, officer, visitor, tag) {
  const record = await entryOf(visitor, `Pen ${tag}`)
  await member.go(`/my/withhold/${record}`)
  await button(member, 'Ask that it be withheld')
  await officer.go('/office/registers')
  await shows(officer, /Asked to be withheld/)
  await officer.go(`/office/registers/entries/${record}`)
  await shows(officer, /asks that this interest be withheld/)
  await link(officer, /Withhold it by law/)
  await button(officer, 'Withhold it')
  await visitor.go('/registers/gifts')
  await shows(visitor, /There is an interest whose details are withheld/)
  assert.doesNotMatch(await said(visitor), new RegExp(`Pen ${tag}`))
  await member.go('/my/withheld')
  await link(member, /Gifts/)
  await shows(member, new RegExp(`Pen ${tag}`))
  await officer.go('/office/registers/withheld')
  await link(officer, /Imogen Vale/)
  await button(officer, 'Publish it')
  await entryOf(visitor, `Pen ${tag}`)
}

async function withholdNow (officer, visitor, tag) {
  const mistaken = await entryOf(visitor, `Hamper ${tag}`)
  await officer.go(`/office/registers/entries/${mistaken}/remove`)
  await link(officer, /Correct the answer/)
  await link(officer, /^Correct a typing mistake: What/)
  await fill(officer, 'What', `Basket ${tag}`)
  await button(officer, 'Publish the correction', 400)
  await shows(officer, /Say what was wrong/)
  assert.equal(await officer.page.getByLabel('What', { exact: true }).inputValue(), `Basket ${tag}`)
  await fill(officer, /What was wrong/, 'It was a basket')
  await button(officer, 'Publish the correction')
  await visitor.go(`/registers/gifts/${mistaken}`)
  assert.equal(await visitor.page.locator('del', { hasText: `Hamper ${tag}` }).first().isVisible(), true)
  const wrong = await entryOf(visitor, `Dinner ${tag}`)
  await officer.go(`/office/registers/entries/${wrong}`)
  await link(officer, 'Withhold now')
  await button(officer, 'Withhold now', 400)
  await check(officer, 'It stands under the wrong person')
  await fill(officer, /Whose is it/, 'Nobody At All')
  await fill(officer, /^Why/, 'It was another member’s')
  await button(officer, 'Withhold now', 400)
  await shows(officer, /There is no person called “Nobody At All”/)
  await fill(officer, /Whose is it/, 'Tobias Renn')
  await button(officer, 'Withhold now')
  await shows(officer, /Removed/, /What to do now/)
  await visitor.go('/members/tobias-renn/interests')
  await shows(visitor, new RegExp(`Dinner ${tag}`))
  const unfit = await entryOf(visitor, `Watch ${tag}`)
  await officer.go(`/office/registers/entries/${unfit}/hold`)
  await fill(officer, 'Why?', `Request ${tag}`)
  await button(officer, 'Hold it')
  await shows(officer, new RegExp(`Held: Request ${tag}`))
  await link(officer, 'End the hold')
  await button(officer, 'It need not be held any more')
  await link(officer, 'Withhold now')
  await check(officer, 'It should not have been published')
  await fill(officer, /^Why/, `It was private, ${tag}`)
  await button(officer, 'Withhold now')
  await visitor.go('/removals')
  await shows(visitor, new RegExp(`It was private, ${tag}`))
  await visitor.go(`/registers/gifts/${unfit}`)
  await shows(visitor, new RegExp(`It was private, ${tag}`))
}

async function withdraw (member, visitor, tag) {
  await member.go('/my/registers/gifts')
  const row = main(member).locator('tr, .govuk-summary-list__row, li', { hasText: `Vase ${tag}` }).first()
  await member.press(row.getByRole('button', { name: /^Change, end or withdraw it/ }))
  await check(member, 'It should not stand in the register')
  await button(member, 'Save', 400)
  await fill(member, /should not stand there: why/, `Never offered, ${tag}`)
  await button(member, 'Save')
  await link(member, 'Check your answers')
  await link(member, 'Continue to sign')
  await sign(member)
  await visitor.go('/registers/gifts?ended=yes')
  await shows(visitor, /Withdrawn/)
}

async function paper (officer, member, tag) {
  const { page } = officer
  await officer.go('/office/paper-forms')
  await button(officer, 'Continue', 400)
  await page.locator('select[name=register]').first().selectOption('gifts')
  await page.locator('input[name=name]').fill('Imogen Vale')
  await page.locator('input[name=received]').fill(day(-1))
  await page.locator('input[name=place]').fill(`Folder ${tag}`)
  await button(officer, 'Continue')
  await member.go('/office/paper-forms', 403)
  await beginIn(officer, /^Gifts/)
  for (const [question, text] of [['What was it?', `A cake ${tag}`], ['Name', 'The bakery'], ['When?', day(-4)], ['What is it worth?', '12']]) {
    await page.getByLabel(question, { exact: true }).fill(text)
    await next(officer)
  }
  await check(officer, 'Accepted')
  await next(officer)
  await link(officer, 'Continue')
  await link(officer, 'Check your answers')
  await link(officer, 'Continue')
  await shows(officer, /You sign nothing/)
  assert.equal(await page.getByLabel('Your password').count(), 0)
  await page.locator('input[name=sure]').check()
  await main(officer).getByRole('button').last().scrollIntoViewIfNeeded()
  await officer.press(main(officer).getByRole('button').last())
  await member.go('/registers/gifts')
  await link(member, new RegExp(`A cake ${tag}`))
  await shows(member, /Entered by the clerk from a signed form received/)
}

async function scrutiny (officer, visitor, tag) {
  await officer.go('/office/registers')
  await link(officer, /Gifts and hospitality, .* to /)
  await officer.page.locator('textarea').fill(`Looked through, ${tag}`)
  await button(officer, 'Sign off this period')
  await shows(officer, /Signed off/)
  await visitor.go('/registers/gifts')
  await shows(visitor, new RegExp(`Looked through, ${tag}`))
}

for (const [name, options] of [
  ['with scripts on a desk', { viewport: desktop, tag: 'desk' }],
  ['without scripts on a phone', { viewport: phone, javaScriptEnabled: false, tag: 'phone' }]
]) {
  test(`Registers in the office ${name}`, async t => {
    const { tag } = options
    const member = await signInAs(browser, demo.url, 'Sign in as a member', options)
    const officer = await signInAs(browser, demo.url, 'Sign in as the ethics officer', options)
    const visitor = await openVisitor(browser, demo.url, options)
    await t.test('May I accept this?', () => mayI(member, tag))
    await t.test('review', () => review(member, officer, visitor, tag))
    await t.test('approval step by step', () => steps(officer, options))
    await t.test('withheld by law', () => withheld(member, officer, visitor, tag))
    await t.test('withhold now, correct, hold', () => withholdNow(officer, visitor, tag))
    await t.test('withdraw', () => withdraw(member, visitor, tag))
    await t.test('paper', () => paper(officer, member, tag))
    await t.test('scrutiny', () => scrutiny(officer, visitor, tag))
    for (const visited of [member, officer, visitor]) await visited.close()
  })
}
