// Registers for everybody in a browser: lists, filters, sorting, another day, an entry and its history, a person's record,
// totals, numbers alone, files; on a phone and a desk, with and without scripts.
import { test, before, after } from 'node:test'
import assert from 'node:assert/strict'
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
const text = visitor => main(visitor).innerText()

async function filterAndSort (visitor) {
  await visitor.go('/registers')
  await visitor.press(link(visitor, 'Gifts and travel payments'))
  assert.match(await text(visitor), /Dinner on the company’s anniversary/)
  await visitor.page.getByText('Filter, or show another day').click()
  await visitor.page.getByLabel('What became of it').selectOption('refused')
  await visitor.press(visitor.page.getByRole('button', { name: 'Show', exact: true }))
  assert.equal(await visitor.page.locator('tbody tr').count(), 1)
  await visitor.press(link(visitor, /^Remove the filter/))
  if (visitor.page.viewportSize().width > 600) {
    await visitor.press(link(visitor, /^Value\s*, sort by it/))
  } else {
    await visitor.page.getByText('Filter, or show another day').click()
    await visitor.page.getByLabel('In the order of').selectOption('value')
    await visitor.press(visitor.page.getByRole('button', { name: 'Show', exact: true }))
  }
  assert.match(await visitor.page.locator('th[aria-sort=ascending]').textContent(), /Value/)
  await visitor.go('/registers/gifts?outcome=eaten', 400)
  await visitor.page.getByRole('alert').getByRole('link').click()
  assert.equal(await visitor.page.evaluate(() => document.activeElement.id), 'outcome')
  await visitor.go('/registers/gifts?q=dinner')
  assert.match(await text(visitor), /Harbor Freight Lines/)
}

// The list as it held, and as it was known, on another day.
async function anotherDay (visitor) {
  for (const [field, said] of [['as-at', /as it held on 1 March 2026/], ['known-at', /as known at the end of 1 March 2026/]]) {
    await visitor.go('/registers/interests')
    await visitor.page.getByText('Filter, or show another day').click()
    await visitor.page.locator(`main input[name=${field}]`).fill('2026-03-01')
    await visitor.press(visitor.page.getByRole('button', { name: 'Show', exact: true }))
    assert.match(await text(visitor), said)
    assert.match(await text(visitor), /Vale Boatbuilding/)
    // Held since 2020, and declared in the week after.
    assert.equal(/Northgate Gravel/.test(await text(visitor)), field === 'as-at')
  }
}

async function historyOfAnEntry (visitor) {
  await visitor.go('/registers/gifts')
  await visitor.press(link(visitor, /Dinner on the company/))
  assert.match(await text(visitor), /Why: The dinner was for one person/)
  assert.equal(await visitor.page.locator('del').first().isVisible(), true)
  await visitor.press(link(visitor, 'Check this record in the publication log'))
  await visitor.go('/registers/interests')
  assert.match(await text(visitor), /Home: address withheld by law/)
  const withheld = visitor.page.locator('tbody tr', { hasText: 'withheld by law.' }).filter({ hasText: 'Wen-li Castellane' })
  assert.equal(await withheld.locator('a[href^="/registers/"]').count(), 0)
}

async function recordOfAPerson (visitor) {
  await visitor.go('/members/tobias-renn')
  await visitor.press(link(visitor, /^All that was declared/))
  assert.match(await text(visitor), /A carved model of a ferry/)
  assert.match(await text(visitor), /\$232\.20 of a limit of \$2,400\. Travel Policy 4/)
  await visitor.page.getByText('Show another day').click()
  await visitor.page.getByLabel('As it was known on this day').fill('2026-03-01')
  await visitor.press(visitor.page.getByRole('button', { name: 'Show', exact: true }))
  assert.match(await text(visitor), /as known at the end of 1 March 2026/)
  assert.doesNotMatch(await text(visitor), /A carved model of a ferry/)
  await visitor.press(link(visitor, 'Show it as it is now'))
}

async function numbersAndFiles (visitor) {
  await visitor.go('/registers')
  assert.match(await main(visitor).locator('h2').last().innerText(), /Outside work/) // numbers alone stand last
  await visitor.go('/registers/gifts/totals')
  assert.match(await text(visitor), /\$116\.50|\$528\.80/)
  await visitor.go('/registers/expenses/totals')
  assert.match(await text(visitor), /in all\. Entries:/)
  assert.ok(await visitor.page.getByRole('img').count() > 0)
  await visitor.page.getByText('The same as a table').first().click()
  assert.equal(await visitor.page.locator('figure table').first().isVisible(), true)
  await visitor.go('/registers/outside-work')
  assert.match(await text(visitor), /no more/)
  await visitor.go('/data')
  const [download] = await Promise.all([visitor.page.waitForEvent('download'), link(visitor, /^CSV, for a spreadsheet/).click()])
  assert.match(download.suggestedFilename(), /\.csv$/)
  for (const file of ['gifts.json', 'gifts.schema.json', 'gifts.csv-metadata.json', 'entries.regmem.json', 'changes.csv']) {
    const answer = await demo.get(`/data/${file}`)
    assert.equal(answer.status, 200, file)
    if (file.endsWith('.json')) JSON.parse(answer.text)
  }
  for (const path of ['/registers/tickets', '/registers/appointments', '/registers/agency-payments', '/registers/behested-payments',
    '/registers/family-on-staff', '/registers/interests/totals']) await visitor.go(path)
}

for (const [name, options] of [
  ['on a phone', { viewport: phone }],
  ['on a desk', { viewport: desktop }],
  ['on a desk without scripts', { viewport: desktop, javaScriptEnabled: false }]
]) {
  test(`Registers are read ${name}`, async () => {
    const visitor = await openVisitor(browser, demo.url, options)
    await filterAndSort(visitor)
    await anotherDay(visitor)
    await historyOfAnEntry(visitor)
    await recordOfAPerson(visitor)
    await numbersAndFiles(visitor)
    await visitor.close()
  })
}
