// The office's page of imports by upload, and a request for records, with and without JavaScript, on a phone and on a desk; each page with axe.
import { test, before, after } from 'node:test'
import { mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import assert from 'node:assert/strict'
import { desktop, openBrowser, phone, serveDemo, signInAs } from './support.mjs'

let demo, browser, folder

before(async () => {
  demo = await serveDemo()
  browser = await openBrowser()
  folder = mkdtempSync(join(tmpdir(), 'aboveboard-requests-'))
})

after(async () => {
  await browser?.close()
  await demo?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const mapping = name => `mapping: ${name}
title: Table ${name}
register: interests
person: {name: "{n}"}
files:
  - name: "*.csv"
    key: "{n}"
    entries: []
`

const button = (visitor, name) => visitor.page.getByRole('button', { name })
const said = async visitor => (await visitor.page.getByRole('main').innerText()).replace(/\s+/g, ' ')

for (const [name, options] of [['on a phone', { viewport: phone }], ['without JavaScript', { viewport: desktop, javaScriptEnabled: false }]]) {
  test(`requests for records, ${name}`, async () => {
    const officer = await signInAs(browser, demo.url, 'Sign in as the ethics officer', options)
    await officer.go('/office/records')
    await officer.press(button(officer, 'Find records'), 400)
    assert.match(await said(officer), /Say which words to look for/)
    await officer.page.getByLabel('Words that stand in each record').fill('council')
    const [file] = await Promise.all([officer.page.waitForEvent('download'), button(officer, 'Find records').click()])
    assert.equal(file.suggestedFilename(), 'records.zip')
    assert.equal(readFileSync(await file.path()).subarray(0, 2).toString(), 'PK')
    await officer.go('/office/activity?only=readings')
    assert.match(await said(officer), /Records: read/)
    await officer.close()
  })

  test(`a mapping that is refused, ${name}`, async () => {
    const officer = await signInAs(browser, demo.url, 'Sign in as the ethics officer', options)
    const path = join(folder, 'm.yaml')
    writeFileSync(path, mapping('m').replace('title', 'titel'))
    await officer.go('/office/registers/import')
    await officer.page.getByLabel('A mapping (YAML)').setInputFiles(path)
    await officer.press(button(officer, 'Add the mapping'), 400)
    assert.match(await said(officer), /Line 2, column 1: “titel” is not a key/)
    await officer.close()
  })
}
